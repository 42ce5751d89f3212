import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";

/** Who has been administrator longest, among those who are on this day; only the one with this address, where it is given. */
export async function readAdministrator(
	read: Read,
	today: Day,
	blind: Buffer | undefined,
): Promise<Id<"account"> | undefined> {
	const whose = blind
		? sql`and exists (select from access.addresses d where d.account_id = a.id and d.email_blind = ${blind})`
		: sql``;
	const rows = await read.rows<{ id: Id<"account"> }>(sql`
		select a.id from access.assignments g join access.accounts a on a.id = g.account_id
		where g.territory_id is null and g.role = 'administrator' and g.since <= ${today}
			and (g.until is null or g.until >= ${today}) and a.closed_at is null ${whose}
		order by g.since, g.id limit 1`);
	return rows[0]?.id;
}
