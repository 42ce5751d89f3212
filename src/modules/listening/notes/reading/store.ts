import { type RawBuilder, sql } from "kysely";
import type { Read, Tx } from "../../../../db/database.ts";
import { type NoteRow, noteColumns } from "../store.ts";

/** What is older counts as read: nobody catches up with years. */
const horizon = sql`interval '30 days'`;
/** Notes reach the database a little after the instant they carry: what is this young is never passed by a mark. */
const settling = sql`interval '1 minute'`;
/** Counted no further: more than this is «more than 999». */
export const mostCounted = 1000;

/** From when on the reader may have notes unread in a neighbourhood. */
function since(read: Read, neighbourhoodId: RawBuilder<unknown>, now: Date): RawBuilder<unknown> {
	const { territoryId, accountId } = read.actor;
	return sql`greatest(${now}::timestamptz - ${horizon}, (select m.read_to from listening.read_marks m
		where m.territory_id = ${territoryId ?? null} and m.account_id = ${accountId ?? null} and m.neighbourhood_id = ${neighbourhoodId}))`;
}

/** Whether the reader has not read a note, of the alias `n`, entered since a moment. Who wrote it has read it. */
function notRead(read: Read): RawBuilder<unknown> {
	const { accountId } = read.actor;
	return sql`n.recorded_by is distinct from ${accountId ?? null}::uuid and not exists (select from listening.read_apart a
		where a.territory_id = n.territory_id and a.account_id = ${accountId ?? null} and a.neighbourhood_id = n.neighbourhood_id
			and a.recorded_at = n.recorded_at and a.note_id = n.id)`;
}

/** Whether the reader has not read the note of the alias `n`. */
export function unread(read: Read, now: Date): RawBuilder<unknown> {
	return sql`(n.recorded_at > ${since(read, sql`n.neighbourhood_id`, now)} and ${notRead(read)})`;
}

/** Notes of a neighbourhood that the reader has not read, the first entered first. */
export function readUnread(
	read: Read,
	p: { neighbourhoodId: string; now: Date; after?: { at: string; id: string }; limit: number },
): Promise<(NoteRow & { seen: boolean })[]> {
	const here = sql`${p.neighbourhoodId}::uuid`;
	const after = p.after ? sql`and (n.recorded_at, n.id) > (${p.after.at}::timestamptz, ${p.after.id}::uuid)` : sql``;
	return read.rows(sql`select ${noteColumns}, n.seen from listening.notes n
		where n.territory_id = ${read.actor.territoryId} and n.neighbourhood_id = ${here}
			and n.recorded_at > ${since(read, here, p.now)} and ${notRead(read)} ${after}
		order by n.recorded_at, n.id limit ${p.limit}`);
}

/** How many notes the reader has not read, and how many nobody but their writer has: each at most 1000. */
export function countsOfUnread(
	read: Read,
	neighbourhoodId: string,
	now: Date,
): RawBuilder<{ unread: number; unseen: number }> {
	const here = sql`n.territory_id = ${read.actor.territoryId ?? null} and n.neighbourhood_id = ${neighbourhoodId}`;
	const from = since(read, sql`${neighbourhoodId}::uuid`, now);
	return sql`select
		(select count(*)::int from (select from listening.notes n
			where ${here} and n.recorded_at > ${from} and ${notRead(read)} limit ${mostCounted}) x) as unread,
		(select count(*)::int from (select from listening.notes n where ${here} and not n.seen limit ${mostCounted}) x) as unseen`;
}

/**
 * A note for its page, with the title of its need; from now on the reader has read it, in one statement. The team
 * learns that somebody has, and not who.
 */
export async function openNote(
	tx: Tx,
	id: string,
	now: Date,
): Promise<(NoteRow & { needTitle: string | null }) | undefined> {
	const { territoryId, accountId } = tx.actor;
	const rows = await tx.rows<NoteRow & { needTitle: string | null }>(sql`
		with opened as materialized (
			select ${noteColumns}, ${unread(tx, now)} as unread, d.title as "needTitle" from listening.notes n
			left join listening.needs d on d.territory_id = n.territory_id and d.id = n.need_id
			where n.territory_id = ${territoryId} and n.id = ${id}),
		apart as (
			insert into listening.read_apart (territory_id, account_id, neighbourhood_id, recorded_at, note_id)
			select ${territoryId}, ${accountId}, o."neighbourhoodId", o."recordedAt", o.id from opened o where o.unread
			on conflict do nothing),
		passed as (
			delete from listening.read_apart a using opened o where o.unread and a.territory_id = ${territoryId}
				and a.account_id = ${accountId} and a.neighbourhood_id = o."neighbourhoodId"
				and a.recorded_at <= ${since(tx, sql`o."neighbourhoodId"`, now)}),
		team as (
			update listening.notes n set seen = true
			where n.territory_id = ${territoryId} and n.id = ${id} and not n.seen
				and n.recorded_by is distinct from ${accountId}::uuid)
		select * from opened`);
	return rows[0];
}

/**
 * Writes that the reader has read everything entered until a note, that note included. The mark stops just before
 * it, and a minute before now: what lies between is written one by one, so that nothing which arrives late is passed.
 */
export async function writeReadTo(tx: Tx, note: Pick<NoteRow, "id" | "neighbourhoodId">, now: Date): Promise<void> {
	const { territoryId, accountId } = tx.actor;
	const here = sql`n.territory_id = ${territoryId} and n.neighbourhood_id = ${note.neighbourhoodId}`;
	const upTo = sql`(n.recorded_at, n.id) <= (last.recorded_at, last.id)`;
	await tx.rows(sql`
		with last as (
			select n.recorded_at, n.id, least(n.recorded_at - interval '1 microsecond', ${now}::timestamptz - ${settling}) as mark
			from listening.notes n where n.territory_id = ${territoryId} and n.id = ${note.id}),
		mark as (
			insert into listening.read_marks as m (territory_id, account_id, neighbourhood_id, read_to)
			select ${territoryId}, ${accountId}, ${note.neighbourhoodId}, last.mark from last
			on conflict (territory_id, account_id, neighbourhood_id) do update set read_to = greatest(m.read_to, excluded.read_to)),
		apart as (
			insert into listening.read_apart (territory_id, account_id, neighbourhood_id, recorded_at, note_id)
			select n.territory_id, ${accountId}, n.neighbourhood_id, n.recorded_at, n.id from listening.notes n, last
			where ${here} and n.recorded_at > last.mark and ${upTo} and n.recorded_by is distinct from ${accountId}::uuid
			on conflict do nothing),
		passed as (
			delete from listening.read_apart a using last where a.territory_id = ${territoryId} and a.account_id = ${accountId}
				and a.neighbourhood_id = ${note.neighbourhoodId} and a.recorded_at <= last.mark)
		update listening.notes n set seen = true from last
		where ${here} and ${upTo} and not n.seen and n.recorded_by is distinct from ${accountId}::uuid`);
}
