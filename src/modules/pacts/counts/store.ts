import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";

export async function readCounts(
	read: Read,
	{ territoryId, id }: { territoryId: string; id: string },
	{ from, to }: { from: Day; to: Day },
): Promise<{ ideas: number; pacts: number }> {
	const here = sql`territory_id = ${territoryId} and neighbourhood_id = ${id}`;
	const [row] = await read.rows<{ ideas: number; pacts: number }>(sql`select
		(select count(*)::int from pacts.ideas where ${here} and shown
			and (proposed_at at time zone 'Europe/Rome')::date between ${from} and ${to}) as ideas,
		(select count(*)::int from pacts.pacts where ${here} and in_force_no is not null
			and in_force_on between ${from} and ${to}) as pacts`);
	return row ?? { ideas: 0, pacts: 0 };
}
