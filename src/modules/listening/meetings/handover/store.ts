import { sql } from "kysely";
import type { Day } from "../../../../core/period.ts";
import type { Read, Tx } from "../../../../db/database.ts";
import type { OpenOfMeetings } from "../contract.ts";

export function readMeetingsToCome(read: Read, accountId: string, today: Day): Promise<OpenOfMeetings["meetings"]> {
	return read.rows(sql`select m.id, m.title, m.held_on as "heldOn" from listening.meetings m
		where m.territory_id = ${read.actor.territoryId} and m.responsible_id = ${accountId} and m.held_on >= ${today}
		order by m.held_on, m.id limit 200`);
}

export function readOpenPromises(read: Read, accountId: string): Promise<OpenOfMeetings["promises"]> {
	return read.rows(sql`select p.id, p.what, p.due_on as "dueOn", p.promised_by_account is not distinct from ${accountId}::uuid as promised
		from listening.promises p
		where p.territory_id = ${read.actor.territoryId} and p.state = 'open'
			and (p.promised_by_account = ${accountId} or p.responsible_id = ${accountId})
		order by p.due_on, p.id limit 200`);
}

type Pass = { from: string; to: string; neighbourhoodIds: readonly string[]; ids?: readonly string[] };

/** Only these records, where some are named. */
function named({ ids }: Pass) {
	return ids ? sql`and id = any(${[...ids]}::uuid[])` : sql``;
}

export type Passed = { id: string; neighbourhoodId: string };

export function passMeetings(tx: Tx, p: Pass & { today: Day }): Promise<Passed[]> {
	return tx.rows(sql`update listening.meetings set responsible_id = ${p.to}
		where territory_id = ${tx.actor.territoryId} and responsible_id = ${p.from} and held_on >= ${p.today}
			and neighbourhood_id = any(${p.neighbourhoodIds}::uuid[]) ${named(p)}
		returning id, neighbourhood_id as "neighbourhoodId"`);
}

/** Passes what was promised, and what is only watched; `changedHands` where it was promised. */
export async function passPromises(tx: Tx, p: Pass): Promise<(Passed & { dueOn: Day; changedHands: boolean })[]> {
	const here = sql`territory_id = ${tx.actor.territoryId} and state = 'open' and neighbourhood_id = any(${p.neighbourhoodIds}::uuid[]) ${named(p)}`;
	const promised = await tx.rows<Passed & { dueOn: Day }>(sql`update listening.promises
		set promised_by_account = ${p.to}, responsible_id = case when responsible_id = ${p.from} then ${p.to}::uuid else responsible_id end
		where ${here} and promised_by_account = ${p.from}
		returning id, neighbourhood_id as "neighbourhoodId", due_on as "dueOn"`);
	const watched = await tx.rows<Passed & { dueOn: Day }>(sql`update listening.promises set responsible_id = ${p.to}
		where ${here} and responsible_id = ${p.from} returning id, neighbourhood_id as "neighbourhoodId", due_on as "dueOn"`);
	return [
		...promised.map((one) => ({ ...one, changedHands: true })),
		...watched.map((one) => ({ ...one, changedHands: false })),
	];
}

/** Writes into the history of a promise whom it was handed over to. */
export async function writePassing(
	tx: Tx,
	p: Passed & { dueOn: Day; stepId: string; to: string; at: Date },
): Promise<void> {
	await tx.rows(sql`
		insert into listening.promise_steps (territory_id, id, neighbourhood_id, promise_id, at, by_account, to_state, due_on, passed_to)
		values (${tx.actor.territoryId}, ${p.stepId}, ${p.neighbourhoodId}, ${p.id}, ${p.at}, ${tx.actor.accountId}, 'open', ${p.dueOn},
			${p.to})`);
}
