import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";

export type CarriedPerson = { id: string; neighbourhoodId: string; label: string };

/** People by id; who is protected, only kept, or of whom a page no longer is, is not among them. At most 1000. */
export function readPeople(read: Read, ids: readonly string[]): Promise<CarriedPerson[]> {
	return read.rows(sql`select p.id, p.neighbourhood_id as "neighbourhoodId", p.label from community.parties p
		join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		where p.territory_id = ${read.actor.territoryId ?? null} and p.id = any(${[...ids]}::uuid[]) and p.kind = 'person'
			and not p.protected and s.restricted_since is null and p.merged_into is null
		order by p.folded, p.id limit 1000`);
}

/** The places of some neighbourhoods, by name; at most 1000. */
export function readPlaces(read: Read, neighbourhoodIds: readonly string[]): Promise<CarriedPerson[]> {
	return read.rows(sql`select id, neighbourhood_id as "neighbourhoodId", label from community.parties
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = any(${[...neighbourhoodIds]}::uuid[])
			and kind = 'place' and left_on is null and merged_into is null
		order by folded, id limit 1000`);
}

/** Where parties are that the reader sees. */
export function readWhere(read: Read, ids: readonly string[]): Promise<{ id: string; neighbourhoodId: string }[]> {
	return read.rows(sql`select id, neighbourhood_id as "neighbourhoodId" from community.parties
		where territory_id = ${read.actor.territoryId ?? null} and id = any(${[...ids]}::uuid[]) and merged_into is null`);
}
