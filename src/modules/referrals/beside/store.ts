import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { CompanionKind } from "../contract.ts";
import { type Row, tenant } from "../store.ts";

/** Writes down a call, read by whoever reads the referral; false when the id is taken. */
export async function insertCall(
	tx: Tx,
	row: Row,
	call: { id: string; sealed: Buffer; reached: boolean; calledAt: Date; at: Date },
): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into referrals.calls (territory_id, id, referral_id, sealed, reached, called_at, recorded_by, recorded_at, neighbourhood_id,
			person_id, readers, open_to, shown_to_person)
		values (${tenant(tx)}, ${call.id}, ${row.id}, ${call.sealed}, ${call.reached}, ${call.calledAt}, ${tx.actor.accountId ?? null}, ${call.at},
			${row.neighbourhoodId}, ${row.personId}, ${row.readers}::uuid[], ${row.openTo}, ${row.shown})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** Writes down who goes along; false when the id is taken. */
export async function insertCompanion(
	tx: Tx,
	row: Row,
	one: { id: string; kind: CompanionKind; sealed: Buffer; on: Day | null; at: Date },
): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into referrals.companions (territory_id, id, referral_id, kind, sealed, goes_on, recorded_by, recorded_at, neighbourhood_id,
			person_id, readers, open_to, shown_to_person)
		values (${tenant(tx)}, ${one.id}, ${row.id}, ${one.kind}, ${one.sealed}, ${one.on}, ${tx.actor.accountId ?? null}, ${one.at},
			${row.neighbourhoodId}, ${row.personId}, ${row.readers}::uuid[], ${row.openTo}, ${row.shown})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** Whether this id stands beside this referral already: the same form, sent twice. */
export async function isBeside(
	read: Read,
	table: "calls" | "companions" | "words",
	row: Row,
	id: string,
): Promise<boolean> {
	const rows = await read.rows(sql`select from ${sql.table(`referrals.${table}`)}
		where territory_id = ${tenant(read)} and id = ${id} and referral_id = ${row.id}`);
	return rows.length === 1;
}

/** Somebody does not go along after all: the row is gone. */
export async function removeCompanion(tx: Tx, referralId: string, id: string): Promise<boolean> {
	const rows = await tx.rows(sql`delete from referrals.companions
		where territory_id = ${tenant(tx)} and referral_id = ${referralId} and id = ${id} returning id`);
	return rows.length === 1;
}
