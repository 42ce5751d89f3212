import { type RawBuilder, sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { DatedSession } from "./contract.ts";

/** Most dates one calendar holds. */
const most = 2000;

/**
 * Dates that everybody is shown between two instants, and with each of them the whole of its series. Without
 * `initiativeId` those of a neighbourhood.
 */
export function readDated(
	read: Read,
	place: { territoryId: string; id: string },
	{ from, to, initiativeId }: { from: Date; to: Date; initiativeId?: string },
): Promise<DatedSession[]> {
	const here = sql`s.territory_id = ${place.territoryId} and s.neighbourhood_id = ${place.id} and s.shown
		${initiativeId ? sql`and s.initiative_id = ${initiativeId}` : sql``}`;
	return read.rows(sql`
		with near as (select s.id, s.series_id from initiatives.sessions s
			where ${here} and s.starts_at >= ${from} and s.starts_at < ${to} order by s.starts_at limit ${most})
		${select(sql`${here} and (s.id = any(array(select id from near))
			or s.series_id = any(array(select distinct series_id from near where series_id is not null)))`)}`);
}

/** The dates an account joined, each on its own. */
export function readJoined(read: Read, territoryId: string, accountId: string): Promise<DatedSession[]> {
	return read.rows(
		select(sql`s.territory_id = ${territoryId} and s.shown and s.id = any(array(
			select j.session_id from initiatives.joinings j
			where j.territory_id = ${territoryId} and j.account_id = ${accountId} and j.state = 'joins'))`),
	);
}

/** Dates between two instants that an account organises, of those that everybody is shown, and with each its series. */
export function readOrganised(
	read: Read,
	territoryId: string,
	accountId: string,
	{ from, to }: { from: Date; to: Date },
): Promise<DatedSession[]> {
	const own = sql`s.territory_id = ${territoryId} and s.shown and ${accountId}::uuid = any(s.organisers)`;
	return read.rows(sql`
		with near as (select distinct s.initiative_id from initiatives.sessions s
			where ${own} and s.starts_at >= ${from} and s.starts_at < ${to} limit 100)
		${select(sql`${own} and s.initiative_id = any(array(select initiative_id from near))
			and (s.series_id is not null or (s.starts_at >= ${from} and s.starts_at < ${to}))`)}`);
}

function select(where: RawBuilder<unknown>): RawBuilder<DatedSession> {
	return sql`
		select s.id, s.initiative_id as "initiativeId", s.starts_at as "startsAt", s.minutes, s.state,
			s.series_id as "seriesId", s.series_at as "seriesAt", s.repeats,
			i.sequence as "initiativeSequence", s.sequence, greatest(s.changed_at, i.changed_at) as "changedAt",
			i.title, i.invitation, coalesce(nullif(s.place_words, ''), i.place_words) as place, n.slug
		from initiatives.sessions s
		join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id and i.shown
		join programme.neighbourhoods n on n.id = s.neighbourhood_id
		where ${where} order by s.starts_at, s.id limit ${most}`;
}
