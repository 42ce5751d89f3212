import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { TieKind } from "../contract.ts";
import type { Growth, Network, TerritoryNetwork } from "./contract.ts";

type KnownOn = { neighbourhoodId: string; day: Day; moment: Date };

/** What was written down by an instant and in force on a day, in one statement. Whoever was let go is counted on. */
export async function readNetwork(
	read: Read,
	{ neighbourhoodId, day, moment }: Omit<KnownOn, "moment"> & { moment?: Date },
): Promise<Network> {
	const written = moment ? sql`and recorded_at <= ${moment}` : sql``;
	const here = sql`territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}`;
	const [row] = await read.rows<Network & { kinds: { kind: TieKind; n: number; people: number }[] }>(sql`
		with there as materialized (select kind, count(*)::int as n from community.parties
			where ${here} and known_since <= ${day} ${written} and (left_on is null or left_on > ${day}) group by kind),
		held as materialized (select id, kind, one_id, other_id from community.ties
			where ${here} and since <= ${day} ${written} and (until is null or until >= ${day}))
		select ${kindCount("person")} + (select coalesce(sum(n), 0)::int from community.remaining
				where ${here} and known_since <= ${day}) as persons, ${kindCount("household")} as households, ${kindCount("group")} as groups,
			${kindCount("organisation")} as organisations, ${kindCount("place")} as places,
			(select count(distinct (least(one_id, other_id), greatest(one_id, other_id)))::int from held) as pairs,
			coalesce((select json_agg(k order by k.kind) from (
				select h.kind, count(distinct h.id)::int as n, count(distinct e.party)::int as people
				from held h cross join lateral (values (h.one_id), (h.other_id)) as e(party) group by h.kind) k), '[]') as ties`);
	if (!row) throw new Error("a select without a table always has one row");
	return row;
}

function kindCount(kind: string) {
	return sql`coalesce((select n from there where kind = ${kind}), 0)`;
}

/**
 * What was written down after an instant, in one statement. Of people let go only the month is known in which they
 * became known: those of the month of the day itself were most likely there, and are neither new nor found.
 */
export async function readGrowth(read: Read, { neighbourhoodId, day, moment }: KnownOn, today: Day): Promise<Growth> {
	const here = sql`territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}`;
	const isNew = (began: "known_since" | "since") => sql`not existed_before and ${sql.ref(began)} > ${day}`;
	const [row] = await read.rows<Growth>(sql`
		select p."newPersons" + r.new as "newPersons", p."foundPersons" + r.found as "foundPersons", p."leftPersons", t.*, g.* from
		(select coalesce(sum(n) filter (where not existed_before), 0)::int as new, coalesce(sum(n) filter (where existed_before), 0)::int as found
			from community.remaining where ${here} and known_since > ${day}) r,
		(select count(*) filter (where recorded_at > ${moment} and ${isNew("known_since")})::int as "newPersons",
			count(*) filter (where recorded_at > ${moment} and not (${isNew("known_since")}))::int as "foundPersons",
			count(*) filter (where left_on > ${day} and left_on <= ${today})::int as "leftPersons"
			from community.parties where ${here} and kind = 'person') p,
		(select count(*) filter (where recorded_at > ${moment} and ${isNew("since")})::int as "newTies",
			count(*) filter (where recorded_at > ${moment} and not (${isNew("since")}))::int as "foundTies",
			count(*) filter (where until >= ${day} and until < ${today} and recorded_at <= ${moment})::int as "endedTies"
			from community.ties where ${here}) t,
		(select count(distinct e.party)::int as "newTiesPeople" from community.ties t
			cross join lateral (values (t.one_id), (t.other_id)) as e(party)
			where ${here} and recorded_at > ${moment} and ${isNew("since")}) g`);
	if (!row) throw new Error("a select without a table always has one row");
	return row;
}

/** By territory: who and what is known on a day, and the ties that began from a day on. Whoever was let go is counted on. */
export function readNetworks(read: Read, from: Day, to: Day): Promise<TerritoryNetwork[]> {
	return read.rows(sql`
		with known as (
			select territory_id, count(*) filter (where kind = 'person')::int as persons,
				count(*) filter (where kind = 'group')::int as groups,
				count(*) filter (where kind = 'organisation')::int as organisations
			from community.parties where known_since <= ${to} and (left_on is null or left_on > ${to}) group by 1),
		remaining as (select territory_id, sum(n)::int as persons from community.remaining where known_since <= ${to} group by 1),
		began as materialized (select territory_id, one_id, other_id from community.ties
			where since >= ${from} and since <= ${to} and not existed_before),
		joined as (select territory_id, (count(*) / 2)::int as n, count(distinct party)::int as people
			from began cross join lateral (values (one_id), (other_id)) as e(party) group by 1)
		select territory_id as "territoryId", coalesce(k.persons, 0) + coalesce(r.persons, 0) as persons,
			coalesce(k.groups, 0) as groups, coalesce(k.organisations, 0) as organisations,
			coalesce(j.n, 0) as "newTies", coalesce(j.people, 0) as "newTiesPeople"
		from known k full join remaining r using (territory_id) full join joined j using (territory_id)`);
}
