import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import { type NetworkPerson, type NetworkTie, personalTieKinds } from "./contract.ts";

type Until = { territoryId: string; neighbourhoodId: string; day: Day };

export function readPeople(read: Read, { territoryId, neighbourhoodId, day }: Until): Promise<NetworkPerson[]> {
	return read.rows(sql`select p.id, p.label, s.level, p.place_id as "placeId", l.label as "placeLabel",
			p.known_since as "knownSince", p.existed_before as "existedBefore", p.left_on as "leftOn"
		from community.parties p
		join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		left join community.parties l on l.territory_id = p.territory_id and l.id = p.place_id
		where p.territory_id = ${territoryId} and p.neighbourhood_id = ${neighbourhoodId} and p.kind = 'person'
			and p.known_since <= ${day}
		order by p.id`);
}

/** The two ends of a personal tie are people; which of them are of this neighbourhood the people's rows say. */
export function readTies(read: Read, { territoryId, neighbourhoodId, day }: Until): Promise<NetworkTie[]> {
	return read.rows(sql`select id, one_id as one, other_id as other, kind, since, until,
			existed_before as "existedBefore", met_at as "metAt"
		from community.ties
		where territory_id = ${territoryId} and neighbourhood_id = ${neighbourhoodId}
			and kind = any(${personalTieKinds}::text[]) and since <= ${day}
		order by id`);
}
