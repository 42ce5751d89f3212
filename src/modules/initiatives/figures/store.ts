import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { ObjectiveFigures, Open, Presence, UnderWay, WentOn } from "./contract.ts";

/**
 * What the initiatives of each objective, and of all of them, did between two instants, by territory; one statement.
 * Every table is read once, by initiative; only what is left of it is spread over the objectives.
 */
export function readFigures(read: Read, from: Date, before: Date): Promise<ObjectiveFigures[]> {
	return read.rows(sql`
		with tagged as materialized (
			select i.territory_id, i.id, o.objective from initiatives.initiatives i
			cross join lateral (select distinct unnest(i.objectives || array['all']) collate "C") as o(objective)),
		held as materialized (
			select territory_id, initiative_id, id, unnamed_count from initiatives.sessions
			where state = 'held' and starts_at >= ${from}::timestamptz and starts_at < ${before}::timestamptz),
		dates as materialized (
			select territory_id, initiative_id, count(*)::int as n, sum(unnamed_count)::int as unnamed from held group by 1, 2),
		present as materialized (
			select h.territory_id, h.initiative_id, p.person_id, count(*)::int as n
			from held h join initiatives.participations p on p.territory_id = h.territory_id and p.session_id = h.id group by 1, 2, 3),
		born as materialized (
			select h.territory_id, h.initiative_id, t.one_id, t.other_id
			from held h join community.ties t on t.territory_id = h.territory_id and t.met_at = h.id where not t.existed_before),
		sat as (select t.territory_id, t.objective, sum(d.n)::int as sessions, sum(d.unnamed)::int as unnamed
			from tagged t join dates d on d.territory_id = t.territory_id and d.initiative_id = t.id group by 1, 2),
		came as (select t.territory_id, t.objective, sum(p.n)::int as named, count(distinct p.person_id)::int as people
			from tagged t join present p on p.territory_id = t.territory_id and p.initiative_id = t.id group by 1, 2),
		met as (select t.territory_id, t.objective, (count(*) / 2)::int as ties, count(distinct e.party)::int as people
			from tagged t join born b on b.territory_id = t.territory_id and b.initiative_id = t.id
			cross join lateral (values (b.one_id), (b.other_id)) as e(party) group by 1, 2)
		select s.territory_id as "territoryId", s.objective, s.sessions, coalesce(s.unnamed, 0) + coalesce(c.named, 0) as presences, coalesce(c.people, 0) as people,
			coalesce(m.ties, 0) as "tiesBorn", coalesce(m.people, 0) as "tiesBornPeople"
		from sat s
		left join came c on c.territory_id = s.territory_id and c.objective = s.objective
		left join met m on m.territory_id = s.territory_id and m.objective = s.objective`);
}

/** How many initiatives of each objective, and of all of them, are open now, by territory. */
export function readOpen(read: Read): Promise<Open[]> {
	return read.rows(sql`
		select territory_id as "territoryId", objective, count(*)::int as n from initiatives.initiatives
		cross join lateral (select distinct unnest(objectives || array['all'])) as o(objective)
		where state = 'open' group by territory_id, objective`);
}

/** What is open, and for those who work there what is being prepared, that serves an objective. */
export function readUnderWay(read: Read, objective: string | undefined, most: number): Promise<UnderWay[]> {
	return read.rows(sql`
		select i.id, i.title, i.state, i.territory_id as "territoryId", n.slug as neighbourhood, n.name as "neighbourhoodName", i.objectives
		from initiatives.initiatives i join programme.neighbourhoods n on n.id = i.neighbourhood_id
		where i.state in ('open', 'preparing') ${objective ? sql`and ${objective} = any(i.objectives)` : sql``}
		order by n.name, i.title, i.id limit ${most}`);
}

export async function readWentOn(
	read: Read,
	neighbourhoodId: string,
	from: Date,
	before: Date,
	moment: Date | undefined,
): Promise<WentOn> {
	const [row] = await read.rows<WentOn>(sql`
		with held as materialized (
			select id, initiative_id, unnamed_count from initiatives.sessions
			where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId} and state = 'held'
				and starts_at >= ${from}::timestamptz and starts_at < ${before}::timestamptz ${moment ? sql`and recorded_at <= ${moment}::timestamptz` : sql``}),
		present as (select count(*)::int as named, count(distinct p.person_id)::int as people
			from held h join initiatives.participations p on p.territory_id = ${read.actor.territoryId ?? null} and p.session_id = h.id
			${moment ? sql`where p.recorded_at <= ${moment}::timestamptz` : sql``})
		select (select count(distinct initiative_id)::int from held) as initiatives, (select count(*)::int from held) as sessions,
			coalesce((select sum(unnamed_count)::int from held), 0) + present.named as presences, present.people from present`);
	return row ?? { initiatives: 0, sessions: 0, presences: 0, people: 0 };
}

export function readPresences(
	read: Read,
	{ territoryId, neighbourhoodId }: { territoryId: string; neighbourhoodId: string },
	from: Date,
	before: Date,
): Promise<Presence[]> {
	return read.rows(sql`
		select p.person_id as "personId", p.session_id as "sessionId"
		from initiatives.sessions s join initiatives.participations p on p.territory_id = s.territory_id and p.session_id = s.id
		where s.territory_id = ${territoryId} and s.neighbourhood_id = ${neighbourhoodId} and s.state = 'held'
			and s.starts_at >= ${from}::timestamptz and s.starts_at < ${before}::timestamptz
		order by p.session_id, p.person_id`);
}
