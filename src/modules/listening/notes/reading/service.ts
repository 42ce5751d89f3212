import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import type { Read } from "../../../../db/database.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { readNote } from "../store.ts";
import * as store from "./store.ts";

/**
 * What a reader has read. It helps the reader and nobody else: no trail is kept of it, and no colleague, coordinator
 * or administrator can see who has read what.
 */

/** Up to 1000 of each: as many or more. */
export type Unread = { unread: number; unseen: number };

/** How many notes of a neighbourhood the actor has not read, and how many nobody but their writer has. */
export async function unreadIn(read: Read, neighbourhoodId: string, now: Date): Promise<Unread> {
	const [counted] = await read.rows<Unread>(store.countsOfUnread(read, neighbourhoodId, now));
	return counted ?? { unread: 0, unseen: 0 };
}

/** «Segna come letti fin qui»: everything entered until this note is read. Throws `not_found`. */
export async function markReadTo(ground: Ground, actor: Actor, noteId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const note = await readNote(tx, noteId);
		if (!note) throw new Refused("not_found");
		await store.writeReadTo(tx, note, ground.clock());
	});
}
