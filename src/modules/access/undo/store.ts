import { sql } from "kysely";
import type { Tx } from "../../../db/database.ts";
import type { Undoable } from "./contract.ts";

export async function write(tx: Tx, act: Undoable, until: Date): Promise<void> {
	const { accountId, territoryId } = tx.actor;
	await tx.rows(sql`
		insert into access.undoables (account_id, record_id, verb, kind, territory_id, neighbourhood_id, was, until)
		values (${accountId}, ${act.recordId}, ${act.act}, ${act.kind}, ${territoryId ?? null}, ${act.neighbourhoodId},
			${JSON.stringify(act.was)}::jsonb, ${until})
		on conflict (account_id, record_id) do update set verb = excluded.verb, kind = excluded.kind, was = excluded.was,
			territory_id = excluded.territory_id, neighbourhood_id = excluded.neighbourhood_id, until = excluded.until`);
}

/** The act, once: whoever takes it has it, and it is gone. */
export async function take(tx: Tx, recordId: string, now: Date): Promise<Undoable | undefined> {
	const rows = await tx.rows<Undoable>(sql`
		delete from access.undoables
		where account_id = ${tx.actor.accountId} and record_id = ${recordId} and until > ${now}
			and territory_id is not distinct from ${tx.actor.territoryId ?? null}::uuid
		returning verb as act, kind, record_id as "recordId", neighbourhood_id as "neighbourhoodId", was`);
	return rows[0];
}

export async function forgetOld(tx: Tx, now: Date): Promise<void> {
	await tx.rows(sql`delete from access.undoables where account_id = ${tx.actor.accountId} and until <= ${now}`);
}
