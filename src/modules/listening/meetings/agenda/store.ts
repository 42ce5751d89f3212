import { sql } from "kysely";
import type { Id } from "../../../../core/ids.ts";
import type { Read, Tx } from "../../../../db/database.ts";

export type ItemRow = {
	id: Id<"agenda-item">;
	neighbourhoodId: string;
	meetingId: Id<"meeting">;
	need: Id<"need"> | null;
	line: string | null;
	decided: string | null;
	hash: Buffer | null;
};

const columns = sql`i.id, i.neighbourhood_id as "neighbourhoodId", i.meeting_id as "meetingId", i.need_id as need, i.line, i.decided,
	i.request_hash as hash`;

/** Meetings a need (alias `d`) was on the agenda of, the latest first: for the statement that reads the need. */
export const meetingsOfNeed = sql`(select coalesce(json_agg(x), '[]') from (
	select m.id, m.title, m.held_on as "heldOn", i.line, i.decided from listening.agenda_items i
	join listening.meetings m on m.territory_id = i.territory_id and m.id = i.meeting_id
	where i.territory_id = d.territory_id and i.need_id = d.id and i.taken_off_at is null
	order by m.held_on desc, m.id desc limit 20) x)`;

/** Writes a point of an agenda; false when its id is there already. */
export async function insertItem(tx: Tx, i: Omit<ItemRow, "decided"> & { at: Date }): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.agenda_items (territory_id, id, neighbourhood_id, meeting_id, need_id, line, recorded_by, recorded_at,
			request_hash)
		values (${tx.actor.territoryId}, ${i.id}, ${i.neighbourhoodId}, ${i.meetingId}, ${i.need}, ${i.line}, ${tx.actor.accountId},
			${i.at}, ${i.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

export async function readItem(read: Read, id: string): Promise<ItemRow | undefined> {
	const rows = await read.rows<ItemRow>(sql`select ${columns} from listening.agenda_items i
		where i.territory_id = ${read.actor.territoryId} and i.id = ${id}`);
	return rows[0];
}

/** The point on the agenda of this meeting, locked until the transaction ends. */
export async function lockItem(tx: Tx, meetingId: string, id: string): Promise<ItemRow | undefined> {
	const rows = await tx.rows<ItemRow>(sql`select ${columns} from listening.agenda_items i
		where i.territory_id = ${tx.actor.territoryId} and i.meeting_id = ${meetingId} and i.id = ${id}
			and i.taken_off_at is null for update`);
	return rows[0];
}

/** Whether a need stands on the agenda already. */
export async function isOnAgenda(read: Read, meetingId: string, needId: string): Promise<boolean> {
	const rows = await read.rows(sql`select i.id from listening.agenda_items i
		where i.territory_id = ${read.actor.territoryId} and i.meeting_id = ${meetingId} and i.need_id = ${needId}
			and i.taken_off_at is null limit 1`);
	return rows.length > 0;
}

export async function writeItem(tx: Tx, i: Pick<ItemRow, "id" | "line" | "decided">): Promise<void> {
	await tx.rows(sql`update listening.agenda_items set line = ${i.line}, decided = ${i.decided}
		where territory_id = ${tx.actor.territoryId} and id = ${i.id}`);
}

/** Takes a point off its agenda; false where it stands on none. */
export async function takeOffItem(tx: Tx, id: string, at: Date): Promise<boolean> {
	const rows = await tx.rows(sql`update listening.agenda_items set taken_off_at = ${at}
		where territory_id = ${tx.actor.territoryId} and id = ${id} and taken_off_at is null returning id`);
	return rows.length > 0;
}

/** Brings a point back on the agenda it was taken off at an instant; false where its need stands there, or somebody else took it off. */
export async function putBackItem(tx: Tx, meetingId: string, id: string, takenOffAt: string): Promise<boolean> {
	const rows = await tx.rows(sql`update listening.agenda_items i set taken_off_at = null
		where i.territory_id = ${tx.actor.territoryId} and i.meeting_id = ${meetingId} and i.id = ${id}
			and i.taken_off_at = ${takenOffAt}::timestamptz
			and not exists (select from listening.agenda_items o where o.territory_id = i.territory_id
				and o.meeting_id = i.meeting_id and o.need_id = i.need_id and o.taken_off_at is null)
		returning id`);
	return rows.length > 0;
}
