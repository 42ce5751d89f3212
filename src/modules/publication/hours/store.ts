import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { Done } from "./contract.ts";

type Asked = { personId: string; accountId: string | null; from: Date; before: Date; most: number };

/** Dates that were held and that somebody ran or helped at, by their person or as an organiser's account. */
export function readSessions(read: Read, { personId, accountId, from, before, most }: Asked): Promise<Done[]> {
	return read.rows(sql`
		select s.starts_at as at, s.minutes, coalesce(nullif(p.role, 'takes_part'), 'runs') as kind, i.title
		from initiatives.sessions s
		join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
		left join initiatives.participations p on p.territory_id = s.territory_id and p.session_id = s.id and p.person_id = ${personId}
		where s.territory_id = ${read.actor.territoryId ?? null} and s.state = 'held' and s.starts_at >= ${from} and s.starts_at < ${before}
			and (p.role in ('runs', 'helps') or ${accountId}::uuid = any(s.organisers))
		order by s.starts_at, s.id limit ${most}`);
}

/** Help somebody gave, where somebody said how long it took. */
export function readActs(read: Read, { personId, from, before, most }: Asked): Promise<Done[]> {
	return read.rows(sql`
		select at, minutes, 'act' as kind, '' as title from exchange.acts
		where territory_id = ${read.actor.territoryId ?? null} and giver_id = ${personId} and minutes is not null
			and at >= ${from} and at < ${before} order by at, id limit ${most}`);
}
