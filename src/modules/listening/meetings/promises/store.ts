import { sql } from "kysely";
import type { Id } from "../../../../core/ids.ts";
import type { Day } from "../../../../core/period.ts";
import type { Read, Tx } from "../../../../db/database.ts";
import type { Promised, PromiseState, PromiseToday } from "../contract.ts";

export type PromiseRow = Omit<Promised, "recordedAt"> & {
	neighbourhoodId: Id<"neighbourhood">;
	recordedAt: Date;
	hash: Buffer | null;
};

/** A promise's columns, of the alias `p`. */
export const promiseColumns = sql`p.id, p.neighbourhood_id as "neighbourhoodId", p.meeting_id as meeting, p.item_id as item, p.what,
	p.promised_by_account as account, p.promised_by_party as party, p.promised_by_words as words, p.due_on as "dueOn", p.state,
	p.reason, p.responsible_id as responsible, p.recorded_at as "recordedAt", p.request_hash as hash`;

export function promisedOf({ hash: _, neighbourhoodId: __, recordedAt, ...promise }: PromiseRow): Promised {
	return { ...promise, recordedAt: recordedAt.toISOString() };
}

/** Writes a promise; false when its id is there already. */
export async function insertPromise(tx: Tx, p: PromiseRow): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.promises (territory_id, id, neighbourhood_id, meeting_id, item_id, what, promised_by_account,
			promised_by_party, promised_by_words, due_on, state, responsible_id, recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${p.id}, ${p.neighbourhoodId}, ${p.meeting}, ${p.item}, ${p.what}, ${p.account}, ${p.party},
			${p.words}, ${p.dueOn}, ${p.state}, ${p.responsible}, ${tx.actor.accountId}, ${p.recordedAt}, ${p.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

export async function readPromise(read: Read, id: string): Promise<PromiseRow | undefined> {
	const rows = await read.rows<PromiseRow>(sql`select ${promiseColumns} from listening.promises p
		where p.territory_id = ${read.actor.territoryId} and p.id = ${id}`);
	return rows[0];
}

export async function lockPromise(tx: Tx, id: string): Promise<PromiseRow | undefined> {
	const rows = await tx.rows<PromiseRow>(sql`select ${promiseColumns} from listening.promises p
		where p.territory_id = ${tx.actor.territoryId} and p.id = ${id} for update`);
	return rows[0];
}

/** As words of the statement, not as values: that is how the index of the open ones is found. */
const inState = {
	open: sql`p.state = 'open'`,
	kept: sql`p.state = 'kept'`,
	let_go: sql`p.state = 'let_go'`,
	settled: sql`p.state <> 'open'`,
};

/** Promises the actor sees: the open ones by the day they are due, those settled the latest due first. */
export function listPromises(
	read: Read,
	p: {
		neighbourhoodId?: string;
		state: keyof typeof inState;
		after?: { at: Day; id: string };
		limit: number;
	},
): Promise<PromiseRow[]> {
	const here = p.neighbourhoodId ? sql`and p.neighbourhood_id = ${p.neighbourhoodId}` : sql``;
	const isOpen = p.state === "open";
	const beyond = isOpen ? sql`>` : sql`<`;
	const after = p.after ? sql`and (p.due_on, p.id) ${beyond} (${p.after.at}::date, ${p.after.id}::uuid)` : sql``;
	const order = isOpen ? sql`p.due_on, p.id` : sql`p.due_on desc, p.id desc`;
	return read.rows(sql`select ${promiseColumns} from listening.promises p
		where p.territory_id = ${read.actor.territoryId} and ${inState[p.state]} ${here} ${after}
		order by ${order} limit ${p.limit}`);
}

export type StepRow = {
	id: string;
	at: Date;
	by: string | null;
	to: PromiseState;
	reason: string | null;
	dueOn: Day;
	passedTo: string | null;
};

/** The history of a promise, its beginning first; at most 100. */
export function readSteps(read: Read, promiseId: string): Promise<StepRow[]> {
	return read.rows(sql`select s.id, s.at, s.by_account as by, s.to_state as to, s.reason, s.due_on as "dueOn",
			s.passed_to as "passedTo"
		from listening.promise_steps s where s.territory_id = ${read.actor.territoryId} and s.promise_id = ${promiseId}
		order by s.at, s.id limit 100`);
}

/** True when a step with this id has been written to this promise. */
export async function hasStep(read: Read, promiseId: string, stepId: string): Promise<boolean> {
	const rows = await read.rows(sql`select id from listening.promise_steps
		where territory_id = ${read.actor.territoryId} and promise_id = ${promiseId} and id = ${stepId}`);
	return rows.length > 0;
}

/** Brings a promise to a state and writes the step; false when the step's id is there already. */
export async function writeStep(
	tx: Tx,
	promise: Pick<PromiseRow, "id" | "neighbourhoodId" | "state" | "reason" | "dueOn">,
	step: { id: string; at: Date },
): Promise<boolean> {
	const { id, neighbourhoodId, state, reason, dueOn } = promise;
	const rows = await tx.rows(sql`
		with step as (
			insert into listening.promise_steps (territory_id, id, neighbourhood_id, promise_id, at, by_account, to_state, reason, due_on)
			values (${tx.actor.territoryId}, ${step.id}, ${neighbourhoodId}, ${id}, ${step.at}, ${tx.actor.accountId}, ${state},
				${reason}, ${dueOn})
			on conflict do nothing returning id)
		update listening.promises set state = ${state}, reason = ${reason}, due_on = ${dueOn}
		where territory_id = ${tx.actor.territoryId} and id = ${id} and exists (select from step) returning id`);
	return rows.length > 0;
}

/**
 * Open promises for one account's first page of the day: the own ones, wherever; then, of one neighbourhood, those
 * nobody with an account made, and what a colleague promised at a meeting of theirs and has let the day go by.
 */
export function readTodaysPromises(
	read: Read,
	p: { neighbourhoodId: string; today: Day; most: number },
): Promise<(Omit<PromiseToday, "by"> & { words: string | null })[]> {
	const me = read.actor.accountId ?? null;
	const open = sql`p.territory_id = ${read.actor.territoryId} and p.state = 'open'`;
	const watched =
		read.actor.role === "facilitator"
			? sql`p.promised_by_account is null`
			: sql`p.promised_by_account is null and p.responsible_id = ${me}`;
	return read.rows(sql`
		select x.id, x.what, x.due_on as "dueOn", x.mine, x.colleague, x.words from (
			(select p.id, p.what, p.due_on, true as mine, false as colleague, null as words from listening.promises p
				where ${open} and p.promised_by_account = ${me} order by p.due_on, p.id limit ${p.most})
			union all
			(select p.id, p.what, p.due_on, false, p.promised_by_account is not null, p.promised_by_words from listening.promises p
				where ${open} and p.neighbourhood_id = ${p.neighbourhoodId} and ((${watched})
					or (p.promised_by_account <> ${me} and p.responsible_id = ${me} and p.due_on < ${p.today}))
				order by p.due_on, p.id limit ${p.most})) x
		order by not x.mine, x.due_on, x.id`);
}
