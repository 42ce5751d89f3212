import { sql } from "kysely";
import type { Day } from "../../../../core/period.ts";
import type { Tx } from "../../../../db/database.ts";

type Taken = { initiativeId: string; neighbourhoodId: string; position: number; words: string; on: Day };

/** Ticks a step, unless it is ticked; true where it was not. */
export async function writeTaken(tx: Tx, s: Taken): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into initiatives.steps_taken as s (territory_id, initiative_id, position, neighbourhood_id, words, taken_on, taken_by)
		values (${tx.actor.territoryId}, ${s.initiativeId}, ${s.position}, ${s.neighbourhoodId}, ${s.words}, ${s.on}, ${tx.actor.accountId})
		on conflict (territory_id, initiative_id, position) do update
			set words = excluded.words, taken_on = excluded.taken_on, taken_by = excluded.taken_by where s.taken_on is null
		returning s.position`);
	return rows.length > 0;
}

/** Takes a tick back; false where there was none. */
export async function writeNotTaken(tx: Tx, initiativeId: string, position: number): Promise<boolean> {
	const rows = await tx.rows(sql`update initiatives.steps_taken set taken_on = null, taken_by = null
		where territory_id = ${tx.actor.territoryId} and initiative_id = ${initiativeId} and position = ${position}
			and taken_on is not null
		returning position`);
	return rows.length > 0;
}
