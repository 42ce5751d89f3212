import { sql } from "kysely";
import type { Day } from "../core/period.ts";
import type { Read } from "../db/database.ts";

/**
 * New ties of each week, by its Monday, from one Monday to a day; weeks without any are left out. «New» is what
 * `monthOfCommunityIn` calls so; a test holds the two together.
 */
export function readTiesByWeek(
	read: Read,
	neighbourhoodId: string,
	from: Day,
	to: Day,
): Promise<{ monday: Day; n: number }[]> {
	return read.rows(sql`
		select (since - (extract(isodow from since)::int - 1))::text as monday, count(*)::int as n
		from community.ties
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}
			and since >= ${from} and since <= ${to} and not existed_before
		group by 1`);
}
