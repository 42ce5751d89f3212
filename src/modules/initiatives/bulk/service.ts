import { Refused } from "../../../core/refusal.ts";
import { auditAll } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Part } from "../contract.ts";
import { type NewSession, writeSessions } from "../sessions/store.ts";
import * as store from "./store.ts";

/** Whole sheets of presences at once, for a module above and in its transaction. */

export type { Held, RollSession } from "./store.ts";

/** What a sheet of one initiative comes to; agreements are checked by whoever plans it. */
export type Roll = {
	initiativeId: string;
	sessions: NewSession[];
	marks: { sessionId: string; personId: string; part: Part }[];
	/** How many are counted without a name, date by date; for a date that was there, what it was planned on. */
	counts: { sessionId: string; unnamed: number; was?: store.Held }[];
};

export function initiativesForRollsIn(read: Read, neighbourhoodId: string): Promise<store.RollInitiative[]> {
	return store.initiatives(read, neighbourhoodId);
}

export function sessionsForRollIn(read: Read, initiativeId: string): Promise<store.RollSession[]> {
	return store.sessionsOf(read, initiativeId);
}

/** Writes new dates as held, who was there and how many without a name, with the trail. Throws `changed_meanwhile`. */
export async function writeRollIn(tx: Tx, neighbourhoodId: string, roll: Roll): Promise<void> {
	const { initiativeId, sessions, marks, counts } = roll;
	if (counts.length === 0) return;
	const planned = counts.flatMap(({ was }) => was ?? []);
	const now = new Map(
		(
			await store.lockSessions(
				tx,
				planned.map(({ id }) => id),
			)
		).map((one) => [one.id, one]),
	);
	const isSame = (was: store.Held) => {
		const is = now.get(was.id);
		return is?.state === was.state && is.unnamed === was.unnamed && is.named === was.named;
	};
	if (!planned.every(isSame)) throw new Refused("changed_meanwhile");
	const { territoryId = "", accountId } = tx.actor;
	if (sessions.length > 0)
		await writeSessions(tx, { id: initiativeId as never, neighbourhoodId }, territoryId, accountId, sessions);
	if (marks.length > 0) await store.insertMarks(tx, neighbourhoodId, marks);
	await store.writeCounts(tx, counts);
	await auditAll(tx, neighbourhoodId, [
		...(sessions.length > 0
			? [{ verb: "addSessions", kind: "initiative", id: initiativeId, fields: ["sessions"] }]
			: []),
		...counts.map(({ sessionId }) => ({
			verb: "recordAttendance",
			kind: "session",
			id: sessionId,
			fields: ["participations", "unnamed"],
		})),
	]);
}

/** Dates are again as they were before a sheet was brought. */
export function putBackSessionsIn(tx: Tx, were: readonly store.Held[]): Promise<void> {
	return store.putBack(tx, were);
}
