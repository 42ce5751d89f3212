import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { FollowUp } from "../contract.ts";

export type FollowUpRow = Omit<FollowUp, "doneAt" | "recordedAt"> & {
	neighbourhoodId: Id<"neighbourhood">;
	doneAt: Date | null;
	recordedAt: Date;
	hash: Buffer | null;
};

/** A follow-up's columns, of the alias `f`. */
const columns = sql`f.id, f.neighbourhood_id as "neighbourhoodId", f.what, f.due_on as "dueOn", f.note_id as note, f.need_id as need,
	f.about_id as about, f.assigned_to as "assignedTo", f.done_at as "doneAt", f.outcome, f.recorded_at as "recordedAt",
	f.request_hash as hash`;

export function followUpOf({ hash: _, neighbourhoodId: __, ...f }: FollowUpRow): FollowUp {
	return { ...f, doneAt: f.doneAt?.toISOString() ?? null, recordedAt: f.recordedAt.toISOString() };
}

/** Follow-ups of a note or of a need, open and done, at most 50. */
export async function readFollowUpsOf(read: Read, of: { noteId: string } | { needId: string }): Promise<FollowUp[]> {
	const condition = "noteId" in of ? sql`f.note_id = ${of.noteId}` : sql`f.need_id = ${of.needId}`;
	const rows = await read.rows<FollowUpRow>(sql`select ${columns} from listening.follow_ups f
		where f.territory_id = ${read.actor.territoryId} and ${condition} order by f.due_on, f.id limit 50`);
	return rows.map(followUpOf);
}

/** Open follow-ups, the earliest due first. */
export function listOpen(
	read: Read,
	p: { neighbourhoodId?: string; after?: { at: Day; id: string }; limit: number },
): Promise<FollowUpRow[]> {
	const here = p.neighbourhoodId ? sql`and f.neighbourhood_id = ${p.neighbourhoodId}` : sql``;
	const after = p.after ? sql`and (f.due_on, f.id) > (${p.after.at}::date, ${p.after.id}::uuid)` : sql``;
	return read.rows(sql`select ${columns} from listening.follow_ups f
		where f.territory_id = ${read.actor.territoryId} and f.done_at is null ${here} ${after}
		order by f.due_on, f.id limit ${p.limit}`);
}

export async function readFollowUp(read: Read, id: string): Promise<FollowUpRow | undefined> {
	const rows = await read.rows<FollowUpRow>(sql`select ${columns} from listening.follow_ups f
		where f.territory_id = ${read.actor.territoryId} and f.id = ${id}`);
	return rows[0];
}

export async function lockFollowUp(tx: Tx, id: string): Promise<FollowUpRow | undefined> {
	const rows = await tx.rows<FollowUpRow>(sql`select ${columns} from listening.follow_ups f
		where f.territory_id = ${tx.actor.territoryId} and f.id = ${id} for update`);
	return rows[0];
}

/** Writes a follow-up; false when its id is there already. */
export async function insertFollowUp(tx: Tx, f: FollowUpRow): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.follow_ups (territory_id, id, neighbourhood_id, due_on, what, note_id, need_id, about_id, assigned_to,
			recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${f.id}, ${f.neighbourhoodId}, ${f.dueOn}, ${f.what}, ${f.note}, ${f.need}, ${f.about},
			${f.assignedTo}, ${tx.actor.accountId}, ${f.recordedAt}, ${f.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

export async function finish(tx: Tx, id: string, at: Date, outcome: string | null): Promise<void> {
	await tx.rows(sql`update listening.follow_ups set done_at = ${at}, done_by = ${tx.actor.accountId}, outcome = ${outcome}
		where territory_id = ${tx.actor.territoryId} and id = ${id}`);
}

export async function move(tx: Tx, id: string, dueOn: Day): Promise<void> {
	await tx.rows(sql`update listening.follow_ups set due_on = ${dueOn}
		where territory_id = ${tx.actor.territoryId} and id = ${id}`);
}
