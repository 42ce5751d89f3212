import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { AnswerKind, Need, NeedState } from "../contract.ts";

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

/** Needs heard or being answered, the latest heard first. */
export async function readOpenNeeds(read: Read, neighbourhoodId: string, most: number): Promise<Need[]> {
	const rows = await read.rows<NeedRow>(sql`select ${needColumns} from listening.needs d
		where d.territory_id = ${read.actor.territoryId} and d.neighbourhood_id = ${neighbourhoodId}
			and d.state in ('heard', 'being_answered')
		order by d.last_heard_on desc, d.id desc limit ${most}`);
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
