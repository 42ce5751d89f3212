import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { FollowUp, FollowUpStep, FollowUpStepKind } from "../contract.ts";

export type FollowUpRow = Omit<FollowUp, "doneAt" | "recordedAt"> & {
	neighbourhoodId: Id<"neighbourhood">;
	doneAt: Date | null;
	recordedAt: Date;
	hash: Buffer | null;
};

/** A follow-up's columns, of the alias `f`. */
const columns = sql`f.id, f.neighbourhood_id as "neighbourhoodId", f.what, f.due_on as "dueOn", f.note_id as note, f.need_id as need,
	f.about_id as about, f.assigned_to as "assignedTo", f.done_at as "doneAt", f.ending, f.outcome, f.recorded_at as "recordedAt",
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

/** Rewrites what a step changes of a follow-up. */
export async function writeFollowUp(
	tx: Tx,
	f: Pick<FollowUpRow, "id" | "what" | "dueOn" | "assignedTo" | "doneAt" | "ending" | "outcome">,
): Promise<void> {
	await tx.rows(sql`update listening.follow_ups set what = ${f.what}, due_on = ${f.dueOn}, assigned_to = ${f.assignedTo},
			done_at = ${f.doneAt}, done_by = ${f.doneAt ? tx.actor.accountId : null}, ending = ${f.ending}, outcome = ${f.outcome}
		where territory_id = ${tx.actor.territoryId} and id = ${f.id}`);
}

export type NewStep = {
	id: string;
	kind: FollowUpStepKind;
	at: Date;
	words?: string | null;
	assignedAfter?: string | null;
};

/** Writes steps that follow-ups take, each with what its follow-up said before. */
export async function writeSteps(tx: Tx, steps: readonly { before: FollowUpRow; step: NewStep }[]): Promise<void> {
	const rows = steps.map(({ before, step }) => ({
		id: step.id,
		neighbourhoodId: before.neighbourhoodId,
		followUpId: before.id,
		at: step.at,
		kind: step.kind,
		words: step.words ?? null,
		whatBefore: before.what,
		dueBefore: before.dueOn,
		assignedBefore: before.assignedTo,
		assignedAfter: step.assignedAfter ?? null,
	}));
	await tx.rows(sql`
		insert into listening.follow_up_steps (territory_id, id, neighbourhood_id, follow_up_id, at, by_account, kind, words,
			what_before, due_before, assigned_before, assigned_after)
		select ${tx.actor.territoryId}, x.id, x."neighbourhoodId", x."followUpId", x.at, ${tx.actor.accountId}, x.kind, x.words,
			x."whatBefore", x."dueBefore", x."assignedBefore", x."assignedAfter"
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "neighbourhoodId" uuid, "followUpId" uuid,
			at timestamptz, kind text, words text, "whatBefore" text, "dueBefore" date, "assignedBefore" uuid, "assignedAfter" uuid)`);
}

/** A follow-up's history, the first step first; the latest 100. */
export function readSteps(read: Read, id: string): Promise<FollowUpStep[]> {
	return read.rows(sql`select * from (
		select s.id, s.at, s.by_account as by, s.kind, s.words, s.what_before as "whatBefore", s.due_before as "dueBefore",
			s.assigned_before as "assignedBefore", s.assigned_after as "assignedAfter"
		from listening.follow_up_steps s
		where s.territory_id = ${read.actor.territoryId} and s.follow_up_id = ${id} order by s.at desc, s.id desc limit 100) s
		order by s.at, s.id`);
}

/** Open follow-ups of an account in some neighbourhoods, locked; only those named, where some are. At most 2000. */
export function lockHeldBy(
	tx: Tx,
	accountId: string,
	neighbourhoodIds: readonly string[],
	ids?: readonly string[],
): Promise<FollowUpRow[]> {
	const named = ids ? sql`and f.id = any(${[...ids]}::uuid[])` : sql``;
	return tx.rows(sql`select ${columns} from listening.follow_ups f
		where f.territory_id = ${tx.actor.territoryId} and f.assigned_to = ${accountId} and f.done_at is null
			and f.neighbourhood_id = any(${[...neighbourhoodIds]}::uuid[]) ${named}
		order by f.due_on, f.id limit 2000 for update`);
}

export async function assignAll(tx: Tx, ids: readonly string[], to: string): Promise<void> {
	await tx.rows(sql`update listening.follow_ups set assigned_to = ${to}
		where territory_id = ${tx.actor.territoryId} and id = any(${[...ids]}::uuid[])`);
}
