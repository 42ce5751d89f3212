import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Desk } from "./contract.ts";

export type DeskRow = Omit<Desk, "waiting" | "byLink"> & { email: Buffer | null; hash: Buffer | null };

const columns = sql`id, name, topics, hours, capacity, phones, members, email_sealed as email, language, receive_days as "receiveDays",
	answer_days as "answerDays", closed_on as "closedOn", request_hash as hash`;

/** Desks the actor sees, by name; at most 200. `topic`: those there for it, or for everything, and open. */
export function readDesks(read: Read, { open = false, topic }: { open?: boolean; topic?: string }): Promise<DeskRow[]> {
	const wanted = topic ? sql`and (topics = '{}' or ${topic} = any(topics))` : sql``;
	return read.rows(sql`select ${columns} from referrals.desks
		where territory_id = ${read.actor.territoryId ?? null} ${open ? sql`and closed_on is null` : sql``} ${wanted}
		order by closed_on nulls first, name, id limit 200`);
}

export async function readDesk(read: Read, id: string): Promise<DeskRow | undefined> {
	const rows = await read.rows<DeskRow>(sql`select ${columns} from referrals.desks
		where territory_id = ${read.actor.territoryId ?? null} and id = ${id}`);
	return rows[0];
}

/** The same, locked, so that who belongs to it changes one after the other. */
export async function lockDesk(tx: Tx, id: string): Promise<DeskRow | undefined> {
	const rows = await tx.rows<DeskRow>(sql`select ${columns} from referrals.desks
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} for update`);
	return rows[0];
}

export type Written = Pick<
	DeskRow,
	| "id"
	| "name"
	| "topics"
	| "hours"
	| "capacity"
	| "phones"
	| "members"
	| "email"
	| "language"
	| "receiveDays"
	| "answerDays"
>;

/** Writes a desk; false when its id is there already. */
export async function insertDesk(tx: Tx, d: Written, hash: Buffer, at: Date): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into referrals.desks (territory_id, id, name, topics, hours, capacity, phones, members, email_sealed, language, receive_days,
			answer_days, recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${d.id}, ${d.name}, ${d.topics}, ${d.hours}, ${d.capacity}, ${d.phones}, ${d.members}::uuid[],
			${d.email}, ${d.language}, ${d.receiveDays}, ${d.answerDays}, ${tx.actor.accountId}, ${at}, ${hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

export async function updateDesk(tx: Tx, d: Written): Promise<void> {
	await tx.rows(sql`
		update referrals.desks set name = ${d.name}, topics = ${d.topics}, hours = ${d.hours}, capacity = ${d.capacity},
			phones = ${d.phones}, members = ${d.members}::uuid[], email_sealed = ${d.email}, language = ${d.language}, receive_days = ${d.receiveDays},
			answer_days = ${d.answerDays}
		where territory_id = ${tx.actor.territoryId} and id = ${d.id}`);
}

/** Closes a desk on a day, or opens it again; false where it was so already. */
export async function writeClosed(tx: Tx, id: Id<"desk">, on: Day | null): Promise<boolean> {
	const rows = await tx.rows(sql`update referrals.desks set closed_on = ${on}::date
		where territory_id = ${tx.actor.territoryId} and id = ${id} and (closed_on is null) = (${on}::date is not null) returning id`);
	return rows.length > 0;
}
