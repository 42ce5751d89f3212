import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../../../db/actor.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Initiative, Part, Participant, Repeat, Session, SessionState, WeekSession } from "../contract.ts";

const sessionColumns = sql`s.id, s.initiative_id as "initiativeId", s.neighbourhood_id as "neighbourhoodId", s.starts_at as "startsAt",
	s.minutes, s.place_words as "placeWords", s.state, s.unnamed_count as unnamed`;
/** Who works there counts the names; a citizen, who reads none, reads how many they were. */
function named({ role }: Actor): RawBuilder<unknown> {
	if (role === "citizen") return sql`s.named_count as named`;
	return sql`(select count(*)::int from initiatives.participations p
		where p.territory_id = s.territory_id and p.session_id = s.id) as named`;
}

export type NewSession = {
	id: string;
	startsAt: Date;
	minutes: number;
	placeWords: string;
	state: SessionState;
	seriesId?: string;
	repeats?: Repeat;
};

/** All dates of a series at once; those that are there already stay as they are. Returns how many are new. */
export async function writeSessions(
	tx: Tx,
	i: Pick<Initiative, "id" | "neighbourhoodId">,
	territoryId: string,
	by: string | undefined,
	sessions: readonly NewSession[],
): Promise<number> {
	// What a date copies is read under a lock: who is taken out, or what is closed, at the same time is so here too.
	const made = await tx.rows(sql`
		with i as (select shown, organisers from initiatives.initiatives
			where territory_id = ${territoryId} and id = ${i.id} for share)
		insert into initiatives.sessions (territory_id, id, initiative_id, neighbourhood_id, starts_at, minutes, place_words, state, shown, organisers, recorded_by,
			series_id, series_at, repeats)
		select ${territoryId}, x.id, ${i.id}, ${i.neighbourhoodId}, x."startsAt", x.minutes, x."placeWords", x.state, i.shown, i.organisers, ${by ?? null},
			x."seriesId", case when x."seriesId" is not null then x."startsAt" end, x.repeats
		from jsonb_to_recordset(${JSON.stringify(sessions)}::jsonb) as x(id uuid, "startsAt" timestamptz, minutes int, "placeWords" text, state text,
			"seriesId" uuid, repeats text), i
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

/** Holds a date until the transaction ends, so that its sheet is written once at a time. */
export async function lockSession(tx: Tx, territoryId: string, id: string): Promise<void> {
	await tx.rows(sql`select id from initiatives.sessions where territory_id = ${territoryId} and id = ${id} for update`);
}

export async function writeSessionState(tx: Tx, territoryId: string, id: string, state: SessionState): Promise<void> {
	await tx.rows(sql`
		update initiatives.sessions set state = ${state}, ${changedBy(sql`(state = 'cancelled') <> (${state} = 'cancelled')`)}
		where territory_id = ${territoryId} and id = ${id}`);
}

/** What calendars must take over anew: a later sequence. */
function changedBy(when: RawBuilder<unknown>): RawBuilder<unknown> {
	return sql`sequence = sequence + (${when})::int, changed_at = case when ${when} then now() else changed_at end`;
}

/** Another time or place for a date that is still to come. False when it was as asked already. */
export async function writeSessionTime(
	tx: Tx,
	territoryId: string,
	id: string,
	{ startsAt, minutes, placeWords }: { startsAt: Date; minutes: number; placeWords: string },
): Promise<boolean> {
	const rows = await tx.rows(sql`
		update initiatives.sessions set starts_at = ${startsAt}, minutes = ${minutes}, place_words = ${placeWords}, ${changedBy(sql`true`)}
		where territory_id = ${territoryId} and id = ${id}
			and (starts_at, minutes, place_words) is distinct from (${startsAt}::timestamptz, ${minutes}::int, ${placeWords}::text)
		returning id`);
	return rows.length > 0;
}

/** Brings a date back from one state to another; false when it is no longer in the first, or people were counted there. */
export async function restoreSessionState(
	tx: Tx,
	territoryId: string,
	id: string,
	from: SessionState,
	to: SessionState,
): Promise<boolean> {
	const rows = await tx.rows(sql`
		update initiatives.sessions set state = ${to}, ${changedBy(sql`(state = 'cancelled') <> (${to} = 'cancelled')`)}
		where territory_id = ${territoryId} and id = ${id} and state = ${from} and (named_count + unnamed_count = 0 or ${to} = 'held')
		returning id`);
	return rows.length > 0;
}

/** Replaces who was there: the sheet as it is now. Whoever is on no page any more, or is protected, is not on the sheet either, and stays counted. */
export async function writeAttendance(
	tx: Tx,
	session: Session,
	territoryId: string,
	by: string | undefined,
	people: readonly { person: string; role: Part }[],
	unnamed: number,
): Promise<void> {
	await tx.rows(sql`
		delete from initiatives.participations p where p.territory_id = ${territoryId} and p.session_id = ${session.id}
			and p.person_id <> all(${people.map((p) => p.person)}::uuid[])
			and exists (select 1 from community.parties q where q.territory_id = p.territory_id and q.id = p.person_id and not q.protected)
			and not exists (select 1 from community.persons q where q.territory_id = p.territory_id and q.id = p.person_id
				and q.restricted_since is not null)`);
	await tx.rows(sql`
		insert into initiatives.participations (territory_id, session_id, person_id, neighbourhood_id, role, recorded_by)
		select ${territoryId}, ${session.id}, x.person, ${session.neighbourhoodId}, x.role, ${by ?? null}
		from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as x(person uuid, role text)
		on conflict (territory_id, session_id, person_id) do update set role = excluded.role`);
	await tx.rows(sql`
		update initiatives.sessions s set state = 'held', unnamed_count = ${unnamed}, named_count = (
			select count(*) from initiatives.participations p where p.territory_id = s.territory_id and p.session_id = s.id)
		where s.territory_id = ${territoryId} and s.id = ${session.id}`);
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
