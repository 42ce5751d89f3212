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

/** These dates, of those that everybody is shown, each on its own. */
export function readDatedByIds(read: Read, territoryId: string, ids: readonly string[]): Promise<DatedSession[]> {
	return read.rows(select(sql`s.territory_id = ${territoryId} and s.shown and s.id = any(${[...ids]}::uuid[])`));
}

function select(where: RawBuilder<unknown>): RawBuilder<DatedSession> {
	return sql`
		select s.id, s.initiative_id as "initiativeId", s.starts_at as "startsAt", s.minutes, s.state,
			s.series_id as "seriesId", s.series_at as "seriesAt", s.repeats,
			i.sequence as "initiativeSequence", s.sequence, greatest(s.changed_at, i.changed_at) as "changedAt",
			i.title, i.invitation, coalesce(nullif(s.place_words, ''), i.place_words) as place
		from initiatives.sessions s
		join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id and i.shown
		where ${where} order by s.starts_at, s.id limit ${most}`;
}
