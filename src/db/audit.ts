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

/** The entries that wait, of transactions in which they are written together. */
const gathered = new WeakMap<Tx, Change[]>();

/** Writes the audit entry of a change, in the transaction of the change. */
export async function audit(tx: Tx, change: Change): Promise<void> {
	const waiting = gathered.get(tx);
	if (waiting) waiting.push(change);
	else await writeEntries(tx, [change]);
}

/** The same transaction for a verb among many: its entries are added to `entries`, and `writeEntries` writes them all. */
export function gathering(tx: Tx, entries: Change[]): Tx {
	const own = { ...tx };
	gathered.set(own, entries);
	return own;
}

/** The entries of many changes in one neighbourhood, in one statement. */
export function auditAll(
	tx: Tx,
	neighbourhoodId: string,
	changes: readonly Omit<Change, "neighbourhoodId">[],
): Promise<void> {
	return writeEntries(
		tx,
		changes.map((change) => ({ ...change, neighbourhoodId })),
	);
}

/** Writes the entries of changes in one statement, in the transaction of the changes. */
export async function writeEntries(tx: Tx, changes: readonly Change[]): Promise<void> {
	const { actor } = tx;
	const entries = changes.map(({ neighbourhoodId, fields = [], ...change }) => ({
		...change,
		audit: newId(),
		neighbourhood: neighbourhoodId ?? null,
		fields,
	}));
	await tx.rows(sql`
		insert into access.audit (id, actor_id, role, territory_id, neighbourhood_id, verb, kind, record_id, fields)
		select x.audit, ${actorIdOf(actor)}, ${actor.role}, ${actor.territoryId ?? null}, x.neighbourhood, x.verb, x.kind, x.id,
			coalesce(array(select jsonb_array_elements_text(x.fields)), '{}')
		from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
			as x(audit uuid, neighbourhood uuid, verb text, kind text, id uuid, fields jsonb)`);
}
