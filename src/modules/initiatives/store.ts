import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../core/period.ts";
import type { Actor } from "../../db/actor.ts";
import type { Read, Tx } from "../../db/database.ts";
import type {
	ChangeInitiative,
	Initiative,
	InitiativeState,
	NewInitiative,
	Runner,
	WorkingInitiative,
} from "./contract.ts";

/** The public side, of the alias `i`. */
export const publicColumns = sql`i.id, i.neighbourhood_id as "neighbourhoodId", i.title, i.invitation, i.language, i.state, i.place_words as "placeWords",
	i.languages, i.on_foot as "onFoot", i.by_bus as "byBus", i.step_free as "stepFree", i.capacity`;
const columns = sql`${publicColumns}, coalesce(i.model_id, i.own_model_id::text) as "modelId",
	i.model_version as "modelVersion", i.objectives, i.organisers, i.opened_on as "openedOn",
	i.concluded_on as "concludedOn", i.recorded_by as "recordedBy", i.recorded_at as "recordedAt"`;
/** What everybody is shown is still worked on only by those who work there. */
function workedOnBy({ role, neighbourhoodIds }: Actor): RawBuilder<unknown> {
	return role === "facilitator" ? sql`i.neighbourhood_id = any(${neighbourhoodIds}::uuid[])` : sql`true`;
}

export function readInitiatives(
	read: Read,
	where: {
		territoryId: string;
		neighbourhoodId?: string;
		state?: InitiativeState;
		organiser?: string;
		after?: { at: string; id: string };
		limit: number;
	},
): Promise<Initiative[]> {
	const conditions: RawBuilder<unknown>[] = [sql`i.territory_id = ${where.territoryId}`, workedOnBy(read.actor)];
	if (where.neighbourhoodId) conditions.push(sql`i.neighbourhood_id = ${where.neighbourhoodId}`);
	if (where.state) conditions.push(sql`i.state = ${where.state}`);
	if (where.organiser) conditions.push(sql`${where.organiser}::uuid = any(i.organisers)`);
	if (where.after)
		conditions.push(sql`(i.recorded_at, i.id) < (${where.after.at}::timestamptz, ${where.after.id}::uuid)`);
	return read.rows(sql`select ${columns} from initiatives.initiatives i where ${sql.join(conditions, sql` and `)}
		order by i.recorded_at desc, i.id desc limit ${where.limit}`);
}

export async function readInitiative(read: Read, territoryId: string, id: string): Promise<Initiative | undefined> {
	return (
		await read.rows<Initiative>(sql`select ${columns} from initiatives.initiatives i
		where i.territory_id = ${territoryId} and i.id = ${id} and ${workedOnBy(read.actor)}`)
	)[0];
}

/** With its working side and its model's steps (in a language, where the model ships in several), in one statement. */
export async function readWorking(
	read: Read,
	territoryId: string,
	id: string,
	language = "it",
): Promise<WorkingInitiative | undefined> {
	const same = (table: string) =>
		sql`${sql.id(table, "territory_id")} = i.territory_id and ${sql.id(table, "initiative_id")} = i.id`;
	const rows = await read.rows<WorkingInitiative>(sql`
		select ${columns}, h.slug as neighbourhood, w.remarks, w.learnt, w.dropped_because as "droppedBecause",
			coalesce((select array_agg(n.need_id) from initiatives.answered_needs n where ${same("n")}), '{}') as "needIds",
			coalesce((select json_agg(json_build_object('id', p.organisation_id, 'label', p.label) order by p.label)
				from initiatives.partners p where ${same("p")}), '[]') as partners,
			coalesce((select json_agg(json_build_object('who', r.who, 'since', r.since) order by r.since, r.id)
				from initiatives.runners r where ${same("r")}), '[]') as runners,
			coalesce(own.steps, shipped.steps, '{}') as "modelSteps",
			coalesce((select json_agg(json_build_object('position', s.position, 'words', s.words, 'takenOn', s.taken_on, 'takenBy', s.taken_by)
				order by s.position) from initiatives.steps_taken s where ${same("s")}), '[]') as taken
		from initiatives.initiatives i
		join programme.neighbourhoods h on h.id = i.neighbourhood_id
		left join initiatives.workings w on w.territory_id = i.territory_id and w.initiative_id = i.id
		left join initiatives.own_models own on own.territory_id = i.territory_id and own.id = i.own_model_id
		left join initiatives.model_texts shipped on shipped.model_id = i.model_id and shipped.language = ${language}
		where i.territory_id = ${territoryId} and i.id = ${id} and ${workedOnBy(read.actor)}`);
	return rows[0];
}

export type NewRow = Omit<NewInitiative, "needs" | "neighbourhood" | "model"> & {
	id: string;
	hash: Buffer;
	territoryId: string;
	neighbourhoodId: string;
	from?: { modelId: string | null; ownModelId: string | null; version: number };
	organisers: string[];
	recordedBy: string | undefined;
	recordedAt: Date;
};

export async function writeInitiative(tx: Tx, n: NewRow): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into initiatives.initiatives (territory_id, id, neighbourhood_id, language, title, invitation, state, model_id, own_model_id, model_version, place_words, languages,
			on_foot, by_bus, step_free, capacity, objectives, organisers, recorded_by, recorded_at)
		values (${n.territoryId}, ${n.id}, ${n.neighbourhoodId}, ${n.language ?? "it"}, ${n.title}, ${n.invitation ?? ""}, 'idea', ${n.from?.modelId ?? null},
			${n.from?.ownModelId ?? null}, ${n.from?.version ?? null},
			${n.placeWords ?? ""}, ${n.languages}, ${n.onFoot}, ${n.byBus}, ${n.stepFree}, ${n.capacity ?? null}, ${n.objectives},
			${n.organisers}::uuid[], ${n.recordedBy ?? null}, ${n.recordedAt})
		on conflict do nothing returning id`);
	if (made.length === 0) return false;
	await tx.rows(sql`insert into initiatives.workings (territory_id, initiative_id, neighbourhood_id, request_hash)
		values (${n.territoryId}, ${n.id}, ${n.neighbourhoodId}, ${n.hash})`);
	return true;
}

/** What the initiative with this id was started by, where it is there to be seen. */
export async function readRequest(
	read: Read,
	territoryId: string,
	id: string,
): Promise<{ hash: Buffer | null } | undefined> {
	const rows = await read.rows<{ hash: Buffer | null }>(sql`
		select request_hash as hash from initiatives.workings where territory_id = ${territoryId} and initiative_id = ${id}`);
	return rows[0];
}

export async function writeChange(tx: Tx, i: Initiative, territoryId: string, change: ChangeInitiative): Promise<void> {
	// What a calendar shows of it: see its sequence.
	const isNew = sql`(title, invitation, place_words) is distinct from
		(${change.title}::text, ${change.invitation ?? ""}::text, ${change.placeWords ?? ""}::text)`;
	await tx.rows(sql`
		update initiatives.initiatives set language = coalesce(${change.language ?? null}, language), title = ${change.title}, invitation = ${change.invitation ?? ""}, place_words = ${change.placeWords ?? ""},
			languages = ${change.languages}, on_foot = ${change.onFoot}, by_bus = ${change.byBus}, step_free = ${change.stepFree},
			capacity = ${change.capacity ?? null}, objectives = ${change.objectives},
			sequence = sequence + (${isNew})::int, changed_at = case when ${isNew} then now() else changed_at end
		where territory_id = ${territoryId} and id = ${i.id}`);
	await tx.rows(
		sql`update initiatives.workings set remarks = ${change.remarks ?? null} where territory_id = ${territoryId} and initiative_id = ${i.id}`,
	);
}

/** Changes the state and, with it, what its dates and partners show to everybody. */
export async function writeState(
	tx: Tx,
	territoryId: string,
	id: string,
	change: { to: InitiativeState; learnt?: string; reason?: string; day: Day },
): Promise<void> {
	const shown = change.to === "open" || change.to === "concluded";
	const ended = change.to === "concluded" || change.to === "dropped";
	await tx.rows(sql`
		update initiatives.initiatives set state = ${change.to}, concluded_on = ${ended ? change.day : null},
			opened_on = case when ${change.to} = 'open' then coalesce(opened_on, ${change.day}::date) else opened_on end
		where territory_id = ${territoryId} and id = ${id}`);
	await tx.rows(sql`
		update initiatives.workings set learnt = coalesce(${change.learnt ?? null}, learnt),
			dropped_because = case when ${change.to} = 'dropped' then ${change.reason ?? null} else dropped_because end
		where territory_id = ${territoryId} and initiative_id = ${id}`);
	await copyShown(tx, territoryId, id, shown);
}

/** What its dates and partners show to everybody follows the initiative. */
async function copyShown(tx: Tx, territoryId: string, id: string, shown: boolean): Promise<void> {
	await tx.rows(
		sql`update initiatives.sessions set shown = ${shown} where territory_id = ${territoryId} and initiative_id = ${id} and shown <> ${shown}`,
	);
	await tx.rows(
		sql`update initiatives.partners set shown = ${shown} where territory_id = ${territoryId} and initiative_id = ${id} and shown <> ${shown}`,
	);
}

/** Brings an initiative that has just ended back to the state it had; false when it is no longer in the one it ended in. What was learnt stays written. */
export async function restoreState(
	tx: Tx,
	territoryId: string,
	id: string,
	from: InitiativeState,
	to: InitiativeState,
): Promise<boolean> {
	const rows = await tx.rows(sql`
		update initiatives.initiatives set state = ${to}, concluded_on = ${null}
		where territory_id = ${territoryId} and id = ${id} and state = ${from} returning id`);
	if (rows.length === 0) return false;
	await copyShown(tx, territoryId, id, to === "open" || to === "concluded");
	return true;
}

export async function writeNeed(tx: Tx, place: Place, initiativeId: string, needId: string): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into initiatives.answered_needs (territory_id, initiative_id, need_id, neighbourhood_id)
		values (${place.territoryId}, ${initiativeId}, ${needId}, ${place.neighbourhoodId}) on conflict do nothing returning need_id`);
	return made.length > 0;
}

type Place = { territoryId: string; neighbourhoodId: string };

export async function writePartner(
	tx: Tx,
	place: Place,
	initiativeId: string,
	organisation: { id: string; label: string },
	shown: boolean,
): Promise<void> {
	await tx.rows(sql`
		insert into initiatives.partners (territory_id, initiative_id, organisation_id, neighbourhood_id, label, shown)
		values (${place.territoryId}, ${initiativeId}, ${organisation.id}, ${place.neighbourhoodId}, ${organisation.label}, ${shown})
		on conflict do nothing`);
}

export async function writeRunner(
	tx: Tx,
	place: Place,
	initiativeId: string,
	runner: { id: string; who: Runner; since: Day; by?: string },
): Promise<void> {
	await tx.rows(sql`
		insert into initiatives.runners (territory_id, id, initiative_id, neighbourhood_id, who, since, recorded_by)
		values (${place.territoryId}, ${runner.id}, ${initiativeId}, ${place.neighbourhoodId}, ${runner.who}, ${runner.since}, ${runner.by ?? null})
		on conflict do nothing`);
}

export function readCounts(read: Read): Promise<{ id: string; n: number }[]> {
	return read.rows(sql`
		select o as id, count(*)::int as n from initiatives.initiatives i, unnest(i.objectives) o where i.shown group by o`);
}
