import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Handed, HandedKind, Passing } from "../../access/handovers/contract.ts";
import { handOverFollowUpsIn } from "../follow-ups/steps/service.ts";
import { handOverMeetingsIn } from "../meetings/handover/service.ts";
import { giveCharge } from "../notes/store.ts";
import { type HeldHere, type Nobodys, readHeld, readNobodys, readWords } from "./store.ts";

/** What listening says and does when somebody's work passes to another. */

export type { HeldHere } from "./store.ts";

/** What an account has in hand in listening, meetings and promises apart. */
export async function heldInListeningIn(read: Read, accountId: string): Promise<HeldHere> {
	const [held] = await readHeld(read, accountId);
	if (!held) throw new Error("a select without a table always has one row");
	return held;
}

/** What is open and whose holder does not work there any more. */
export function nobodysInListeningIn(read: Read, on: Day): Promise<Nobodys[]> {
	return readNobodys(read, on);
}

/** What records of listening are called, by id. */
export async function wordsOfListeningIn(read: Read, ids: readonly string[]): Promise<Map<string, string>> {
	return new Map((await readWords(read, ids)).map((row) => [row.id, row.words]));
}

/** Open follow-ups, urgent notes in charge, open promises and meetings to come pass from one account to another. */
export async function handOverListeningIn(tx: Tx, passing: Passing): Promise<Handed[]> {
	const { from, to, neighbourhoodIds, now } = passing;
	const ids = (kind: HandedKind) => passing.only?.filter((one) => one.kind === kind).map((one) => one.id);
	const followUps = await handOverFollowUpsIn(tx, { ...passing, ids: ids("follow-up") });
	const notes = await giveCharge(tx, { from, to, neighbourhoodIds, at: now, ids: ids("note") });
	const only = passing.only && { meetings: ids("meeting") ?? [], promises: ids("promise") ?? [] };
	const { meetings, promises } = await handOverMeetingsIn(tx, from, to, neighbourhoodIds, now, only);
	const handed = (kind: HandedKind) => (one: { id: string; neighbourhoodId: string }) => ({
		kind,
		id: one.id,
		neighbourhoodId: one.neighbourhoodId,
	});
	return [
		...followUps.map(handed("follow-up")),
		...notes.map(handed("note")),
		...meetings.map(handed("meeting")),
		...promises.map(handed("promise")),
	];
}
