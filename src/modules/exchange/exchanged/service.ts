import type { Id } from "../../../core/ids.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { MovedBy } from "../contract.ts";
import { canMove, instantFor, recordingOf } from "../rules.ts";
import * as store from "../store.ts";

/** What two neighbours did for each other by the board becomes an act, with one tap. */

export type Exchanged = {
	id: Id<"act">;
	neighbourhoodId: string;
	giver: Id<"party">;
	receiver: Id<"party">;
	day: Day;
	what: string;
	minutes: number | undefined;
	movedBy: MovedBy;
};

/**
 * Writes the act inside the caller's transaction, once: with an id that is there already it does nothing. Throws
 * `unknown_act` for something that cannot have moved it, `same_person`.
 */
export async function recordExchangedIn(tx: Tx, now: Date, one: Exchanged): Promise<void> {
	if (one.giver === one.receiver) throw new Refused("same_person");
	const moving = one.movedBy.state === "by_act" ? await movingAct(tx, one.movedBy.actId) : undefined;
	const at = instantFor({ day: one.day }, now, moving?.at);
	const recordedAt = recordingOf(now, moving);
	if (moving && !canMove(moving, { id: one.id, at, recordedAt, giverId: one.giver })) throw unknown();
	const act = {
		...{
			id: one.id,
			neighbourhoodId: one.neighbourhoodId,
			giverId: one.giver,
			receiverId: one.receiver,
			what: one.what,
		},
		...{ at, dayOnly: true, recordedAt, minutes: one.minutes ?? null, hash: Buffer.alloc(32) },
		...{ movedBy: one.movedBy.state, movedByActId: moving?.id ?? null },
	};
	if ((await store.writeActs(tx, [act])) === 0) return;
	await audit(tx, { verb: "recordAct", kind: "act", id: one.id, neighbourhoodId: one.neighbourhoodId });
}

/** Whoever gave says afterwards what moved it. Only a question nobody has answered yet is answered here. Throws `unknown_act`. */
export async function sayMovedIn(tx: Tx, now: Date, actId: Id<"act">, movedBy: MovedBy): Promise<void> {
	if (movedBy.state === "not_asked" || !(await store.lockAct(tx, actId))) return;
	const [row] = await store.readActs(tx, [actId]);
	if (row?.moved_by !== "not_asked") return;
	const moving = movedBy.state === "by_act" ? await movingAct(tx, movedBy.actId) : undefined;
	const act = { id: row.id, at: row.at, recordedAt: row.recorded_at, giverId: row.giver_id };
	if (moving && !canMove(moving, act)) throw unknown();
	await store.writeAnswer(tx, actId, movedBy.state, moving?.id ?? null, now);
	const neighbourhoodId = row.neighbourhood_id;
	await audit(tx, { verb: "answerActMovedBy", kind: "act", id: actId, neighbourhoodId, fields: ["movedBy"] });
}

/** What somebody received lately, to choose from when they are asked what moved them: words and days, nobody's name. */
export async function receivedToChooseIn(
	read: Read,
	personId: string,
): Promise<{ id: string; what: string; day: Day }[]> {
	return (await store.readReceived(read, personId, 12)).map((row) => ({
		id: row.id,
		what: row.what,
		day: dayOf(row.at),
	}));
}

async function movingAct(read: Read, id: string) {
	const [row] = await store.readActs(read, [id]);
	if (!row) throw unknown();
	return { id: row.id, at: row.at, recordedAt: row.recorded_at, receiverId: row.receiver_id };
}

function unknown(): Refused {
	return new Refused("unknown_act", { moved: "refusal.unknown_act" });
}
