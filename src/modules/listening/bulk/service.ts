import type { Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { auditAll } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { looksLikeNames } from "../rules.ts";
import * as store from "./store.ts";

/** Many notes at once, for a module above and in its transaction. */

export type { BulkNote } from "./store.ts";

/** Whether a text is a list of people's names. */
export function isListOfNames(text: string): boolean {
	return looksLikeNames(text);
}

/** The notes of a neighbourhood, for comparing with what is to come in, and for taking them out. */
export function knownNotesIn(read: Read, neighbourhoodId: string): Promise<store.BulkNote[]> {
	return store.readNotes(read, neighbourhoodId);
}

/** Writes many notes with the trail of each; nothing is guessed from them. Throws `list_of_names`, `invalid` for a day to come. */
export async function addNotesIn(
	tx: Tx,
	neighbourhoodId: string,
	notes: readonly store.BulkNote[],
	at: Date,
	today: Day,
): Promise<void> {
	if (notes.length === 0) return;
	for (const { text, heardOn } of notes) {
		if (looksLikeNames(text)) throw new Refused("list_of_names");
		if (heardOn > today) throw new Refused("invalid", { heardOn: "error.future" });
	}
	await store.insertNotes(tx, neighbourhoodId, notes, at);
	await auditAll(
		tx,
		neighbourhoodId,
		notes.map(({ id }) => ({ verb: "recordNote", kind: "note", id })),
	);
}
