import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { Sealable } from "../seals/rules.ts";
import { sealable, sealingLock } from "../seals/store.ts";

/** Accounts to close, how all of them are called, and how many letters to those are kept. */
export type AccountsOf = { closed: string[]; names: string[]; letters: number };

/** Accounts that belong to one of these people, also while they are kept apart. */
const theirs = (
	read: Read,
	personIds: readonly string[],
) => sql`a.person_territory_id = ${read.actor.territoryId ?? null}
	and (a.person_id = any(${[...personIds]}::uuid[]) or a.person_apart = any(${[...personIds]}::uuid[]))`;

const worksHere = sql`exists (select from access.assignments g where g.account_id = a.id and g.role not in ('resident', 'citizen'))`;

export async function accountsOf(read: Read, personIds: readonly string[]): Promise<AccountsOf> {
	const rows = await read.rows<AccountsOf>(sql`
		with theirs as (select a.id, a.name, ${worksHere} as works from access.accounts a where ${theirs(read, personIds)})
		select coalesce(array_agg(id) filter (where not works), '{}') as closed, coalesce(array_agg(name), '{}') as names,
			(select count(*)::int from access.mails m where m.account_id in (select id from theirs where not works)) as letters
		from theirs`);
	return rows[0]!;
}

/** Whoever works here keeps the account, without being that person and without the roles of somebody who lives here. */
export async function partAccounts(tx: Tx, personIds: readonly string[], today: string): Promise<void> {
	await tx.rows(sql`
		with parted as (update access.accounts a set person_id = null, person_apart = null, name_apart = null where ${theirs(tx, personIds)} returning a.id)
		update access.assignments g set until = least(g.until, ${today}::date), since = least(g.since, ${today}::date) from parted
		where g.account_id = parted.id and g.role in ('resident', 'citizen')`);
}

export async function closeAccounts(tx: Tx, ids: readonly string[], now: Date, today: string): Promise<void> {
	const these = sql`account_id = any(${[...ids]}::uuid[])`;
	await tx.rows(sql`update access.accounts set name = '–', name_apart = null, language = null, staff_of = '{}', closed_at = coalesce(closed_at, ${now})
		where id = any(${[...ids]}::uuid[])`);
	await tx.rows(sql`update access.assignments set name = '–', until = least(until, ${today}::date), since = least(since, ${today}::date)
		where ${these}`);
	for (const table of tablesOfAccounts) await tx.rows(sql`delete from ${sql.table(`access.${table}`)} where ${these}`);
}

/** What hangs on an account and goes with it. */
export const tablesOfAccounts = [
	"addresses",
	"passkeys",
	"printed_codes",
	"totps",
	"identities",
	"sessions",
	"links",
	"challenges",
	"codes",
	"undoables",
	"mails",
] as const;

/** Nobody seals the trail between the emptying of an entry and its end. */
export async function holdSealing(tx: Tx): Promise<void> {
	await tx.rows(sealingLock);
}

/** Empties what names these accounts in the trail, and the salts that sealed it; gives what is left, with its place. */
export function emptyEntries(
	tx: Tx,
	accountIds: readonly string[],
): Promise<(Sealable & { position: number | null })[]> {
	const these = sql`any(${[...accountIds]}::uuid[])`;
	return tx.rows(sql`
		with emptied as (update access.audit a set
				actor_id = case when a.actor_id = ${these} then null else a.actor_id end,
				record_id = case when a.record_id = ${these} then '00000000-0000-0000-0000-000000000000' else a.record_id end
			where a.actor_id = ${these} or a.record_id = ${these}
			returning a.id, a.at, a.actor_id, a.role, a.territory_id, a.neighbourhood_id, a.verb, a.kind, a.record_id, a.fields),
		bare as (update access.audit_links l set salt = null from emptied e where l.entry_id = e.id returning l.entry_id, l.position)
		select ${sealable}, b.position from emptied a left join bare b on b.entry_id = a.id order by a.at, a.id`);
}
