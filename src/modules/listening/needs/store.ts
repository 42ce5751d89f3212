import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { AnswerKind, Need, NeedState } from "../contract.ts";
import { meetingsOfNeed } from "../meetings/agenda/store.ts";
import type { MeetingOfNeed } from "../meetings/contract.ts";
import { type NoteRow, noteColumns } from "../notes/store.ts";
import type { Give } from "../resources/contract.ts";
import { givesToNeed, pathOfNeed } from "../resources/store.ts";
import type { LooseNote } from "../rules.ts";

/** A need's columns, of the alias `d`. */
export const needColumns = sql`d.id, d.neighbourhood_id as "neighbourhoodId", d.title, d.topic, d.place_id as place, d.state, d.reason,
	d.first_heard_on as "firstHeardOn", d.last_heard_on as "lastHeardOn", d.notes_count as notes, d.closed_on as "closedOn",
	d.recorded_at as "recordedAt"`;

type NeedRow = Omit<Need, "recordedAt"> & { recordedAt: Date };

function needOf(row: NeedRow): Need {
	return { ...row, recordedAt: row.recordedAt.toISOString() };
}

export async function readNeedsByIds(read: Read, ids: readonly string[]): Promise<Need[]> {
	if (ids.length === 0) return [];
	const rows = await read.rows<NeedRow>(sql`select ${needColumns} from listening.needs d
		where d.territory_id = ${read.actor.territoryId} and d.id = any(${ids}::uuid[])`);
	return rows.map(needOf);
}

/** Needs heard or being answered, and those named besides, first; then the latest heard first. */
export async function readOpenNeeds(
	read: Read,
	neighbourhoodId: string,
	most: number,
	also: readonly string[] = [],
): Promise<Need[]> {
	const rows = await read.rows<NeedRow>(sql`select ${needColumns} from listening.needs d
		where d.territory_id = ${read.actor.territoryId} and d.neighbourhood_id = ${neighbourhoodId}
			and (d.state in ('heard', 'being_answered') or d.id = any(${also}::uuid[]))
		order by d.id = any(${also}::uuid[]) desc, d.last_heard_on desc, d.id desc limit ${most}`);
	return rows.map(needOf);
}

/** The need, locked until the transaction ends: its state decides what may be written under it. */
export async function lockNeed(tx: Tx, id: string): Promise<Need | undefined> {
	const rows = await tx.rows<NeedRow>(sql`select ${needColumns} from listening.needs d
		where d.territory_id = ${tx.actor.territoryId} and d.id = ${id} for update`);
	return rows[0] && needOf(rows[0]);
}

export type AnswerRow = {
	id: Id<"answer">;
	needId: Id<"need">;
	kind: AnswerKind;
	recordId: string | null;
	label: string;
	recordedAt: Date;
};

const answerColumns = sql`a.id, a.need_id as "needId", a.kind, a.record_id as "recordId", a.label, a.recorded_at as "recordedAt"`;

/** The answer that this record already is to this need, if any. */
export async function readAnswer(
	read: Read,
	needId: string,
	kind: AnswerKind,
	recordId: string,
): Promise<AnswerRow | undefined> {
	const rows = await read.rows<AnswerRow>(sql`select ${answerColumns} from listening.answers a
		where a.territory_id = ${read.actor.territoryId} and a.need_id = ${needId} and a.kind = ${kind} and a.record_id = ${recordId}`);
	return rows[0];
}

export async function readAnswerById(read: Read, id: string): Promise<AnswerRow | undefined> {
	const rows = await read.rows<AnswerRow>(sql`select ${answerColumns} from listening.answers a
		where a.territory_id = ${read.actor.territoryId} and a.id = ${id}`);
	return rows[0];
}

/** Writes an answer; false when the id is there already. */
export async function writeAnswer(
	tx: Tx,
	a: {
		id: string;
		neighbourhoodId: string;
		needId: string;
		kind: AnswerKind;
		recordId?: string;
		label: string;
		at: Date;
	},
): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.answers (territory_id, id, neighbourhood_id, need_id, kind, record_id, label, recorded_by, recorded_at)
		values (${tx.actor.territoryId}, ${a.id}, ${a.neighbourhoodId}, ${a.needId}, ${a.kind}, ${a.recordId ?? null}, ${a.label},
			${tx.actor.accountId}, ${a.at})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

/** Brings a need to a state and writes the step. False when the step's id is there already. */
export async function writeStep(
	tx: Tx,
	s: {
		id: string;
		needId: string;
		neighbourhoodId: string;
		to: NeedState;
		reason: string | null;
		closedOn: string | null;
		at: Date;
	},
): Promise<boolean> {
	const rows = await tx.rows(sql`
		with step as (
			insert into listening.steps (territory_id, id, neighbourhood_id, need_id, at, by_account, to_state, reason)
			values (${tx.actor.territoryId}, ${s.id}, ${s.neighbourhoodId}, ${s.needId}, ${s.at}, ${tx.actor.accountId}, ${s.to}, ${s.reason})
			on conflict do nothing returning id)
		update listening.needs set state = ${s.to}, reason = ${s.reason}, closed_on = ${s.closedOn}
		where territory_id = ${tx.actor.territoryId} and id = ${s.needId} and exists (select from step) returning id`);
	return rows.length > 0;
}

type NewNeed = Pick<
	Need,
	"id" | "neighbourhoodId" | "title" | "topic" | "place" | "firstHeardOn" | "lastHeardOn" | "notes"
> & { at: Date; hash: Buffer };

/** Writes a need in the state heard; false when its id is there already. */
export async function insertNeed(tx: Tx, d: NewNeed): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.needs (territory_id, id, neighbourhood_id, title, topic, place_id, state, first_heard_on, last_heard_on,
			notes_count, recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${d.id}, ${d.neighbourhoodId}, ${d.title}, ${d.topic}, ${d.place}, 'heard', ${d.firstHeardOn},
			${d.lastHeardOn}, ${d.notes}, ${tx.actor.accountId}, ${d.at}, ${d.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

/** A need with the hash of the request that made it. */
export async function readNeedMade(read: Read, id: string): Promise<{ need: Need; hash: Buffer | null } | undefined> {
	const rows = await read.rows<NeedRow & { hash: Buffer | null }>(sql`select ${needColumns}, d.request_hash as hash
		from listening.needs d where d.territory_id = ${read.actor.territoryId} and d.id = ${id}`);
	const row = rows[0];
	if (!row) return undefined;
	const { hash, ...need } = row;
	return { need: needOf(need), hash };
}

/** Gathers notes into a need; they have been locked and looked at before. What was set aside is taken up again. */
export async function placeNotes(tx: Tx, needId: string, noteIds: readonly string[]): Promise<void> {
	await tx.rows(sql`update listening.notes set need_id = ${needId}, set_aside_on = null
		where territory_id = ${tx.actor.territoryId} and id = any(${noteIds}::uuid[])`);
}

/** Takes a note out of its need. */
export async function unplaceNote(tx: Tx, noteId: string): Promise<void> {
	await tx.rows(
		sql`update listening.notes set need_id = null where territory_id = ${tx.actor.territoryId} and id = ${noteId}`,
	);
}

/** Counts a need's notes again, and its first and latest day; a need without notes keeps its days. */
export async function recountNeed(tx: Tx, needId: string): Promise<void> {
	await tx.rows(sql`
		update listening.needs d set notes_count = n.count, first_heard_on = coalesce(n.first, d.first_heard_on),
			last_heard_on = coalesce(n.last, d.last_heard_on)
		from (select count(*)::int as count, min(heard_on) as first, max(heard_on) as last from listening.notes
			where territory_id = ${tx.actor.territoryId} and need_id = ${needId}) n
		where d.territory_id = ${tx.actor.territoryId} and d.id = ${needId}`);
}

export type StepRow = { id: string; at: string; by: string | null; to: NeedState; reason: string | null };

/** A need with its answers, its history, and what the neighbourhood could give, in one statement. */
export async function readNeedWhole(
	read: Read,
	id: string,
): Promise<
	| { need: Need; answers: AnswerRow[]; steps: StepRow[]; meetings: MeetingOfNeed[]; gives: Give[]; path: Give["path"] }
	| undefined
> {
	type Row = NeedRow & {
		answers: AnswerRow[];
		steps: StepRow[];
		meetings: MeetingOfNeed[];
		gives: Give[];
		path: Give["path"];
	};
	const rows = await read.rows<Row>(sql`
		select ${needColumns},
			(select coalesce(json_agg(x order by x."recordedAt", x.id), '[]') from (
				select ${answerColumns} from listening.answers a
				where a.territory_id = d.territory_id and a.need_id = d.id order by a.recorded_at limit 100) x) as answers,
			(select coalesce(json_agg(x order by x.at, x.id), '[]') from (
				select s.id, s.at, s.by_account as by, s.to_state as to, s.reason from listening.steps s
				where s.territory_id = d.territory_id and s.need_id = d.id order by s.at desc limit 100) x) as steps,
			${meetingsOfNeed} as meetings,
			case when d.closed_on is null then ${givesToNeed} else '[]' end as gives, ${pathOfNeed} as path
		from listening.needs d where d.territory_id = ${read.actor.territoryId} and d.id = ${id}`);
	const row = rows[0];
	if (!row) return undefined;
	const { answers, steps, meetings, gives, path, ...need } = row;
	return {
		need: needOf(need),
		answers: answers.map((a) => ({ ...a, recordedAt: new Date(a.recordedAt) })),
		steps,
		meetings,
		gives,
		path,
	};
}

/** A need's notes, the first said first. */
export function readNotesOf(read: Read, need: Need): Promise<NoteRow[]> {
	return read.rows(sql`select ${noteColumns} from listening.notes n
		where n.territory_id = ${read.actor.territoryId} and n.need_id = ${need.id} order by n.heard_on, n.id limit 100`);
}

/** Notes that are in no need, with a topic, heard since a day; offers are none of them. */
export function readLooseNotes(read: Read, neighbourhoodId: string, since: Day): Promise<LooseNote[]> {
	return read.rows(sql`select n.id, n.topic, n.place_id as "placeId", n.heard_on as "heardOn" from listening.notes n
		where n.territory_id = ${read.actor.territoryId} and n.neighbourhood_id = ${neighbourhoodId} and n.need_id is null
			and n.set_aside_on is null and n.kind <> 'offered' and n.topic is not null and n.heard_on >= ${since}
		order by n.recorded_at desc, n.id desc limit 300`);
}

/** Needs the actor sees, the latest heard first. */
export async function listNeeds(
	read: Read,
	f: {
		neighbourhoodId?: string;
		states?: readonly NeedState[];
		topic?: string;
		after?: { at: string; id: string };
		limit: number;
	},
): Promise<Need[]> {
	const conditions = [
		sql`d.territory_id = ${read.actor.territoryId}`,
		f.neighbourhoodId && sql`d.neighbourhood_id = ${f.neighbourhoodId}`,
		f.states && sql`d.state = any(${f.states}::text[])`,
		f.topic && sql`d.topic = ${f.topic}`,
		f.after && sql`(d.last_heard_on, d.id) < (${f.after.at}::date, ${f.after.id}::uuid)`,
	].filter((c) => typeof c === "object");
	const rows =
		await read.rows<NeedRow>(sql`select ${needColumns} from listening.needs d where ${sql.join(conditions, sql` and `)}
		order by d.last_heard_on desc, d.id desc limit ${f.limit}`);
	return rows.map(needOf);
}

/** True when a step with this id has been written to this need. */
export async function hasStep(read: Read, needId: string, stepId: string): Promise<boolean> {
	const rows = await read.rows(sql`select id from listening.steps
		where territory_id = ${read.actor.territoryId} and need_id = ${needId} and id = ${stepId}`);
	return rows.length > 0;
}
