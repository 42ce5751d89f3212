import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Holder } from "../same/contract.ts";
import type { LegalGround } from "./contract.ts";

const rome = (at: RawBuilder<unknown>) => sql<Day>`((${at}) at time zone 'Europe/Rome')::date`;

/** The latest entry of a holder about person `p`. */
function lastIn({ table, people }: Holder): RawBuilder<unknown>[] {
	if (!people?.entry) return [];
	return people.columns
		.filter((column) => column !== "id")
		.map(
			(column) => sql`(select max(${sql.ref(`r.${people.entry}`)}) from ${sql.table(table)} r
				where r.territory_id = p.territory_id and ${sql.ref(`r.${column}`)} = p.id)`,
		);
}

export type UnknowingRow = {
	id: string;
	neighbourhoodId: string;
	label: string;
	placeLabel: string | null;
	lastOn: Day;
	notes: number;
};

/**
 * Those who do not know of being here: known by a description, with no agreement and no legal ground that stands, and no
 * account; whose last entry lies on `by` or before. The longest silent first.
 */
export function unknowing(
	read: Read,
	holders: readonly Holder[],
	query: { neighbourhoodId?: string; ids?: readonly string[]; by: Day; today: Day; limit: number },
): RawBuilder<UnknowingRow> {
	const tenant = read.actor.territoryId ?? null;
	const { neighbourhoodId, ids, by, today, limit } = query;
	return sql<UnknowingRow>`
		select * from (
			select p.id, p.neighbourhood_id as "neighbourhoodId", p.label, around.label as "placeLabel",
				${rome(sql`greatest(p.recorded_at, ${sql.join(holders.flatMap(lastIn))},
					(select max(greatest(m.merged_at, m.separated_at)) from community.merges m
						where m.territory_id = p.territory_id and (m.kept_id = p.id or m.gone_id = p.id)),
					(select max(a.withdrawn_on::timestamp at time zone 'Europe/Rome') from community.agreements a
						where a.territory_id = p.territory_id and a.person_id = p.id),
					(select max(g.ended_on::timestamp at time zone 'Europe/Rome') from community.grounds g
						where g.territory_id = p.territory_id and g.person_id = p.id))`)} as "lastOn",
				(select count(*)::int from listening.notes n where n.territory_id = p.territory_id
					and (n.about_id = p.id or (n.about_id is null and n.heard_from_id = p.id))) as notes
			from community.parties p
			join community.persons s on s.territory_id = p.territory_id and s.id = p.id and s.level = 'description'
			left join community.parties around on around.territory_id = p.territory_id and around.id = p.place_id
			where p.territory_id = ${tenant} and p.kind = 'person' and p.merged_into is null and p.forgotten_on is null
				${neighbourhoodId ? sql`and p.neighbourhood_id = ${neighbourhoodId}` : sql``}
				${ids ? sql`and p.id = any(${[...ids]}::uuid[])` : sql``}
				and p.recorded_at < ((${by}::date + 2)::timestamp at time zone 'Europe/Rome')
				and not exists (select 1 from community.agreements a where a.territory_id = p.territory_id and a.person_id = p.id
					and a.withdrawn_on is null and a.set_aside_by is null)
				and not exists (select 1 from community.grounds g where g.territory_id = p.territory_id and g.person_id = p.id
					and g.since <= ${today}::date and (g.ended_on is null or g.ended_on > ${today}::date))
				and not exists (select 1 from access.accounts c where c.person_territory_id = p.territory_id and p.id in (c.person_id, c.person_apart))) u
		where "lastOn" <= ${by}::date
		order by "lastOn", id limit ${limit}`;
}

/** How many of those asked for have to be asked themselves by now, by the term of the territory. */
export function counted(asked: RawBuilder<UnknowingRow>, read: Read, today: Day): RawBuilder<{ n: number }> {
	return sql`select count(*)::int as n from (${asked}) w, programme.territories t
		where t.id = ${read.actor.territoryId ?? null} and w."lastOn" + t.forget_after_days - 7 <= ${today}::date`;
}

/** Locks these people, those that are still there. */
export async function lockPeople(tx: Tx, ids: readonly string[]): Promise<string[]> {
	const rows = await tx.rows<{ id: string }>(sql`select id from community.parties
		where territory_id = ${tx.actor.territoryId ?? null} and id = any(${ids}::uuid[]) and merged_into is null and forgotten_on is null
		order by id for update`);
	return rows.map((row) => row.id);
}

/** These and everybody who stands behind one of them. */
export async function withThoseBehind(read: Read, ids: readonly string[]): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`
		with recursive all_of as (
			select unnest(${ids}::uuid[]) as id
			union select p.id from all_of a join community.parties p on p.territory_id = ${read.actor.territoryId ?? null} and p.merged_into = a.id)
		select id from all_of`);
	return rows.map((row) => row.id);
}

export async function unnameMerges(tx: Tx, ids: readonly string[]): Promise<void> {
	await tx.rows(sql`update community.merges set gone_label = null
		where territory_id = ${tx.actor.territoryId ?? null} and (kept_id = any(${ids}::uuid[]) or gone_id = any(${ids}::uuid[]))`);
}

/** The territories with their term in days. */
export function terms(read: Read): Promise<{ id: string; days: number }[]> {
	return read.rows(sql`select id, forget_after_days as days from programme.territories order by id`);
}

/** The term of a neighbourhood's territory, and what is left there of people let go, by the month they became known in. */
export async function termAndRemaining(
	read: Read,
	neighbourhoodId: string,
): Promise<{ term: number; remaining: { month: Day; n: number }[] }> {
	const rows = await read.rows<{ term: number; remaining: { month: Day; n: number }[] }>(sql`
		select t.forget_after_days as term, coalesce((select json_agg(json_build_object('month', month, 'n', n) order by month desc)
			from (select known_since as month, sum(n)::int as n from community.remaining
				where territory_id = t.id and neighbourhood_id = ${neighbourhoodId} group by 1 order by 1 desc limit 36) m), '[]') as remaining
		from programme.territories t where t.id = ${read.actor.territoryId ?? null}`);
	if (!rows[0]) throw new Refused("not_found");
	return rows[0];
}

export async function insertGround(
	tx: Tx,
	ground: { id: string; neighbourhoodId: string; personId: string; words: string; since: Day },
): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into community.grounds (territory_id, id, neighbourhood_id, person_id, words, since, recorded_by)
		values (${tx.actor.territoryId ?? null}, ${ground.id}, ${ground.neighbourhoodId}, ${ground.personId}, ${ground.words},
			${ground.since}, ${tx.actor.accountId ?? null})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

export async function groundById(
	read: Read,
	id: string,
): Promise<(LegalGround & { personId: string; neighbourhoodId: string }) | undefined> {
	const rows = await read.rows<LegalGround & { personId: string; neighbourhoodId: string }>(sql`
		select id, words, since, ended_on as "endedOn", person_id as "personId", neighbourhood_id as "neighbourhoodId"
		from community.grounds where territory_id = ${read.actor.territoryId ?? null} and id = ${id}`);
	return rows[0];
}

export async function endGround(tx: Tx, id: string, on: Day): Promise<boolean> {
	const rows = await tx.rows(sql`update community.grounds set ended_on = greatest(since, ${on}::date)
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} and ended_on is null returning id`);
	return rows.length === 1;
}
