import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { AgendaItem, Attendee, Meeting, MeetingToday, MeetingWhole, Promised } from "./contract.ts";
import { type PromiseRow, promiseColumns, promisedOf } from "./promises/store.ts";

export type MeetingRow = Omit<Meeting, "recordedAt"> & { recordedAt: Date; hash: Buffer | null };

/** A meeting's columns, of the alias `m`. */
const columns = sql`m.id, m.neighbourhood_id as "neighbourhoodId", m.title, m.held_on as "heldOn", m.begins, m.place_id as place,
	m.place_words as "placeWords", m.responsible_id as responsible, m.recorded_at as "recordedAt", m.request_hash as hash`;

export function meetingOf({ hash: _, recordedAt, ...meeting }: MeetingRow): Meeting {
	return { ...meeting, recordedAt: recordedAt.toISOString() };
}

/** Writes a meeting; false when its id is there already. */
export async function insertMeeting(tx: Tx, m: MeetingRow): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.meetings (territory_id, id, neighbourhood_id, title, held_on, begins, place_id, place_words,
			responsible_id, recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${m.id}, ${m.neighbourhoodId}, ${m.title}, ${m.heldOn}, ${m.begins}, ${m.place},
			${m.placeWords}, ${m.responsible}, ${tx.actor.accountId}, ${m.recordedAt}, ${m.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

export async function readMeeting(read: Read, id: string): Promise<MeetingRow | undefined> {
	const rows = await read.rows<MeetingRow>(sql`select ${columns} from listening.meetings m
		where m.territory_id = ${read.actor.territoryId} and m.id = ${id}`);
	return rows[0];
}

/** The meeting, locked until the transaction ends, so that nothing comes on its lists twice. */
export async function lockMeeting(tx: Tx, id: string): Promise<MeetingRow | undefined> {
	const rows = await tx.rows<MeetingRow>(sql`select ${columns} from listening.meetings m
		where m.territory_id = ${tx.actor.territoryId} and m.id = ${id} for update`);
	return rows[0];
}

export async function updateMeeting(tx: Tx, m: MeetingRow): Promise<void> {
	await tx.rows(sql`update listening.meetings set title = ${m.title}, held_on = ${m.heldOn}, begins = ${m.begins},
			place_id = ${m.place}, place_words = ${m.placeWords}
		where territory_id = ${tx.actor.territoryId} and id = ${m.id}`);
}

/** Meetings the actor sees, the latest day first. */
export function listMeetings(
	read: Read,
	p: { neighbourhoodId?: string; after?: { at: Day; id: string }; from?: Day; limit: number },
): Promise<MeetingRow[]> {
	const here = p.neighbourhoodId ? sql`and m.neighbourhood_id = ${p.neighbourhoodId}` : sql``;
	const after = p.after ? sql`and (m.held_on, m.id) < (${p.after.at}::date, ${p.after.id}::uuid)` : sql``;
	const from = p.from ? sql`and m.held_on >= ${p.from}` : sql``;
	return read.rows(sql`select ${columns} from listening.meetings m
		where m.territory_id = ${read.actor.territoryId} ${here} ${after} ${from}
		order by m.held_on desc, m.id desc limit ${p.limit}`);
}

/** Meetings from one day to another, the next one first. */
export function readComing(read: Read, neighbourhoodId: string, from: Day, to: Day): Promise<MeetingToday[]> {
	return read.rows(sql`select m.id, m.title, m.held_on as "heldOn", m.begins from listening.meetings m
		where m.territory_id = ${read.actor.territoryId} and m.neighbourhood_id = ${neighbourhoodId}
			and m.held_on between ${from} and ${to}
		order by m.held_on, m.begins, m.id limit 20`);
}

const itemColumns = sql`i.id, i.need_id as need, d.title as "needTitle", d.state as "needState", d.topic, i.line, i.decided,
	exists (select from listening.answers a where a.territory_id = i.territory_id and a.need_id = i.need_id
		and a.kind = 'meeting' and a.record_id = i.meeting_id) as answers`;

/** A meeting with who was there, its agenda and what was promised, in one statement; each list at most 100. */
export async function readMeetingWhole(read: Read, id: string): Promise<MeetingWhole | undefined> {
	type Row = MeetingRow & {
		attendees: Attendee[];
		agenda: AgendaItem[];
		promises: (PromiseRow & { recordedAt: string })[];
	};
	const [row] = await read.rows<Row>(sql`
		select ${columns},
			(select coalesce(json_agg(x), '[]') from (
				select t.id, t.party_id as party, t.named_as as "namedAs" from listening.attendees t
				where t.territory_id = m.territory_id and t.meeting_id = m.id and t.taken_off_at is null
				order by t.recorded_at, t.id limit 100) x) as attendees,
			(select coalesce(json_agg(x), '[]') from (
				select ${itemColumns} from listening.agenda_items i
				left join listening.needs d on d.territory_id = i.territory_id and d.id = i.need_id
				where i.territory_id = m.territory_id and i.meeting_id = m.id and i.taken_off_at is null
				order by i.recorded_at, i.id limit 100) x) as agenda,
			(select coalesce(json_agg(x), '[]') from (
				select ${promiseColumns} from listening.promises p
				where p.territory_id = m.territory_id and p.meeting_id = m.id order by p.recorded_at, p.id limit 100) x) as promises
		from listening.meetings m where m.territory_id = ${read.actor.territoryId} and m.id = ${id}`);
	if (!row) return undefined;
	const { attendees, agenda, promises, ...meeting } = row;
	const promised = promises.map((p): Promised => promisedOf({ ...p, recordedAt: new Date(p.recordedAt) }));
	return { ...meetingOf(meeting), attendees, agenda, promises: promised };
}

export type AttendeeRow = Attendee & { meetingId: string; hash: Buffer | null };

/** Writes who was there; false when its id is there already. */
export async function insertAttendee(tx: Tx, t: AttendeeRow & { neighbourhoodId: string; at: Date }): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.attendees (territory_id, id, neighbourhood_id, meeting_id, party_id, named_as, recorded_by, recorded_at,
			request_hash)
		values (${tx.actor.territoryId}, ${t.id}, ${t.neighbourhoodId}, ${t.meetingId}, ${t.party}, ${t.namedAs},
			${tx.actor.accountId}, ${t.at}, ${t.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

export async function readAttendee(read: Read, id: string): Promise<AttendeeRow | undefined> {
	const rows = await read.rows<AttendeeRow>(sql`select t.id, t.party_id as party, t.named_as as "namedAs",
			t.meeting_id as "meetingId", t.request_hash as hash
		from listening.attendees t where t.territory_id = ${read.actor.territoryId} and t.id = ${id}`);
	return rows[0];
}

/** Whether somebody stands on the list already. */
export async function isAttending(read: Read, meetingId: string, partyId: string): Promise<boolean> {
	const rows = await read.rows(sql`select t.id from listening.attendees t
		where t.territory_id = ${read.actor.territoryId} and t.meeting_id = ${meetingId} and t.party_id = ${partyId}
			and t.taken_off_at is null limit 1`);
	return rows.length > 0;
}

/** Takes somebody off the list; false where nobody stood there. */
export async function takeOffAttendee(tx: Tx, meetingId: string, id: string, at: Date): Promise<boolean> {
	const rows = await tx.rows(sql`update listening.attendees set taken_off_at = ${at}
		where territory_id = ${tx.actor.territoryId} and meeting_id = ${meetingId} and id = ${id} and taken_off_at is null
		returning id`);
	return rows.length > 0;
}

/** Writes somebody on the list again who was taken off it at an instant; false where they stand there, or somebody else took them off. */
export async function putBackAttendee(tx: Tx, meetingId: string, id: string, takenOffAt: string): Promise<boolean> {
	const rows = await tx.rows(sql`update listening.attendees t set taken_off_at = null
		where t.territory_id = ${tx.actor.territoryId} and t.meeting_id = ${meetingId} and t.id = ${id}
			and t.taken_off_at = ${takenOffAt}::timestamptz
			and not exists (select from listening.attendees o where o.territory_id = t.territory_id
				and o.meeting_id = t.meeting_id and o.party_id = t.party_id and o.taken_off_at is null)
		returning id`);
	return rows.length > 0;
}
