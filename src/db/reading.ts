import { sql } from "kysely";
import { newId } from "../core/ids.ts";
import { type Actor, actorIdOf } from "./actor.ts";
import type { Tx } from "./database.ts";

/**
 * What was opened. `export` is a copy or a file with people in it; `attachment` a photo or a document of somebody's.
 * Kept in step with the check of `access.readings`.
 */
export type ReadingKind = "person" | "household" | "circle" | "referral" | "mediation" | "attachment" | "export";

export type Reading = {
	kind: ReadingKind;
	/** The record; of a copy of many, the neighbourhood or the record it was made of. */
	id: string;
	/** Whom it is about, where it is about one: that person can read that it was opened. */
	personId?: string | null;
	/** Whom it is about, where it is about several: each of them can read so. */
	personIds?: readonly string[];
	neighbourhoodId?: string | null;
	/** Of something reserved: who is named on it. Others do not learn that it was opened. */
	readers?: readonly string[];
};

const reserved: readonly ReadingKind[] = ["referral", "mediation"];

/**
 * Writes down that the actor opens this, in the transaction that reads it: what cannot be written down is not shown.
 * In `Database.withActor` the row is on disk before the content leaves, as reserved content needs it; people's pages
 * and copies use `Database.noteReading`, which does not wait for the disk.
 */
export async function recordReading(tx: Tx, reading: Reading): Promise<void> {
	const { kind, id, personId = null, personIds = [], neighbourhoodId = null, readers } = reading;
	const { actor } = tx;
	const actorId = actorIdOf(actor);
	const named = readers ?? (reserved.includes(kind) ? [actorId] : null);
	const people = personIds.length > 0 ? personIds : [personId];
	const rows = people.map(
		(
			whose,
		) => sql`(${actor.territoryId ?? null}::uuid, ${newId()}::uuid, ${actorId}::uuid, ${actor.role}, ${kind}, ${id}::uuid,
			${whose}::uuid, ${neighbourhoodId}::uuid, ${assignmentFor(actor, neighbourhoodId)}, ${named}::uuid[])`,
	);
	await tx.rows(sql`
		insert into access.readings (territory_id, id, actor_id, role, kind, record_id, person_id, neighbourhood_id, assignment, readers)
		values ${sql.join(rows)}`);
}

/** Which assignment of the reader's the record lies in; null when in none. */
function assignmentFor(actor: Actor, neighbourhoodId: string | null): "neighbourhood" | "territory" | "desk" | null {
	const { role, territoryId, neighbourhoodIds } = actor;
	if ((role as string) === "desk") return "desk";
	if (role === "coordinator" || role === "social-worker") return territoryId ? "territory" : null;
	return (neighbourhoodIds as readonly string[]).includes(neighbourhoodId ?? "") ? "neighbourhood" : null;
}
