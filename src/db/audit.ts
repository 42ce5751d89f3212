import { sql } from "kysely";
import { newId } from "../core/ids.ts";
import { actorIdOf } from "./actor.ts";
import type { Tx } from "./database.ts";

/** What the trail says of one change: the verb, the record and the names of the fields, never their content. */
export type Change = {
	verb: string;
	kind: string;
	id: string;
	neighbourhoodId?: string | null;
	fields?: readonly string[];
};

/** Writes the audit entry of a change, in the transaction of the change. */
export async function audit(tx: Tx, change: Change): Promise<void> {
	const { actor } = tx;
	await tx.rows(sql`
		insert into access.audit (id, actor_id, role, territory_id, neighbourhood_id, verb, kind, record_id, fields)
		values (${newId()}, ${actorIdOf(actor)}, ${actor.role}, ${actor.territoryId ?? null},
			${change.neighbourhoodId ?? null}, ${change.verb}, ${change.kind}, ${change.id}, ${change.fields ?? []})`);
}

/** The entries of many changes in one neighbourhood, in one statement. */
export async function auditAll(
	tx: Tx,
	neighbourhoodId: string,
	changes: readonly Omit<Change, "neighbourhoodId">[],
): Promise<void> {
	const { actor } = tx;
	const entries = changes.map(({ fields = [], ...change }) => ({ ...change, audit: newId(), fields }));
	await tx.rows(sql`
		insert into access.audit (id, actor_id, role, territory_id, neighbourhood_id, verb, kind, record_id, fields)
		select x.audit, ${actorIdOf(actor)}, ${actor.role}, ${actor.territoryId ?? null}, ${neighbourhoodId}, x.verb, x.kind, x.id,
			coalesce(array(select jsonb_array_elements_text(x.fields)), '{}')
		from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as x(audit uuid, verb text, kind text, id uuid, fields jsonb)`);
}
