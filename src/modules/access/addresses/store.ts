import { sql } from "kysely";
import type { Role } from "../../../core/roles.ts";
import type { Read } from "../../../db/database.ts";

export type AddressRow = { accountId: string; sealed: Buffer; language: string | null };

/** The sealed addresses of accounts that are open and hold one of these roles in a territory on a day. */
export function readAddresses(
	read: Read,
	accountIds: readonly string[],
	held: readonly Role[],
	territoryId: string,
	today: string,
): Promise<AddressRow[]> {
	return read.rows(sql`
		select a.id as "accountId", d.email_sealed as sealed, a.language from access.accounts a
		join access.addresses d on d.account_id = a.id
		where a.id = any(${[...accountIds]}::uuid[]) and a.closed_at is null
			and exists (select from access.assignments g where g.account_id = a.id and g.role = any(${[...held]}::text[])
				and g.territory_id = ${territoryId} and g.since <= ${today} and (g.until is null or g.until >= ${today}))
		order by a.id limit 500`);
}

/** The sealed addresses of accounts that are open and of nobody protected; at most 2,000. */
export function readOwnAddresses(
	read: Read,
	accountIds: readonly string[],
): Promise<(AddressRow & { name: string })[]> {
	return read.rows(sql`
		select a.id as "accountId", a.name, d.email_sealed as sealed, a.language from access.accounts a
		join access.addresses d on d.account_id = a.id
		where a.id = any(${[...accountIds]}::uuid[]) and a.closed_at is null and (a.person_apart is null or a.staff_of <> '{}')
		order by a.id limit 2000`);
}
