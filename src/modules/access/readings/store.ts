import { type RawBuilder, sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { Opened } from "./contract.ts";

/** What was opened on a day by one, before it says who: the account is not for readers. */
export type Found = Omit<Opened, "name"> & { actorId: string };

/** Opened by the same, of the same kind, on the same day of Rome: one line. The latest first. */
function byDay(read: Read, which: RawBuilder<unknown>, limit: number): Promise<Found[]> {
	return read.rows(sql`
		select (at at time zone 'Europe/Rome')::date as day, kind, role, actor_id as "actorId", count(*)::int as times
		from access.readings where territory_id = ${read.actor.territoryId ?? null} and ${which}
		group by 1, 2, 3, 4 order by day desc, max(at) desc limit ${limit}`);
}

export function readingsOf(read: Read, personId: string, limit: number): Promise<Found[]> {
	return byDay(read, sql`person_id = ${personId}`, limit);
}

/** Lists and copies of a neighbourhood that are of nobody in particular. */
export function copiesOf(read: Read, neighbourhoodId: string, limit: number): Promise<Found[]> {
	return byDay(read, sql`neighbourhood_id = ${neighbourhoodId} and person_id is null and kind = 'export'`, limit);
}
