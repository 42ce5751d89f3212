import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { aheadDays, type Going, type Retained, type Term } from "./contract.ts";

const most = 2000;

export function territories(read: Read): Promise<{ id: string }[]> {
	return read.rows(sql`select id from programme.territories order by id`);
}

export function terms(read: Read, territoryId: string): Promise<Term[]> {
	return read.rows(
		sql`select kind, days, ground, set_on as "setOn" from programme.retention where territory_id = ${territoryId}`,
	);
}

/** What is shown of a territory, by kind and day. */
export function going(read: Read, territoryId: string): Promise<Going[]> {
	return read.rows(sql`select kind, goes_on as day, count(*)::int as n from programme.retention_shown
		where territory_id = ${territoryId} group by 1, 2 order by 2, 1 limit 400`);
}

/** What was let go, latest first. */
export function gone(read: Read, territoryId: string): Promise<Going[]> {
	return read.rows(sql`select kind, done_on as day, n from programme.retention_done
		where territory_id = ${territoryId} order by 2 desc, 1 limit 60`);
}

export async function writeTerm(
	tx: Tx,
	term: { territoryId: string; kind: string; days: number; ground: string; on: Day },
): Promise<void> {
	await tx.rows(sql`insert into programme.retention (territory_id, kind, days, ground, set_on, set_by)
		values (${term.territoryId}, ${term.kind}, ${term.days}, ${term.ground}, ${term.on}, ${tx.actor.accountId ?? null})
		on conflict (territory_id, kind) do update
			set days = excluded.days, ground = excluded.ground, set_on = excluded.set_on, set_by = excluded.set_by`);
}

type Asked = { territoryId: string; today: Day; days: number };

/** Takes back what was shown and will not go: it was written in again, or the term has become longer. */
export async function takeBack(tx: Tx, { kind, ended }: Retained, { territoryId, today, days }: Asked): Promise<void> {
	await tx.rows(sql`delete from programme.retention_shown s where s.territory_id = ${territoryId} and s.kind = ${kind}
		and not exists (select from (${ended(territoryId)}) e where e.id = s.record_id and e.ended + ${days}::int <= ${today}::date + ${aheadDays}::int)`);
}

/** Shows whatever goes within the days ahead; never sooner than those days from now. */
export async function show(tx: Tx, { kind, ended }: Retained, { territoryId, today, days }: Asked): Promise<void> {
	await tx.rows(sql`insert into programme.retention_shown (territory_id, kind, record_id, shown_on, goes_on)
		select ${territoryId}::uuid, ${kind}, e.id, ${today}::date, greatest(e.ended + ${days}::int, ${today}::date + ${aheadDays}::int)
		from (${ended(territoryId)}) e where e.ended + ${days}::int <= ${today}::date + ${aheadDays}::int
		order by e.ended, e.id limit ${most * aheadDays}
		on conflict do nothing`);
}

/** What goes today: shown for long enough, and still over its time. */
export async function due(tx: Tx, { kind, ended }: Retained, { territoryId, today, days }: Asked): Promise<string[]> {
	const rows = await tx.rows<{ id: string }>(sql`select s.record_id as id from programme.retention_shown s
		join (${ended(territoryId)}) e on e.id = s.record_id and e.ended + ${days}::int <= ${today}::date
		where s.territory_id = ${territoryId} and s.kind = ${kind} and s.goes_on <= ${today}
		order by s.goes_on, 1 limit ${most}`);
	return rows.map(({ id }) => id);
}

export async function writeDone(
	tx: Tx,
	{ territoryId, kind, today, ids }: { territoryId: string; kind: string; today: Day; ids: readonly string[] },
): Promise<void> {
	await tx.rows(sql`delete from programme.retention_shown
		where territory_id = ${territoryId} and kind = ${kind} and record_id = any(${[...ids]}::uuid[])`);
	await tx.rows(sql`insert into programme.retention_done (territory_id, kind, done_on, n)
		values (${territoryId}, ${kind}, ${today}, ${ids.length})
		on conflict (territory_id, kind, done_on) do update set n = programme.retention_done.n + excluded.n`);
}
