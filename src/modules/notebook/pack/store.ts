import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";

/** Whose names the actor takes along. */
export async function readChosen(read: Read): Promise<string[]> {
	const rows = await read.rows<{ people: string[] }>(sql`select people from notebook.chosen
		where territory_id = ${read.actor.territoryId ?? null} and account_id = ${read.actor.accountId ?? null}`);
	return rows[0]?.people ?? [];
}

export async function writeChosen(tx: Tx, people: readonly string[], now: Date): Promise<void> {
	await tx.rows(sql`insert into notebook.chosen (territory_id, account_id, people, chosen_at)
		values (${tx.actor.territoryId ?? null}, ${tx.actor.accountId ?? null}, ${[...people]}::uuid[], ${now})
		on conflict (territory_id, account_id) do update set people = excluded.people, chosen_at = excluded.chosen_at`);
}
