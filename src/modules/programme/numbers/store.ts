import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { LocalNumber, NewNumber } from "./contract.ts";

/** A neighbourhood keeps so many at most. */
export const mostNumbers = 20;

export function readNumbers(read: Read, place: { territoryId: string; id: string }): Promise<LocalNumber[]> {
	return read.rows(sql`select id, name, phone, hours, spoken from programme.numbers
		where territory_id = ${place.territoryId} and neighbourhood_id = ${place.id} order by position limit ${mostNumbers}`);
}

/** The row under an id, and by what request it was written. */
export async function readNumber(
	read: Read,
	id: string,
): Promise<{ neighbourhoodId: string; hash: Buffer | null } | undefined> {
	const rows = await read.rows<{ neighbourhoodId: string; hash: Buffer | null }>(sql`
		select neighbourhood_id as "neighbourhoodId", request_hash as hash from programme.numbers
		where territory_id = ${read.actor.territoryId ?? null} and id = ${id}`);
	return rows[0];
}

type Adding = NewNumber & { neighbourhoodId: string; at: Date; hash: Buffer };

/** Puts it into the first free place; false where none is. */
export async function insertNumber(tx: Tx, n: Adding): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into programme.numbers (territory_id, id, neighbourhood_id, name, phone, hours, spoken, position, recorded_by, recorded_at, request_hash)
		select ${tx.actor.territoryId}, ${n.id}, ${n.neighbourhoodId}, ${n.name}, ${n.phone}, ${n.hours ?? null},
			${n.spoken}::text[], min(place), ${tx.actor.accountId ?? null}, ${n.at}, ${n.hash}
		from generate_series(1, ${mostNumbers}::int) place
		where not exists (select from programme.numbers o where o.territory_id = ${tx.actor.territoryId}
			and o.neighbourhood_id = ${n.neighbourhoodId} and o.position = place)
		having min(place) is not null
		on conflict do nothing returning id`);
	return made.length > 0;
}

export async function deleteNumber(tx: Tx, id: string): Promise<void> {
	await tx.rows(sql`delete from programme.numbers where territory_id = ${tx.actor.territoryId ?? null} and id = ${id}`);
}
