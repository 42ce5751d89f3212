import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { JoinedDate, NamedJoining, ToldDate } from "./contract.ts";

const dateColumns = sql`s.id, s.neighbourhood_id as "neighbourhoodId", n.slug, s.starts_at as "startsAt", s.sequence,
	(s.state = 'cancelled' or i.state <> 'open') as "isOff"`;
const withPlace = sql`join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
	join programme.neighbourhoods n on n.id = s.neighbourhood_id`;

export async function readDate(read: Read, sessionId: string): Promise<ToldDate | undefined> {
	const rows = await read.rows<ToldDate>(sql`
		select ${dateColumns} from initiatives.sessions s ${withPlace}
		where s.territory_id = ${read.actor.territoryId ?? null} and s.id = ${sessionId}`);
	return rows[0];
}

/** Dates of an initiative that are still to come and that somebody joined. */
export async function readJoinedDates(read: Read, initiativeId: string, now: Date): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`
		select id from initiatives.sessions where territory_id = ${read.actor.territoryId ?? null} and initiative_id = ${initiativeId}
			and state = 'planned' and starts_at > ${now} and joined_count + waiting_count > 0 order by starts_at limit 60`);
	return rows.map((row) => row.id);
}

const joinedColumns = sql`j.id as "joiningId", j.account_id as "accountId", j.reach_id as "reachId", j.state, j.moved_up_at is not null as "movedUp"`;

export function readJoined(read: Read, sessionId: string): Promise<Omit<JoinedDate, keyof ToldDate>[]> {
	return read.rows(sql`
		select ${joinedColumns} from initiatives.joinings j
		where j.territory_id = ${read.actor.territoryId ?? null} and j.session_id = ${sessionId} order by j.joined_at, j.id limit 2000`);
}

/** Who joined before an instant and has a place at a date between two others, after a place in the list; at most `limit`. */
export function readComing(
	read: Read,
	{ from, to, joinedBefore, after }: { from: Date; to: Date; joinedBefore: Date; after: string | undefined },
	limit: number,
): Promise<JoinedDate[]> {
	return read.rows(sql`
		select ${dateColumns}, ${joinedColumns} from initiatives.joinings j
		join initiatives.sessions s on s.territory_id = j.territory_id and s.id = j.session_id ${withPlace}
		where j.territory_id = ${read.actor.territoryId ?? null} and s.starts_at >= ${from} and s.starts_at < ${to}
			and s.state = 'planned' and i.state = 'open' and j.state = 'joins'
			and j.joined_at < ${joinedBefore} ${after ? sql`and j.id > ${after}` : sql``}
		order by j.id limit ${limit}`);
}

/** Joinings by their ids, with their date and how they want to be called: for who works there. */
export function readNamed(read: Read, ids: readonly string[]): Promise<NamedJoining[]> {
	return read.rows(sql`
		select j.id, j.given_name as "givenName", j.reach_id as "reachId", j.account_id as "accountId", s.id as "sessionId",
			s.initiative_id as "initiativeId", i.title, s.starts_at as "startsAt"
		from initiatives.joinings j join initiatives.sessions s on s.territory_id = j.territory_id and s.id = j.session_id
		join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
		where j.territory_id = ${read.actor.territoryId ?? null} and j.id = any(${[...ids]}::uuid[])`);
}
