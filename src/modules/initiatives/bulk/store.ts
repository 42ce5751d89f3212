import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { InitiativeState, Part, SessionState } from "../contract.ts";

/** Many dates and many names in one statement: what a sheet of presences brings. */

const mine = (read: Read) => read.actor.territoryId ?? null;

export type RollInitiative = { id: string; title: string; state: InitiativeState };

export function initiatives(read: Read, neighbourhoodId: string): Promise<RollInitiative[]> {
	return read.rows(sql`select id, title, state from initiatives.initiatives
		where territory_id = ${mine(read)} and neighbourhood_id = ${neighbourhoodId} order by recorded_at desc, id limit 500`);
}

export type RollSession = {
	id: string;
	startsAt: Date;
	minutes: number;
	placeWords: string;
	state: SessionState;
	unnamed: number;
	named: number;
	people: { personId: string; part: Part }[];
};

/** Every date of an initiative with who was there. */
export function sessionsOf(read: Read, initiativeId: string): Promise<RollSession[]> {
	return read.rows(sql`
		select s.id, s.starts_at as "startsAt", s.minutes, s.place_words as "placeWords", s.state, s.unnamed_count as unnamed, s.named_count as named,
			coalesce((select json_agg(json_build_object('personId', p.person_id, 'part', p.role) order by p.recorded_at, p.person_id)
				from initiatives.participations p where p.territory_id = s.territory_id and p.session_id = s.id and p.set_aside_by is null), '[]') as people
		from initiatives.sessions s where s.territory_id = ${mine(read)} and s.initiative_id = ${initiativeId}
		order by s.starts_at, s.id limit 2000`);
}

export type Held = { id: string; state: SessionState; unnamed: number; named: number };

/** Holds these dates until the transaction ends. */
export function lockSessions(tx: Tx, ids: readonly string[]): Promise<Held[]> {
	return tx.rows(sql`select id, state, unnamed_count as unnamed, named_count as named from initiatives.sessions
		where territory_id = ${mine(tx)} and id = any(${[...ids]}::uuid[]) order by id for update`);
}

export async function insertMarks(
	tx: Tx,
	neighbourhoodId: string,
	marks: readonly { sessionId: string; personId: string; part: Part }[],
): Promise<void> {
	await tx.rows(sql`
		insert into initiatives.participations (territory_id, session_id, person_id, neighbourhood_id, role, recorded_by)
		select ${mine(tx)}, x."sessionId", x."personId", ${neighbourhoodId}, x.part, ${tx.actor.accountId ?? null}
		from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as x("sessionId" uuid, "personId" uuid, part text)
		on conflict do nothing`);
}

/** The dates took place, with so many counted without a name. */
export async function writeCounts(tx: Tx, counts: readonly { sessionId: string; unnamed: number }[]): Promise<void> {
	await tx.rows(sql`
		update initiatives.sessions s set state = 'held', unnamed_count = x.unnamed, named_count = (select count(*) from initiatives.participations p
			where p.territory_id = s.territory_id and p.session_id = s.id)
		from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as x("sessionId" uuid, unnamed integer)
		where s.territory_id = ${mine(tx)} and s.id = x."sessionId"`);
}

/** Dates are again as they were before a sheet was brought. */
export async function putBack(tx: Tx, were: readonly Held[]): Promise<void> {
	await tx.rows(sql`
		update initiatives.sessions s set state = x.state, unnamed_count = x.unnamed, named_count = x.named
		from jsonb_to_recordset(${JSON.stringify(were)}::jsonb) as x(id uuid, state text, unnamed integer, named integer)
		where s.territory_id = ${mine(tx)} and s.id = x.id`);
}
