import { sql } from "kysely";
import type { Tx } from "../../../db/database.ts";

/** Puts an account among the organisers of an initiative, or takes it out; false where nothing had to change. */
export async function writeOrganiser(
	tx: Tx,
	territoryId: string,
	initiativeId: string,
	accountId: string,
	organises: boolean,
): Promise<boolean> {
	const changed = organises
		? sql`array_append(organisers, ${accountId}::uuid)`
		: sql`array_remove(organisers, ${accountId}::uuid)`;
	const made = await tx.rows(sql`
		update initiatives.initiatives set organisers = ${changed}
		where territory_id = ${territoryId} and id = ${initiativeId} and (${accountId}::uuid = any(organisers)) <> ${organises}
		returning id`);
	return made.length > 0;
}

/** Copies the organisers to each date: row security looks at the row alone. */
export async function copyOrganisers(tx: Tx, territoryId: string, initiativeId: string): Promise<void> {
	await tx.rows(sql`
		update initiatives.sessions s set organisers = i.organisers from initiatives.initiatives i
		where i.territory_id = s.territory_id and i.id = s.initiative_id
			and s.territory_id = ${territoryId} and s.initiative_id = ${initiativeId}`);
}
