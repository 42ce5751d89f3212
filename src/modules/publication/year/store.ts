import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { Year } from "./contract.ts";

/** The years of a neighbourhood in which something happened, latest first; at most thirty. */
export function readYears(read: Read, place: { territoryId: string; id: string }): Promise<Year[]> {
	return read.rows(sql`
		select year::int, initiatives, sessions, presences, people, first_meetings as "firstMeetings", acts, ideas, pacts,
			counted_on as "countedOn"
		from publication.years
		where territory_id = ${place.territoryId} and neighbourhood_id = ${place.id}
			and (sessions > 0 or acts is null or acts > 0 or ideas > 0 or pacts > 0)
		order by year desc limit 30`);
}

/** Which years of which neighbourhoods of the actor's territory were not counted yet. */
export function readUncounted(
	read: Read,
	years: readonly number[],
): Promise<{ neighbourhoodId: string; year: number }[]> {
	return read.rows(sql`
		select n.id as "neighbourhoodId", y.year
		from programme.neighbourhoods n cross join unnest(${years}::int[]) as y(year)
		where n.territory_id = ${read.actor.territoryId ?? null} and not exists (select from publication.years k
			where k.territory_id = n.territory_id and k.neighbourhood_id = n.id and k.year = y.year)
		order by n.id, y.year limit 1000`);
}

/** Writes a count once; one that is there stays. */
export async function writeYear(tx: Tx, neighbourhoodId: string, y: Year): Promise<void> {
	await tx.rows(sql`
		insert into publication.years (territory_id, neighbourhood_id, year, initiatives, sessions, presences, people,
			first_meetings, acts, ideas, pacts, counted_on)
		values (${tx.actor.territoryId}, ${neighbourhoodId}, ${y.year}, ${y.initiatives}, ${y.sessions}, ${y.presences}, ${y.people},
			${y.firstMeetings}, ${y.acts}, ${y.ideas}, ${y.pacts}, ${y.countedOn})
		on conflict do nothing`);
}
