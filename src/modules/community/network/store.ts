import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import { type Around, type NamedParty, type NetworkPerson, type NetworkTie, personalTieKinds } from "./contract.ts";

type Until = { territoryId: string; neighbourhoodId: string; day: Day };

export function readPeople(read: Read, { territoryId, neighbourhoodId, day }: Until): Promise<NetworkPerson[]> {
	return read.rows(sql`select p.id, case when s.restricted_since is null then p.label else '–' end as label, s.level, s.age_band as "ageBand", p.place_id as "placeId", l.label as "placeLabel",
			p.known_since as "knownSince", p.existed_before as "existedBefore", p.left_on as "leftOn",
			-- Of whom everything is only kept, nobody makes use either.
			(p.protected or s.restricted_since is not null) as protected
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

/** Ties to places are in it where another party holds them; whoever draws leaves out what has only one end there. */
export async function readAround(read: Read, { territoryId, neighbourhoodId, day }: Until): Promise<Around> {
	const [found] = await read.rows<Around>(sql`with around as materialized (
			select p.id, p.kind, o.sector, p.label, p.place_id, p.known_since, p.existed_before, p.left_on
			from community.parties p
			left join community.organisations o on o.territory_id = p.territory_id and o.id = p.id
			where p.territory_id = ${territoryId} and p.neighbourhood_id = ${neighbourhoodId}
				and p.kind = any('{household,group,organisation}'::text[]) and p.known_since <= ${day})
		select
			(select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'sector', sector, 'label', label, 'placeId', place_id,
				'knownSince', known_since, 'existedBefore', existed_before, 'leftOn', left_on) order by id), '[]')
				from around) as parties,
			(select coalesce(json_agg(json_build_object('id', id, 'one', one_id, 'other', other_id, 'kind', kind, 'since', since,
				'until', until, 'existedBefore', existed_before) order by id), '[]')
				from community.ties
				where territory_id = ${territoryId} and neighbourhood_id = ${neighbourhoodId} and since <= ${day}
					and (one_id in (select id from around) or other_id in (select id from around))) as ties,
			(select coalesce(json_agg(json_build_object('id', id, 'label', label, 'around', place_id) order by id), '[]')
				from community.parties
				where territory_id = ${territoryId} and neighbourhood_id = ${neighbourhoodId} and kind = 'place') as places`);
	return found!;
}

export function readNamed(
	read: Read,
	{ territoryId, neighbourhoodId }: Omit<Until, "day">,
	ids: readonly string[],
): Promise<NamedParty[]> {
	const here = sql`p.territory_id = ${territoryId} and p.neighbourhood_id = ${neighbourhoodId}`;
	return read.rows(sql`select p.id, p.kind, case when s.restricted_since is null then p.label else '–' end as label, s.level,
			case when p.kind = 'organisation' then (select o.sector from community.organisations o
				where o.territory_id = p.territory_id and o.id = p.id) end as sector, p.place_id as "placeId"
		from community.parties p
		left join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		where ${here} and p.kind <> 'place' and p.id = any(${[...ids]}::uuid[])
		union all
		select p.id, p.kind, p.label, null, null, p.place_id from community.parties p where ${here} and p.kind = 'place'`);
}

/** The parties of a neighbourhood by id: an expression. */
export function partiesOf({ territoryId, neighbourhoodId }: Omit<Until, "day">): RawBuilder<string> {
	return sql`(select coalesce(string_agg(id::text, ' ' order by id), '') from community.parties
		where territory_id = ${territoryId} and neighbourhood_id = ${neighbourhoodId})`;
}
