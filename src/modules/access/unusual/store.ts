import { type RawBuilder, sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { MarkSeen, Unusual } from "./contract.ts";
import type { Finding, Seen } from "./rules.ts";

/** Readings of the actor's territory from an instant on, page by page in the order of their ids. */
export function readingsSince(
	read: Read,
	since: Date,
	after: string | undefined,
	limit: number,
): Promise<(Seen & { id: string })[]> {
	return read.rows(sql`
		select id, actor_id as "actorId", role, at, kind, record_id as "recordId", assignment is not null as "isAssigned"
		from access.readings where territory_id = ${read.actor.territoryId ?? null} and at >= ${since}
			and id > ${after ?? "00000000-0000-0000-0000-000000000000"}::uuid
		order by id limit ${limit}`);
}

/** Keeps what was found; what was there already counts on until somebody has looked into it. Gives how many are new. */
export async function keep(tx: Tx, findings: readonly (Finding & { id: string })[], at: Date): Promise<number> {
	const rows = await tx.rows<{ isNew: boolean }>(sql`
		insert into access.unusual (id, territory_id, rule, actor_id, role, began_at, ended_at, n, found_at)
		select f.id, ${tx.actor.territoryId ?? null}, f.rule, f.actor_id, f.role, f.began_at, f.ended_at, f.n, ${at}
		from jsonb_to_recordset(${JSON.stringify(
			findings.map((f) => ({
				id: f.id,
				rule: f.rule,
				actor_id: f.actorId,
				role: f.role,
				began_at: f.beganAt,
				ended_at: f.endedAt,
				n: f.n,
			})),
		)}::jsonb) as f (id uuid, rule text, actor_id uuid, role text, began_at timestamptz, ended_at timestamptz, n integer)
		on conflict (territory_id, actor_id, rule, began_at) do update set n = excluded.n, ended_at = excluded.ended_at
			where access.unusual.seen_at is null and access.unusual.n < excluded.n
		returning xmax = 0 as "isNew"`);
	return rows.filter(({ isNew }) => isNew).length;
}

/** Lets go of what is older than it is kept. */
export async function letGoBefore(tx: Tx, day: Date): Promise<void> {
	const { territoryId = null } = tx.actor;
	await tx.rows(sql`delete from access.unusual where territory_id = ${territoryId} and ended_at < ${day}`);
}

export type Row = Unusual & { actorId: string };

const columns = sql`id, territory_id as "territoryId", rule, actor_id as "actorId", role, began_at as "beganAt",
	ended_at as "endedAt", n, seen_at as "seenAt", words`;

/** What the actor may see, what nobody has looked into first, then the latest. */
export function listed(read: Read, limit: number, of?: string): Promise<Row[]> {
	const whose: RawBuilder<unknown> = of ? sql`actor_id = ${of}` : sql`true`;
	return read.rows(sql`select ${columns} from access.unusual where ${whose}
		order by seen_at is not null, ended_at desc, id limit ${limit}`);
}

/** Gives whether it is there, and still waited. */
export async function markSeen(tx: Tx, id: string, at: Date, { words }: MarkSeen): Promise<boolean> {
	const rows = await tx.rows(sql`update access.unusual set seen_at = ${at}, seen_by = ${tx.actor.accountId ?? null},
		words = ${words ?? null} where id = ${id} and seen_at is null returning id`);
	return rows.length === 1;
}

export async function isThere(read: Read, id: string): Promise<boolean> {
	return (await read.rows(sql`select from access.unusual where id = ${id}`)).length === 1;
}

/** Those who hold the role now and have an address, as the door finds them. */
export function officers(
	read: Read,
	today: string,
): Promise<{ accountId: string; sealed: Buffer; language: string | null }[]> {
	return read.rows(sql`
		select distinct on (a.id) a.id as "accountId", d.email_sealed as sealed, a.language
		from access.assignments s join access.accounts a on a.id = s.account_id join access.addresses d on d.account_id = a.id
		where s.role = 'data-protection-officer' and s.since <= ${today} and (s.until is null or s.until >= ${today})
			and a.closed_at is null
		order by a.id limit 20`);
}
