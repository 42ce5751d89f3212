import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { SessionState } from "../contract.ts";
import type { JoiningState } from "./contract.ts";
import type { Standing } from "./rules.ts";

export type DateRow = Standing & { id: string; initiativeId: string; neighbourhoodId: string };

const dateColumns = sql`s.id, s.initiative_id as "initiativeId", s.neighbourhood_id as "neighbourhoodId", s.state,
	s.starts_at as "startsAt", i.capacity, s.joined_count as joined, s.waiting_count as waiting`;

/** A date that is shown, held until the transaction ends: who joins and who leaves wait for each other. */
export async function lockDate(tx: Tx, sessionId: string): Promise<DateRow | undefined> {
	const rows = await tx.rows<DateRow>(sql`
		select ${dateColumns} from initiatives.sessions s
		join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
		where s.territory_id = ${tx.actor.territoryId} and s.id = ${sessionId} and s.shown for update of s`);
	return rows[0];
}

export type JoiningRow = {
	id: string;
	sessionId: string;
	neighbourhoodId: string;
	givenName: string;
	reachId: string | null;
	accountId: string | null;
	personId: string | null;
	children: number;
	childNames: string | null;
	state: JoiningState;
	movedUpAt: Date | null;
	hash: Buffer | null;
};

const columns = sql`j.id, j.session_id as "sessionId", j.neighbourhood_id as "neighbourhoodId", j.given_name as "givenName",
	j.reach_id as "reachId", j.account_id as "accountId", j.person_id as "personId", j.children, j.child_names as "childNames",
	j.state, j.moved_up_at as "movedUpAt", j.request_hash as hash`;

export async function readJoining(read: Read, id: string): Promise<JoiningRow | undefined> {
	const rows = await read.rows<JoiningRow>(sql`
		select ${columns} from initiatives.joinings j where j.territory_id = ${read.actor.territoryId ?? null} and j.id = ${id}`);
	return rows[0];
}

/** What an account has joined of a date. */
export async function readOfAccount(read: Read, sessionId: string, accountId: string): Promise<JoiningRow | undefined> {
	const rows = await read.rows<JoiningRow>(sql`
		select ${columns} from initiatives.joinings j where j.territory_id = ${read.actor.territoryId ?? null}
			and j.session_id = ${sessionId} and j.account_id = ${accountId}`);
	return rows[0];
}

export type NewRow = Omit<JoiningRow, "movedUpAt"> & { at: Date; by: string | undefined };

export async function insertJoining(tx: Tx, j: NewRow): Promise<void> {
	await tx.rows(sql`
		insert into initiatives.joinings (territory_id, id, neighbourhood_id, session_id, given_name, reach_id, account_id, person_id,
			children, child_names, state, joined_at, recorded_by, request_hash)
		values (${tx.actor.territoryId}, ${j.id}, ${j.neighbourhoodId}, ${j.sessionId}, ${j.givenName}, ${j.reachId}, ${j.accountId},
			${j.personId}, ${j.children}, ${j.childNames}, ${j.state}, ${j.at}, ${j.by ?? null}, ${j.hash})`);
}

/** Counts anew who means to come and who waits: after any change under the date's lock. */
export async function recount(tx: Tx, sessionId: string): Promise<void> {
	await tx.rows(sql`
		update initiatives.sessions s set
			joined_count = coalesce((select sum(1 + children) from initiatives.joinings j
				where j.territory_id = s.territory_id and j.session_id = s.id and j.state = 'joins'), 0),
			waiting_count = coalesce((select sum(1 + children) from initiatives.joinings j
				where j.territory_id = s.territory_id and j.session_id = s.id and j.state = 'waits'), 0)
		where s.territory_id = ${tx.actor.territoryId} and s.id = ${sessionId}`);
}

/** Whether it was there. */
export async function deleteJoining(tx: Tx, id: string): Promise<boolean> {
	const rows = await tx.rows(sql`
		delete from initiatives.joinings where territory_id = ${tx.actor.territoryId} and id = ${id} returning id`);
	return rows.length > 0;
}

export function readWaiting(read: Read, sessionId: string): Promise<{ id: string; heads: number }[]> {
	return read.rows(sql`
		select id, 1 + children as heads from initiatives.joinings
		where territory_id = ${read.actor.territoryId ?? null} and session_id = ${sessionId} and state = 'waits'
		order by joined_at, id limit 200`);
}

export async function givePlaces(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
	await tx.rows(sql`
		update initiatives.joinings set state = 'joins', moved_up_at = ${now}
		where territory_id = ${tx.actor.territoryId} and id = any(${[...ids]}::uuid[])`);
}

export async function markTold(tx: Tx, id: string): Promise<boolean> {
	const rows = await tx.rows(sql`
		update initiatives.joinings set moved_up_at = null
		where territory_id = ${tx.actor.territoryId} and id = ${id} returning id`);
	return rows.length > 0;
}

/** Everybody who means to come to a date, those with a place first, in the order in which they joined; at most 500. */
export function readJoined(read: Read, sessionId: string): Promise<(JoiningRow & { byAnother: boolean })[]> {
	return read.rows(sql`
		select ${columns}, exists (select from community.behalf b where b.territory_id = j.territory_id and b.kind = 'joining'
			and b.record_id = j.id) as "byAnother" from initiatives.joinings j
		where j.territory_id = ${read.actor.territoryId ?? null} and j.session_id = ${sessionId}
		order by j.state, j.joined_at, j.id limit 500`);
}

export type OwnRow = {
	id: string;
	sessionId: string;
	initiativeId: string;
	title: string;
	slug: string;
	startsAt: Date;
	placeWords: string;
	state: JoiningState;
	sessionState: SessionState;
	children: number;
	reachId: string | null;
	accountId: string | null;
};

const ownColumns = sql`j.id, j.session_id as "sessionId", s.initiative_id as "initiativeId", i.title, n.slug, s.starts_at as "startsAt",
	coalesce(nullif(s.place_words, ''), i.place_words) as "placeWords", j.state, s.state as "sessionState", j.children,
	j.reach_id as "reachId", j.account_id as "accountId"`;
const withDate = sql`join initiatives.sessions s on s.territory_id = j.territory_id and s.id = j.session_id
	join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
	join programme.neighbourhoods n on n.id = j.neighbourhood_id`;

/** A joining with its date, as its page shows it. */
export async function readOwn(read: Read, id: string): Promise<OwnRow | undefined> {
	const rows = await read.rows<OwnRow>(sql`
		select ${ownColumns} from initiatives.joinings j ${withDate}
		where j.territory_id = ${read.actor.territoryId ?? null} and j.id = ${id}`);
	return rows[0];
}

/** What an account has joined from an instant on, the next first; at most 30. */
export function readMine(read: Read, accountId: string, from: Date): Promise<OwnRow[]> {
	return read.rows(sql`
		select ${ownColumns} from initiatives.joinings j ${withDate}
		where j.territory_id = ${read.actor.territoryId ?? null} and j.account_id = ${accountId} and s.starts_at >= ${from}
		order by s.starts_at, j.id limit 30`);
}

export type OpenDate = { id: string; startsAt: Date; placeWords: string; free: number | null; mine: string | null };

/** The coming dates of an initiative that one can join, and how many places are free; at most 12. */
export function readOpenDates(
	read: Read,
	initiativeId: string,
	now: Date,
	accountId: string | undefined,
): Promise<OpenDate[]> {
	return read.rows(sql`
		select s.id, s.starts_at as "startsAt", coalesce(nullif(s.place_words, ''), i.place_words) as "placeWords",
			case when i.capacity is null then null when s.waiting_count > 0 then 0 else greatest(i.capacity - s.joined_count, 0) end as free,
			(select j.id from initiatives.joinings j where j.territory_id = s.territory_id and j.session_id = s.id
				and j.account_id = ${accountId ?? null}::uuid) as mine
		from initiatives.sessions s join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
		where s.territory_id = ${read.actor.territoryId ?? null} and s.initiative_id = ${initiativeId} and s.shown
			and s.state = 'planned' and s.starts_at > ${now} and i.state = 'open'
		order by s.starts_at, s.id limit 12`);
}

/** The dates of an initiative at which somebody waits. */
export async function readFullDates(read: Read, initiativeId: string): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`
		select id from initiatives.sessions where territory_id = ${read.actor.territoryId ?? null}
			and initiative_id = ${initiativeId} and state = 'planned' and waiting_count > 0 order by starts_at limit 60`);
	return rows.map((row) => row.id);
}

/** Deletes what was meant for dates that began before an instant; says how many. */
export async function deletePast(tx: Tx, before: Date): Promise<number> {
	const rows = await tx.rows<{ sessionId: string }>(sql`
		delete from initiatives.joinings j using initiatives.sessions s
		where j.territory_id = ${tx.actor.territoryId} and s.territory_id = j.territory_id and s.id = j.session_id
			and s.starts_at < ${before}
		returning j.session_id as "sessionId"`);
	for (const id of new Set(rows.map((row) => row.sessionId))) await recount(tx, id);
	return rows.length;
}

/** Joinings that hang on these contacts. */
export function readOfReaches(
	read: Read,
	reachIds: readonly string[],
): Promise<{ id: string; sessionId: string; neighbourhoodId: string }[]> {
	return read.rows(sql`
		select id, session_id as "sessionId", neighbourhood_id as "neighbourhoodId" from initiatives.joinings
		where territory_id = ${read.actor.territoryId ?? null} and reach_id = any(${[...reachIds]}::uuid[])
		order by session_id, id limit 1000`);
}

/** Adds to a date's sheet who came: a person written down by name, or so many more without. */
export async function addPresent(
	tx: Tx,
	session: { id: string; neighbourhoodId: string },
	came: { personId: string | undefined; unnamed: number },
): Promise<void> {
	if (came.personId)
		await tx.rows(sql`
			insert into initiatives.participations (territory_id, session_id, person_id, neighbourhood_id, role, recorded_by)
			values (${tx.actor.territoryId}, ${session.id}, ${came.personId}, ${session.neighbourhoodId}, 'takes_part', ${tx.actor.accountId ?? null})
			on conflict do nothing`);
	await tx.rows(sql`
		update initiatives.sessions s set state = 'held', unnamed_count = least(unnamed_count + ${came.unnamed}, 2000), named_count = (
			select count(*) from initiatives.participations p where p.territory_id = s.territory_id and p.session_id = s.id)
		where s.territory_id = ${tx.actor.territoryId} and s.id = ${session.id}`);
}
