import { sql } from "kysely";
import { isId } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Answered, ChangeModel, Lineage, Model } from "./contract.ts";

/** Every model the actor may read: those that ship in a language, the territory's own, what other territories share. */
export function readModels(read: Read, language: string, id?: string): Promise<Model[]> {
	const territory = read.actor.territoryId ?? null;
	const shipped = id === undefined ? sql`true` : sql`m.id = ${id}`;
	const own = id === undefined ? sql`true` : isId(id) ? sql`o.id = ${id}::uuid` : sql`false`;
	return read.rows(sql`
		select q.* from (
			(select m.id, 'shipped' as origin, m.version, t.language, t.name, t.summary, t.invitation, t.steps, t.people, t.needs, t.watch,
				null as happened, null as territory, null::date as "sharedOn", null::json as lineage, 2 as part, m.position as place
			from initiatives.models m join initiatives.model_texts t on t.model_id = m.id and t.language = ${language}
			where ${shipped})
			union all
			(select o.id::text, case when o.territory_id = ${territory} then 'own' else 'shared' end, o.version, o.language, o.name, o.summary,
				o.invitation, o.steps, o.people, o.needs, o.watch, o.happened, y.name, o.shared_on,
				json_build_object('model', o.from_model, 'version', o.from_version, 'name', o.from_name, 'territory', f.name,
					'initiative', case when o.territory_id = ${territory} then o.from_initiative end),
				case when o.territory_id = ${territory} then 1 else 3 end,
				(row_number() over (order by o.recorded_at desc, o.id desc))::int
			from initiatives.own_models o join programme.territories y on y.id = o.territory_id
			left join programme.territories f on f.id = o.from_territory
			where ${own} and (o.territory_id = ${territory} or o.shared_on is not null))) q
		order by q.part, q.place limit 200`);
}

/** The model by its short name or id, for an initiative of the actor's territory: which column it goes to, and its version. */
export async function readUsable(
	read: Read,
	id: string,
): Promise<{ modelId: string | null; ownModelId: string | null; version: number } | undefined> {
	const rows = await read.rows<{ version: number }>(
		isId(id)
			? sql`select version from initiatives.own_models where territory_id = ${read.actor.territoryId} and id = ${id}`
			: sql`select version from initiatives.models where id = ${id}`,
	);
	const [found] = rows;
	if (!found) return undefined;
	const own = isId(id);
	return { modelId: own ? null : id, ownModelId: own ? id.toLowerCase() : null, version: found.version };
}

type Row = ChangeModel & {
	id: string;
	hash: Buffer;
	lineage: (Omit<Lineage, "territory"> & { territoryId: string | null }) | null;
	at: Date;
};

/** Writes a model; false when its id is there already. */
export async function insertModel(tx: Tx, m: Row): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into initiatives.own_models (territory_id, id, language, name, summary, invitation, steps, people, needs, watch, happened,
			from_model, from_version, from_name, from_territory, from_initiative, recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${m.id}, ${m.language}, ${m.name}, ${m.summary ?? ""}, ${m.invitation ?? ""}, ${m.steps}::text[],
			${m.people}::text[], ${m.needs}::text[], ${m.watch}::text[], ${m.happened ?? null}, ${m.lineage?.model ?? null},
			${m.lineage?.version ?? null}, ${m.lineage?.name ?? null}, ${m.lineage?.territoryId ?? null}, ${m.lineage?.initiative ?? null},
			${tx.actor.accountId}, ${m.at}, ${m.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

/** The hash of the request that wrote a territory's own model, where it is there. */
export async function readModelRequest(read: Read, id: string): Promise<{ hash: Buffer | null } | undefined> {
	const rows = await read.rows<{ hash: Buffer | null }>(sql`select request_hash as hash from initiatives.own_models
		where territory_id = ${read.actor.territoryId} and id = ${id}`);
	return rows[0];
}

/** The territory of another's shared model, for the lineage. */
export async function readTerritoryOf(read: Read, id: string): Promise<string | null> {
	const rows = await read.rows<{
		territoryId: string;
	}>(sql`select territory_id as "territoryId" from initiatives.own_models
		where id = ${id} and (territory_id = ${read.actor.territoryId} or shared_on is not null)`);
	return rows[0]?.territoryId ?? null;
}

/** Rewrites an own model and counts its version on; false when it is not there. */
export async function updateModel(tx: Tx, id: string, m: ChangeModel): Promise<boolean> {
	const rows = await tx.rows(sql`
		update initiatives.own_models set version = version + 1, language = ${m.language}, name = ${m.name}, summary = ${m.summary ?? ""},
			invitation = ${m.invitation ?? ""}, steps = ${m.steps}::text[], people = ${m.people}::text[], needs = ${m.needs}::text[],
			watch = ${m.watch}::text[], happened = ${m.happened ?? null}
		where territory_id = ${tx.actor.territoryId} and id = ${id} returning id`);
	return rows.length > 0;
}

/** Shares an own model with the other territories, or takes it back; false when nothing had to change. */
export async function writeShared(tx: Tx, id: string, on: Day | null): Promise<boolean> {
	const rows = await tx.rows(sql`update initiatives.own_models set shared_on = ${on}
		where territory_id = ${tx.actor.territoryId} and id = ${id} and (shared_on is null) <> (${on}::date is null) returning id`);
	return rows.length > 0;
}

/** What initiatives from a model have answered, in one statement. */
export async function readAnswered(read: Read, model: string): Promise<Answered> {
	const territory = read.actor.territoryId ?? null;
	const rows = await read.rows<Answered>(sql`select
		(select coalesce(json_agg(q), '[]') from (
			select h.name as neighbourhood, n.topic, n.needs from initiatives.model_needs n
			join programme.neighbourhoods h on h.id = n.neighbourhood_id
			where n.territory_id = ${territory} and n.model = ${model} and n.needs > 0 order by h.name, n.needs desc, n.topic limit 100) q) as here,
		(select coalesce(json_agg(q), '[]') from (
			select y.name as territory, n.topic, n.needs from initiatives.model_topics n join programme.territories y on y.id = n.territory_id
			where n.territory_id is distinct from ${territory} and n.model = ${model} and n.needs > 0
			order by y.name, n.needs desc, n.topic limit 100) q) as elsewhere`);
	return rows[0] ?? { here: [], elsewhere: [] };
}

type Place = { territoryId: string; neighbourhoodId: string };

/**
 * Counts again how many needs on a topic the initiatives from a model answer: in the neighbourhood, then in the whole
 * territory from its neighbourhoods. The territory's row is locked first, so that two who count at once agree.
 */
export async function recount(tx: Tx, place: Place, model: string, topic: string): Promise<void> {
	await tx.rows(sql`
		insert into initiatives.model_topics as t (territory_id, model, topic, needs) values (${place.territoryId}, ${model}, ${topic}, 0)
		on conflict (territory_id, model, topic) do update set needs = t.needs`);
	await tx.rows(sql`
		insert into initiatives.model_needs (territory_id, neighbourhood_id, model, topic, needs)
		select ${place.territoryId}::uuid, ${place.neighbourhoodId}::uuid, ${model}, ${topic}, count(distinct d.id)
		from initiatives.initiatives i
		join initiatives.answered_needs a on a.territory_id = i.territory_id and a.initiative_id = i.id
		join listening.needs d on d.territory_id = a.territory_id and d.id = a.need_id
		where i.territory_id = ${place.territoryId} and i.neighbourhood_id = ${place.neighbourhoodId}
			and coalesce(i.model_id, i.own_model_id::text) = ${model} and d.topic = ${topic}
		on conflict (territory_id, neighbourhood_id, model, topic) do update set needs = excluded.needs`);
	await tx.rows(sql`
		update initiatives.model_topics set needs = (select coalesce(sum(n.needs), 0) from initiatives.model_needs n
			where n.territory_id = ${place.territoryId} and n.model = ${model} and n.topic = ${topic})
		where territory_id = ${place.territoryId} and model = ${model} and topic = ${topic}`);
}
