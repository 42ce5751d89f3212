import { sql } from "kysely";
import type { Tx } from "../../../db/database.ts";
import type { FieldKey } from "../contract.ts";
import { type Row, tenant } from "../store.ts";

/** Writes a field, or writes it anew: what is new in it has not left. Whoever hands over alone reads it until then. */
export async function writeField(
	tx: Tx,
	row: Row,
	field: { key: FieldKey; sealed: Buffer; shared: boolean; at: Date },
): Promise<void> {
	await tx.rows(sql`
		insert into referrals.fields (territory_id, referral_id, key, neighbourhood_id, person_id, sealed, shared, written_at, written_by, readers,
			shown_to_person)
		values (${tenant(tx)}, ${row.id}, ${field.key}, ${row.neighbourhoodId}, ${row.personId}, ${field.sealed}, ${field.shared}, ${field.at},
			${tx.actor.accountId ?? null}, array[${row.facilitatorId}]::uuid[], ${row.shown && field.shared})
		on conflict (territory_id, referral_id, key) do update set sealed = excluded.sealed, shared = excluded.shared, left_at = null,
			written_at = excluded.written_at, written_by = excluded.written_by, readers = excluded.readers, open_to = null,
			shown_to_person = excluded.shown_to_person`);
}

/** Takes a field out: it is gone. */
export async function removeField(tx: Tx, referralId: string, key: FieldKey): Promise<boolean> {
	const rows = await tx.rows(sql`delete from referrals.fields
		where territory_id = ${tenant(tx)} and referral_id = ${referralId} and key = ${key} returning key`);
	return rows.length === 1;
}
