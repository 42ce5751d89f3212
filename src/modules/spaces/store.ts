import { sql } from "kysely";
import type { Read, Tx } from "../../db/database.ts";
import type { Opening, Space, SpaceFacts } from "./contract.ts";

const columns = sql`s.id, s.neighbourhood_id as "neighbourhoodId", s.name, s.about, s.place_words as "placeWords", s.capacity,
	s.step_free as "stepFree", s.cost_cents as "costCents", s.rules, s.key_words as "keyWords", s.asks_first as "asksFirst",
	s.language, s.closed_on as "closedOn", s.request_hash as hash,
	coalesce((select json_agg(json_build_object('weekday', h.weekday, 'opens', to_char(h.opens, 'HH24:MI'), 'closes', to_char(h.closes, 'HH24:MI'))
		order by h.weekday) from spaces.hours h where h.territory_id = s.territory_id and h.space_id = s.id), '[]') as hours`;

export type SpaceRow = Space & { hash: Buffer | null };
type Place = { territoryId: string; id: string };

/** Spaces of a neighbourhood by name, those no longer used last; at most 100. */
export function readSpaces(read: Read, place: Place, { open }: { open: boolean }): Promise<SpaceRow[]> {
	return read.rows(sql`select ${columns} from spaces.spaces s
		where s.territory_id = ${place.territoryId} and s.neighbourhood_id = ${place.id} ${open ? sql`and s.closed_on is null` : sql``}
		order by s.closed_on nulls first, s.name, s.id limit 100`);
}

export async function readSpace(read: Read, territoryId: string, id: string): Promise<SpaceRow | undefined> {
	const [row] = await read.rows<SpaceRow>(sql`select ${columns} from spaces.spaces s
		where s.territory_id = ${territoryId} and s.id = ${id}`);
	return row;
}

/** Writes a space with its week; false when its id is there already. */
export async function insertSpace(tx: Tx, place: Place, id: string, f: SpaceFacts, hash: Buffer): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into spaces.spaces (territory_id, id, neighbourhood_id, name, about, place_words, capacity, step_free, cost_cents, rules,
			key_words, asks_first, recorded_by, request_hash)
		values (${place.territoryId}, ${id}, ${place.id}, ${f.name}, ${f.about ?? ""}, ${f.placeWords}, ${f.capacity ?? null}, ${f.stepFree},
			${f.cost}, ${f.rules ?? ""}, ${f.keyWords ?? ""}, ${f.asksFirst}, ${tx.actor.accountId}, ${hash})
		on conflict do nothing returning id`);
	if (made.length > 0) await writeHours(tx, place, id, f.hours);
	return made.length > 0;
}

export async function updateSpace(tx: Tx, place: Place, id: string, f: SpaceFacts): Promise<void> {
	await tx.rows(sql`
		update spaces.spaces set name = ${f.name}, about = ${f.about ?? ""}, place_words = ${f.placeWords}, capacity = ${f.capacity ?? null},
			step_free = ${f.stepFree}, cost_cents = ${f.cost}, rules = ${f.rules ?? ""}, key_words = ${f.keyWords ?? ""}, asks_first = ${f.asksFirst}
		where territory_id = ${place.territoryId} and id = ${id}`);
	await tx.rows(sql`delete from spaces.hours where territory_id = ${place.territoryId} and space_id = ${id}`);
	await writeHours(tx, place, id, f.hours);
}

async function writeHours(tx: Tx, place: Place, id: string, hours: readonly Opening[]): Promise<void> {
	await tx.rows(sql`
		insert into spaces.hours (territory_id, space_id, neighbourhood_id, weekday, opens, closes)
		select ${place.territoryId}, ${id}, ${place.id}, x.weekday, x.opens::time, x.closes::time
		from jsonb_to_recordset(${JSON.stringify(hours)}::jsonb) as x(weekday smallint, opens text, closes text)`);
}

/** False where it was so already. */
export async function writeClosed(tx: Tx, territoryId: string, id: string, on: string | null): Promise<boolean> {
	const done = await tx.rows(sql`
		update spaces.spaces set closed_on = ${on}
		where territory_id = ${territoryId} and id = ${id} and (closed_on is null) = (${on}::date is not null) returning id`);
	return done.length > 0;
}
