import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";

export function readActsByTerritory(
	read: Read,
	from: Date,
	before: Date,
): Promise<{ territoryId: string; n: number; people: number }[]> {
	return read.rows(sql`
		select territory_id as "territoryId", count(distinct id)::int as n, count(distinct party)::int as people
		from exchange.acts cross join lateral (values (giver_id), (receiver_id)) as e(party)
		where at >= ${from}::timestamptz and at < ${before}::timestamptz group by territory_id`);
}

export async function readActsOf(
	read: Read,
	neighbourhoodId: string,
	from: Date,
	before: Date,
): Promise<{ n: number; people: number }> {
	const [row] = await read.rows<{ n: number; people: number }>(sql`
		select count(distinct id)::int as n, count(distinct party)::int as people
		from exchange.acts cross join lateral (values (giver_id), (receiver_id)) as e(party)
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}
			and at >= ${from}::timestamptz and at < ${before}::timestamptz`);
	return row ?? { n: 0, people: 0 };
}
