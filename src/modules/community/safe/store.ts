import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";

export type SafeRow = { id: string; sealed: Buffer; saidOn: Day };

export async function safeContactOf(read: Read, personId: string): Promise<SafeRow | undefined> {
	const rows = await read.rows<SafeRow>(sql`select id, sealed, said_on as "saidOn"
		from community.safe_contacts where territory_id = ${read.actor.territoryId ?? null} and person_id = ${personId}`);
	return rows[0];
}

/** Writes how a person can be reached, in the place of what was said before. */
export async function writeSafeContact(
	tx: Tx,
	row: SafeRow & { personId: string; neighbourhoodId: string },
): Promise<void> {
	await tx.rows(sql`insert into community.safe_contacts
			(territory_id, id, neighbourhood_id, person_id, sealed, said_on, recorded_by)
		values (${tx.actor.territoryId ?? null}, ${row.id}, ${row.neighbourhoodId}, ${row.personId}, ${row.sealed},
			${row.saidOn}, ${tx.actor.accountId ?? null})
		on conflict (territory_id, id) do update set sealed = excluded.sealed, said_on = excluded.said_on,
			recorded_by = excluded.recorded_by, recorded_at = now()`);
}

export async function deleteSafeContact(tx: Tx, personId: string): Promise<string | undefined> {
	const rows = await tx.rows<{ id: string }>(sql`delete from community.safe_contacts
		where territory_id = ${tx.actor.territoryId ?? null} and person_id = ${personId} returning id`);
	return rows[0]?.id;
}

/** The label of a protected person, as it lies sealed. */
export async function sealedLabelOf(read: Read, personId: string): Promise<Buffer | undefined> {
	const rows = await read.rows<{ sealed: Buffer | null }>(sql`select label_sealed as sealed from community.persons
		where territory_id = ${read.actor.territoryId ?? null} and id = ${personId} and protected`);
	return rows[0]?.sealed ?? undefined;
}

/** The labels of all who are protected in a neighbourhood, as they lie sealed; at most 500. */
export function protectedIn(read: Read, neighbourhoodId: string): Promise<{ id: string; sealed: Buffer }[]> {
	return read.rows(sql`select id, label_sealed as sealed from community.persons
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId} and protected
		order by id limit 500`);
}

/** Puts a person under cover, or brings the label back into the open; both rows, and their account, in one breath. */
export async function writeProtection(
	tx: Tx,
	person: { id: string; label: string; sealed: Buffer | null },
): Promise<void> {
	const isProtected = person.sealed !== null;
	const here = sql`territory_id = ${tx.actor.territoryId ?? null} and id = ${person.id}`;
	await tx.rows(
		sql`update community.persons set protected = ${isProtected}, label_sealed = ${person.sealed} where ${here}`,
	);
	// A hash made of the name could be tried against a list of names.
	await tx.rows(sql`update community.parties set protected = ${isProtected}, label = ${person.label}, request_hash = null
		where ${here}`);
	await tx.rows(sql`select access.keep_apart(${person.id}::uuid, ${isProtected})`);
}

/** Writes anew how a protected person is really called. */
export async function writeSealedLabel(tx: Tx, personId: string, sealed: Buffer): Promise<void> {
	await tx.rows(sql`update community.persons set label_sealed = ${sealed}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${personId} and protected`);
}
