import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { ObjectiveFigures, UnderWay, WentOn } from "./contract.ts";

/** What the initiatives of each objective, and of all of them, did between two instants, by territory; one statement. */
export function readFigures(read: Read, from: Date, before: Date): Promise<ObjectiveFigures[]> {
	return read.rows(sql`
		with tagged as materialized (
			select i.territory_id, i.id, i.state, o.objective from initiatives.initiatives i
			cross join lateral (select distinct unnest(i.objectives || array['all'])) as o(objective)),
		held as materialized (
			select t.territory_id, t.objective, s.id, s.unnamed_count from initiatives.sessions s
			join tagged t on t.territory_id = s.territory_id and t.id = s.initiative_id
			where s.state = 'held' and s.starts_at >= ${from}::timestamptz and s.starts_at < ${before}::timestamptz),
		dates as (select territory_id, objective, count(*)::int as sessions, sum(unnamed_count)::int as unnamed from held group by 1, 2),
		present as (select h.territory_id, h.objective, count(*)::int as named, count(distinct p.person_id)::int as people
			from held h join initiatives.participations p on p.territory_id = h.territory_id and p.session_id = h.id group by 1, 2),
		born as (select h.territory_id, h.objective, count(distinct t.id)::int as ties, count(distinct e.party)::int as people
			from held h join community.ties t on t.territory_id = h.territory_id and t.met_at = h.id
			cross join lateral (values (t.one_id), (t.other_id)) as e(party) where not t.existed_before group by 1, 2)
		select t.territory_id as "territoryId", t.objective, count(*) filter (where t.state = 'open')::int as "underWay",
			coalesce(max(d.sessions), 0) as sessions, coalesce(max(d.unnamed), 0) + coalesce(max(p.named), 0) as presences,
			coalesce(max(p.people), 0) as people, coalesce(max(b.ties), 0) as "tiesBorn", coalesce(max(b.people), 0) as "tiesBornPeople"
		from tagged t
		left join dates d on d.territory_id = t.territory_id and d.objective = t.objective
		left join present p on p.territory_id = t.territory_id and p.objective = t.objective
		left join born b on b.territory_id = t.territory_id and b.objective = t.objective
		group by t.territory_id, t.objective`);
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
