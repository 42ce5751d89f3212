import { type RawBuilder, sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Guessable, NoteKind, NoteTab, Topic } from "../contract.ts";

/** A note as it stands in its row. */
export type NoteRow = {
	id: Id<"note">;
	neighbourhoodId: Id<"neighbourhood">;
	text: string;
	kind: NoteKind;
	topic: Topic | null;
	placeId: Id<"party"> | null;
	aboutId: Id<"party"> | null;
	heardFromId: Id<"party"> | null;
	heardFrom: string | null;
	heardOn: Day;
	guessed: Guessable[];
	duringVisit: boolean;
	urgent: boolean;
	called: string | null;
	takenBy: Id<"account"> | null;
	takenAt: Date | null;
	needId: Id<"need"> | null;
	setAsideOn: Day | null;
	/** Who of the staff entered it; null for a partner's. */
	recordedBy: Id<"account"> | null;
	partnerId: Id<"partner"> | null;
	recordedAt: Date;
};

export const noteColumns = sql`n.id, n.neighbourhood_id as "neighbourhoodId", n.text, n.kind, n.topic, n.place_id as "placeId",
	n.about_id as "aboutId", n.heard_from_id as "heardFromId", n.heard_from as "heardFrom", n.heard_on as "heardOn", n.guessed,
	n.during_visit as "duringVisit", n.urgent, n.called, n.taken_by as "takenBy", n.taken_at as "takenAt", n.need_id as "needId",
	n.set_aside_on as "setAsideOn", n.recorded_by as "recordedBy", n.partner_id as "partnerId", n.recorded_at as "recordedAt"`;

type NewNote = Omit<NoteRow, "takenBy" | "takenAt" | "needId" | "setAsideOn" | "recordedBy" | "partnerId"> & {
	hash: Buffer;
};

/** Writes a note; false when its id is there already. */
export async function insertNote(tx: Tx, n: NewNote): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.notes (territory_id, id, neighbourhood_id, text, kind, topic, place_id, about_id, heard_from_id,
			heard_from, heard_on, guessed, during_visit, urgent, called, recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${n.id}, ${n.neighbourhoodId}, ${n.text}, ${n.kind}, ${n.topic}, ${n.placeId}, ${n.aboutId},
			${n.heardFromId}, ${n.heardFrom}, ${n.heardOn}, ${n.guessed}, ${n.duringVisit}, ${n.urgent}, ${n.called},
			${tx.actor.accountId}, ${n.recordedAt}, ${n.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

/** A note with the hash of its request, if the actor sees it. */
export async function readNote(read: Read, id: string): Promise<(NoteRow & { hash: Buffer | null }) | undefined> {
	const rows = await read.rows<NoteRow & { hash: Buffer | null }>(sql`
		select ${noteColumns}, n.request_hash as hash from listening.notes n
		where n.territory_id = ${read.actor.territoryId} and n.id = ${id}`);
	return rows[0];
}

/** Notes by id, locked in one order, so that two who place the same notes wait for each other and do not block. */
export function lockNotes(tx: Tx, ids: readonly string[]): Promise<NoteRow[]> {
	return tx.rows(sql`select ${noteColumns} from listening.notes n
		where n.territory_id = ${tx.actor.territoryId} and n.id = any(${ids}::uuid[]) order by n.id for update`);
}

export function readNotesByIds(read: Read, ids: readonly string[]): Promise<NoteRow[]> {
	return read.rows(sql`select ${noteColumns} from listening.notes n
		where n.territory_id = ${read.actor.territoryId} and n.id = any(${ids}::uuid[])
		order by n.heard_on, n.id limit 50`);
}

export type Filter = {
	neighbourhoodId?: string;
	kind?: NoteKind;
	topic?: Topic;
	about?: string;
	need?: string;
	after?: { at: string; id: string };
	limit: number;
};

/** Notes the actor sees, newest first. */
export function listNotes(read: Read, f: Filter): Promise<NoteRow[]> {
	const conditions = [
		sql`n.territory_id = ${read.actor.territoryId}`,
		f.neighbourhoodId && sql`n.neighbourhood_id = ${f.neighbourhoodId}`,
		f.kind && sql`n.kind = ${f.kind}`,
		f.topic && sql`n.topic = ${f.topic}`,
		f.about && sql`n.about_id = ${f.about}`,
		f.need && sql`n.need_id = ${f.need}`,
		f.after && sql`(n.recorded_at, n.id) < (${f.after.at}::timestamptz, ${f.after.id}::uuid)`,
	].filter((c) => typeof c === "object");
	return read.rows(sql`select ${noteColumns} from listening.notes n where ${sql.join(conditions, sql` and `)}
		order by n.recorded_at desc, n.id desc limit ${f.limit}`);
}

/** A note on the list: whether it stands on top of it, whether the reader has read it, whether anybody has. */
export type TabRow = NoteRow & { first: boolean; seen: boolean; unread: boolean };

const tabConditions: Record<Exclude<NoteTab, "unread">, ReturnType<typeof sql>> = {
	all: sql`true`,
	unplaced: sql`n.need_id is null and n.set_aside_on is null and n.kind <> 'offered'`,
	offered: sql`n.kind = 'offered'`,
	urgent: sql`n.urgent`,
};

/** A page of the list: first what is urgent and nobody's (only on the first page), then the rest, newest first; one statement. */
export function readTab(
	read: Read,
	p: {
		neighbourhoodId: string;
		show: Exclude<NoteTab, "unread">;
		unread: RawBuilder<unknown>;
		about?: string;
		after?: { at: string; id: string };
		limit: number;
	},
): Promise<TabRow[]> {
	const columns = sql`${noteColumns}, n.seen, ${p.unread} as unread`;
	const here = sql`n.territory_id = ${read.actor.territoryId} and n.neighbourhood_id = ${p.neighbourhoodId}
		${p.about ? sql`and n.about_id = ${p.about}` : sql``}`;
	const after = p.after ? sql`and (n.recorded_at, n.id) < (${p.after.at}::timestamptz, ${p.after.id}::uuid)` : sql``;
	const rest = sql<TabRow>`(select false as first, ${columns} from listening.notes n
		where ${here} and ${tabConditions[p.show]} and not (n.urgent and n.taken_by is null) ${after}
		order by n.recorded_at desc, n.id desc limit ${p.limit})`;
	if (p.after) return read.rows<TabRow>(rest);
	return read.rows<TabRow>(sql`
		(select true as first, ${columns} from listening.notes n
			where ${here} and n.urgent and n.taken_by is null order by n.recorded_at, n.id limit 20)
		union all ${rest}`);
}

/** Takes charge of an urgent note that is nobody's; false when somebody was faster. */
export async function takeNote(tx: Tx, id: string, at: Date): Promise<boolean> {
	const rows = await tx.rows(sql`update listening.notes set taken_by = ${tx.actor.accountId}, taken_at = ${at}
		where territory_id = ${tx.actor.territoryId} and id = ${id} and urgent and taken_by is null returning id`);
	return rows.length > 0;
}

/** Rewrites what can be changed of a note. */
export async function updateNote(
	tx: Tx,
	n: Pick<NoteRow, "id" | "topic" | "placeId" | "heardOn" | "guessed" | "setAsideOn">,
): Promise<void> {
	await tx.rows(sql`update listening.notes set topic = ${n.topic}, place_id = ${n.placeId}, heard_on = ${n.heardOn},
			guessed = ${n.guessed}, set_aside_on = ${n.setAsideOn}
		where territory_id = ${tx.actor.territoryId} and id = ${n.id}`);
}

/** Urgent notes an account has in charge in some neighbourhoods, and that still ask for something, go to another; only those named, where some are. */
export async function giveCharge(
	tx: Tx,
	p: { from: string; to: string; neighbourhoodIds: readonly string[]; at: Date; ids?: readonly string[] },
): Promise<{ id: string; neighbourhoodId: string }[]> {
	const named = p.ids ? sql`and n.id = any(${[...p.ids]}::uuid[])` : sql``;
	return tx.rows(sql`update listening.notes n set taken_by = ${p.to}, taken_at = ${p.at}
		where n.territory_id = ${tx.actor.territoryId} and n.taken_by = ${p.from} and ${inCharge}
			and n.neighbourhood_id = any(${[...p.neighbourhoodIds]}::uuid[]) ${named}
		returning n.id, n.neighbourhood_id as "neighbourhoodId"`);
}

/** Of the alias `n`: urgent, not set aside, in no need that has ended. */
export const inCharge = sql`n.urgent and n.taken_by is not null and n.set_aside_on is null
	and (n.need_id is null or exists (select from listening.needs d where d.territory_id = n.territory_id and d.id = n.need_id
		and d.state in ('heard', 'being_answered')))`;
