import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { LocalColleague } from "./contract.ts";

/** A coordinator's role is not bound to one neighbourhood: it holds in each of the territory's. */
export function readColleaguesOf(read: Read, neighbourhoodIds: readonly string[], on: Day): Promise<LocalColleague[]> {
	return read.rows(sql`
		select distinct g.account_id as id, g.name, g.neighbourhood_id as "neighbourhoodId" from access.assignments g
		where g.territory_id = ${read.actor.territoryId ?? null}
			and (g.role = 'coordinator' or g.role = 'facilitator' and g.neighbourhood_id = any(${[...neighbourhoodIds]}::uuid[]))
			and g.since <= ${on} and (g.until is null or g.until >= ${on})
		order by g.name, g.account_id limit 500`);
}
