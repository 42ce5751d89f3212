import { type RawBuilder, sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Worker } from "./contract.ts";

type Held = Omit<Worker["roles"][number], "mine">;
export type Row = Omit<Worker, "roles"> & { roles: Held[] };

/** Who holds a role that has not ended, by name; in one territory, or one account, where it is given. At most 200. */
export function readWorkers(
	read: Read,
	today: Day,
	{ territoryId, accountId }: { territoryId?: string; accountId?: string },
): Promise<Row[]> {
	const conditions: RawBuilder<unknown>[] = [sql`(g.until is null or g.until >= ${today})`];
	if (territoryId) conditions.push(sql`g.territory_id = ${territoryId} and g.role <> 'resident'`);
	if (accountId) conditions.push(sql`g.account_id = ${accountId}`);
	return read.rows(sql`
		select g.account_id as id, g.name, json_agg(json_build_object('id', g.id, 'role', g.role, 'territoryId', g.territory_id,
			'neighbourhoodId', g.neighbourhood_id, 'until', g.until) order by g.since, g.id) as roles
		from access.assignments g where ${sql.join(conditions, sql` and `)}
		group by g.account_id, g.name order by g.name, g.account_id limit 200`);
}

/** Writes the last day of roles, or that they go on. What would begin after that day does not begin: it ends before today. */
export async function writeLastDay(
	tx: Tx,
	ids: readonly Id<"assignment">[],
	until: Day | null,
	yesterday: Day,
): Promise<void> {
	await tx.rows(sql`
		update access.assignments set
			until = case when since > ${until}::date then ${yesterday}::date else ${until}::date end,
			since = case when since > ${until}::date then ${yesterday}::date else since end
		where id = any(${[...ids]}::uuid[])`);
}
