import { sql } from "kysely";
import { Refused } from "../../core/refusal.ts";
import type { Read } from "../../db/database.ts";

/** The neighbourhood somebody is known in. Throws `not_found` for whoever is out of sight. */
export async function neighbourhoodOfPersonIn(read: Read, personId: string): Promise<string> {
	const rows = await read.rows<{ id: string }>(sql`select neighbourhood_id as id from community.persons
		where territory_id = ${read.actor.territoryId ?? null} and id = ${personId}`);
	if (!rows[0]) throw new Refused("not_found");
	return rows[0].id;
}

/** Whether a record is protected: then nothing of it goes where somebody of the household could see it. */
export async function isProtectedIn(read: Read, personId: string): Promise<boolean> {
	const rows = await read.rows<{ protected: boolean }>(sql`select protected from community.persons
		where territory_id = ${read.actor.territoryId ?? null} and id = ${personId}`);
	return rows[0]?.protected ?? false;
}
