import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../core/period.ts";
import type { Actor } from "../../db/actor.ts";
import type { Read, Tx } from "../../db/database.ts";
import type { Neighbourhood } from "../programme/contract.ts";
import type {
	ChangeInitiative,
	Initiative,
	InitiativeState,
	Model,
	NewInitiative,
	Part,
	Participant,
	PublicInitiative,
	Runner,
	Session,
	SessionState,
	WeekSession,
	WorkingInitiative,
} from "./contract.ts";

const publicColumns = sql`i.id, i.neighbourhood_id as "neighbourhoodId", i.title, i.invitation, i.state, i.place_words as "placeWords",
	i.languages, i.on_foot as "onFoot", i.by_bus as "byBus", i.step_free as "stepFree", i.capacity`;
const columns = sql`${publicColumns}, i.model_id as "modelId", i.objectives, i.organisers, i.opened_on as "openedOn",
	i.concluded_on as "concludedOn", i.recorded_by as "recordedBy", i.recorded_at as "recordedAt"`;
const sessionColumns = sql`s.id, s.initiative_id as "initiativeId", s.neighbourhood_id as "neighbourhoodId", s.starts_at as "startsAt",
	s.minutes, s.place_words as "placeWords", s.state, s.unnamed_count as unnamed`;
/** Who works there counts the names; a citizen, who reads none, reads how many they were. */
function named({ role }: Actor): RawBuilder<unknown> {
	if (role === "citizen") return sql`s.named_count as named`;
	return sql`(select count(*)::int from initiatives.participations p
		where p.territory_id = s.territory_id and p.session_id = s.id) as named`;
}

/** What everybody is shown is still worked on only by those who work there. */
function workedOnBy({ role, neighbourhoodIds }: Actor): RawBuilder<unknown> {
	return role === "facilitator" ? sql`i.neighbourhood_id = any(${neighbourhoodIds}::uuid[])` : sql`true`;
}

export async function readModels(read: Read, language: string): Promise<Model[]> {
	return read.rows(sql`
		select m.id, t.name, t.summary, t.invitation, t.steps, t.people, t.needs, t.watch
		from initiatives.models m join initiatives.model_texts t on t.model_id = m.id and t.language = ${language}
		order by m.position limit 200`);
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

/** With its working side, in one statement. */
export async function readWorking(read: Read, territoryId: string, id: string): Promise<WorkingInitiative | undefined> {
	const same = (table: string) =>
		sql`${sql.id(table, "territory_id")} = i.territory_id and ${sql.id(table, "initiative_id")} = i.id`;
	const rows = await read.rows<WorkingInitiative>(sql`
		select ${columns}, w.remarks, w.learnt, w.dropped_because as "droppedBecause",
			coalesce((select array_agg(n.need_id) from initiatives.answered_needs n where ${same("n")}), '{}') as "needIds",
			coalesce((select json_agg(json_build_object('id', p.organisation_id, 'label', p.label) order by p.label)
				from initiatives.partners p where ${same("p")}), '[]') as partners,
			coalesce((select json_agg(json_build_object('who', r.who, 'since', r.since) order by r.since, r.id)
				from initiatives.runners r where ${same("r")}), '[]') as runners
		from initiatives.initiatives i
		left join initiatives.workings w on w.territory_id = i.territory_id and w.initiative_id = i.id
		where i.territory_id = ${territoryId} and i.id = ${id} and ${workedOnBy(read.actor)}`);
	return rows[0];
}

export type NewRow = Omit<NewInitiative, "needs" | "neighbourhood" | "model"> & {
	id: string;
	territoryId: string;
	neighbourhoodId: string;
	modelId: string | undefined;
	organisers: string[];
	recordedBy: string | undefined;
	recordedAt: Date;
};

export async function writeInitiative(tx: Tx, n: NewRow): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into initiatives.initiatives (territory_id, id, neighbourhood_id, title, invitation, state, model_id, place_words, languages,
			on_foot, by_bus, step_free, capacity, objectives, organisers, recorded_by, recorded_at)
		values (${n.territoryId}, ${n.id}, ${n.neighbourhoodId}, ${n.title}, ${n.invitation ?? ""}, 'idea', ${n.modelId ?? null},
			${n.placeWords ?? ""}, ${n.languages}, ${n.onFoot}, ${n.byBus}, ${n.stepFree}, ${n.capacity ?? null}, ${n.objectives},
			${n.organisers}::uuid[], ${n.recordedBy ?? null}, ${n.recordedAt})
		on conflict do nothing returning id`);
	if (made.length === 0) return false;
	await tx.rows(sql`insert into initiatives.workings (territory_id, initiative_id, neighbourhood_id)
		values (${n.territoryId}, ${n.id}, ${n.neighbourhoodId})`);
	return true;
}

export async function writeChange(tx: Tx, i: Initiative, territoryId: string, change: ChangeInitiative): Promise<void> {
	await tx.rows(sql`
		update initiatives.initiatives set title = ${change.title}, invitation = ${change.invitation ?? ""}, place_words = ${change.placeWords ?? ""},
			languages = ${change.languages}, on_foot = ${change.onFoot}, by_bus = ${change.byBus}, step_free = ${change.stepFree},
			capacity = ${change.capacity ?? null}, objectives = ${change.objectives}
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
	await tx.rows(
		sql`update initiatives.sessions set shown = ${shown} where territory_id = ${territoryId} and initiative_id = ${id} and shown <> ${shown}`,
	);
	await tx.rows(
		sql`update initiatives.partners set shown = ${shown} where territory_id = ${territoryId} and initiative_id = ${id} and shown <> ${shown}`,
	);
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

export type NewSession = { id: string; startsAt: Date; minutes: number; placeWords: string; state: SessionState };

/** All dates of a series at once; those that are there already stay as they are. Returns how many are new. */
export async function writeSessions(
	tx: Tx,
	i: Initiative,
	territoryId: string,
	by: string | undefined,
	sessions: readonly NewSession[],
): Promise<number> {
	const shown = i.state === "open" || i.state === "concluded";
	const made = await tx.rows(sql`
		insert into initiatives.sessions (territory_id, id, initiative_id, neighbourhood_id, starts_at, minutes, place_words, state, shown, organisers, recorded_by)
		select ${territoryId}, x.id, ${i.id}, ${i.neighbourhoodId}, x."startsAt", x.minutes, x."placeWords", x.state, ${shown}, ${i.organisers}::uuid[], ${by ?? null}
		from jsonb_to_recordset(${JSON.stringify(sessions)}::jsonb) as x(id uuid, "startsAt" timestamptz, minutes int, "placeWords" text, state text)
		on conflict do nothing returning id`);
	return made.length;
}

export function readSessions(read: Read, territoryId: string, initiativeId: string): Promise<Session[]> {
	return read.rows(sql`
		select ${sessionColumns}, ${named(read.actor)} from initiatives.sessions s
		where s.territory_id = ${territoryId} and s.initiative_id = ${initiativeId} order by s.starts_at desc limit 200`);
}

/** Dates of an initiative by their ids. */
export function readSessionsById(
	read: Read,
	territoryId: string,
	initiativeId: string,
	ids: readonly string[],
): Promise<Session[]> {
	return read.rows(sql`
		select ${sessionColumns}, ${named(read.actor)} from initiatives.sessions s
		where s.territory_id = ${territoryId} and s.initiative_id = ${initiativeId} and s.id = any(${[...ids]}::uuid[]) order by s.starts_at`);
}

export async function readSession(
	read: Read,
	territoryId: string,
	initiativeId: string,
	id: string,
): Promise<Session | undefined> {
	const rows = await read.rows<Session>(sql`
		select ${sessionColumns}, ${named(read.actor)} from initiatives.sessions s
		where s.territory_id = ${territoryId} and s.initiative_id = ${initiativeId} and s.id = ${id}`);
	return rows[0];
}

export async function writeSessionState(tx: Tx, territoryId: string, id: string, state: SessionState): Promise<void> {
	await tx.rows(
		sql`update initiatives.sessions set state = ${state} where territory_id = ${territoryId} and id = ${id}`,
	);
}

/** Replaces who was there: the sheet as it is now. */
export async function writeAttendance(
	tx: Tx,
	session: Session,
	territoryId: string,
	by: string | undefined,
	people: readonly { person: string; role: Part }[],
	unnamed: number,
): Promise<void> {
	await tx.rows(sql`
		update initiatives.sessions set state = 'held', unnamed_count = ${unnamed}, named_count = ${people.length} where territory_id = ${territoryId} and id = ${session.id}`);
	await tx.rows(sql`
		delete from initiatives.participations where territory_id = ${territoryId} and session_id = ${session.id}
			and person_id <> all(${people.map((p) => p.person)}::uuid[])`);
	await tx.rows(sql`
		insert into initiatives.participations (territory_id, session_id, person_id, neighbourhood_id, role, recorded_by)
		select ${territoryId}, ${session.id}, x.person, ${session.neighbourhoodId}, x.role, ${by ?? null}
		from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as x(person uuid, role text)
		on conflict (territory_id, session_id, person_id) do update set role = excluded.role`);
}

export function readParticipants(
	read: Read,
	territoryId: string,
	sessionId: string,
): Promise<Omit<Participant, "label">[]> {
	return read.rows(sql`
		select person_id as "personId", role from initiatives.participations
		where territory_id = ${territoryId} and session_id = ${sessionId} order by recorded_at, person_id limit 500`);
}

/** People written down at this initiative before, those who come most often first. */
export async function readRegulars(read: Read, territoryId: string, initiativeId: string): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`
		select p.person_id as id from initiatives.participations p
		join initiatives.sessions s on s.territory_id = p.territory_id and s.id = p.session_id
		where s.territory_id = ${territoryId} and s.initiative_id = ${initiativeId}
		group by p.person_id order by count(*) desc, max(s.starts_at) desc limit 24`);
	return rows.map((row) => row.id);
}

/** Dates between two instants, with what their initiative shows. */
export function readWeek(
	read: Read,
	territoryId: string,
	neighbourhoodId: string,
	from: Date,
	to: Date,
): Promise<WeekSession[]> {
	return read.rows(sql`
		select ${sessionColumns}, 0 as named, i.title, i.languages, i.on_foot as "onFoot", i.by_bus as "byBus", i.step_free as "stepFree",
			coalesce(nullif(s.place_words, ''), i.place_words) as "placeWords"
		from initiatives.sessions s join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
		where s.territory_id = ${territoryId} and s.neighbourhood_id = ${neighbourhoodId} and s.starts_at >= ${from} and s.starts_at < ${to}
			and s.state <> 'cancelled'
		order by s.starts_at limit 60`);
}

/**
 * Held sessions of a period, and the people written down at one of them together with somebody else who had no tie,
 * of whatever kind, from before the day of that session. One statement.
 */
export async function readMonth(
	read: Read,
	territoryId: string,
	neighbourhoodId: string,
	from: Date,
	to: Date,
): Promise<{ sessions: number; newlyMet: number }> {
	const rows = await read.rows<{ sessions: number; newlyMet: number }>(sql`
		with held as materialized (
			select s.id, (s.starts_at at time zone 'Europe/Rome')::date as day from initiatives.sessions s
			where s.territory_id = ${territoryId} and s.neighbourhood_id = ${neighbourhoodId} and s.state = 'held'
				and s.starts_at >= ${from}::timestamptz and s.starts_at < ${to}::timestamptz),
		present as materialized (
			select p.person_id, h.day, count(*) over (partition by p.session_id) as together
			from initiatives.participations p join held h on h.id = p.session_id
			where p.territory_id = ${territoryId} and p.neighbourhood_id = ${neighbourhoodId})
		select (select count(*)::int from held) as sessions,
			count(distinct person_id)::int as "newlyMet" from present
		where together > 1
			and not exists (select 1 from community.ties t where t.territory_id = ${territoryId} and t.one_id = person_id and t.since < day)
			and not exists (select 1 from community.ties t where t.territory_id = ${territoryId} and t.other_id = person_id and t.since < day)`);
	return rows[0] ?? { sessions: 0, newlyMet: 0 };
}

export function readCounts(read: Read): Promise<{ id: string; n: number }[]> {
	return read.rows(sql`
		select o as id, count(*)::int as n from initiatives.initiatives i, unnest(i.objectives) o where i.shown group by o`);
}

export type Square = { place: Neighbourhood; week: SquareSession[]; open: { id: string; title: string }[] };

/** A neighbourhood by its address, its week and its open initiatives in one statement: the page everybody opens. */
export async function readSquare(read: Read, slug: string, from: Date, to: Date): Promise<Square | undefined> {
	const rows = await read.rows<Square>(sql`
		select json_build_object('id', n.id, 'territoryId', n.territory_id, 'slug', n.slug, 'name', n.name, 'kind', n.kind,
				'deskPlace', n.desk_place, 'deskHours', n.desk_hours, 'phone', n.phone, 'residents', n.residents,
				'fictional', n.fictional) as place,
			coalesce((select json_agg(x order by x."startsAt") from (
				select s.id, s.initiative_id as "initiativeId", s.starts_at as "startsAt", s.minutes, i.title, i.languages, i.on_foot as "onFoot",
					i.by_bus as "byBus", i.step_free as "stepFree", coalesce(nullif(s.place_words, ''), i.place_words) as "placeWords"
				from initiatives.sessions s join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
				where s.territory_id = n.territory_id and s.neighbourhood_id = n.id and s.shown and i.shown
					and s.starts_at >= ${from}::timestamptz and s.starts_at < ${to}::timestamptz and s.state <> 'cancelled'
				order by s.starts_at limit 40) x), '[]') as week,
			coalesce((select json_agg(y order by y.title) from (
				select i.id, i.title from initiatives.initiatives i
				where i.territory_id = n.territory_id and i.neighbourhood_id = n.id and i.state = 'open' and i.shown
				order by i.title limit 100) y), '[]') as open
		from programme.neighbourhoods n where n.slug = ${slug}`);
	return rows[0];
}

export type SquareSession = {
	id: string;
	initiativeId: string;
	/** Instant, ISO 8601. */
	startsAt: string;
	minutes: number;
	title: string;
	languages: string[];
	onFoot: boolean;
	byBus: boolean;
	stepFree: boolean;
	placeWords: string;
};

/** One initiative as anybody sees it, with its coming and latest dates and its partners. */
export async function readPublic(
	read: Read,
	territoryId: string,
	id: string,
	from: Date,
): Promise<
	| {
			initiative: PublicInitiative;
			sessions: Pick<Session, "id" | "startsAt" | "minutes" | "placeWords" | "state">[];
			partners: string[];
	  }
	| undefined
> {
	const rows = await read.rows<
		PublicInitiative & {
			sessions: { id: string; startsAt: string; minutes: number; placeWords: string; state: SessionState }[];
			partners: string[];
		}
	>(sql`
		select ${publicColumns},
			coalesce((select json_agg(json_build_object('id', s.id, 'startsAt', s.starts_at, 'minutes', s.minutes, 'placeWords', s.place_words, 'state', s.state) order by s.starts_at)
				from (select * from initiatives.sessions s where s.territory_id = i.territory_id and s.initiative_id = i.id and s.shown
					and s.starts_at >= ${from} order by s.starts_at limit 30) s), '[]') as sessions,
			coalesce((select array_agg(p.label order by p.label) from initiatives.partners p
				where p.territory_id = i.territory_id and p.initiative_id = i.id and p.shown), '{}') as partners
		from initiatives.initiatives i where i.territory_id = ${territoryId} and i.id = ${id} and i.shown`);
	const [row] = rows;
	if (!row) return undefined;
	const { sessions, partners, ...initiative } = row;
	return {
		initiative,
		partners,
		sessions: sessions.map((s) => ({ ...s, id: s.id as Session["id"], startsAt: new Date(s.startsAt) })),
	};
}
