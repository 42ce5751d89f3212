import { type RawBuilder, sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { SealedColumn } from "../../../db/sealed.ts";
import type { ContactKind, Level, PartyKind, Purpose } from "../contract.ts";
import type { Holder } from "./contract.ts";

export type MergeRow = {
	id: string;
	neighbourhoodId: string;
	kept: string;
	gone: string;
	mergedAt: Date;
	separatedAt: Date | null;
};

const mergeColumns = sql`id, neighbourhood_id as "neighbourhoodId", kept_id as kept, gone_id as gone, merged_at as "mergedAt",
	separated_at as "separatedAt"`;

function tenant(read: Read): string | null {
	return read.actor.territoryId ?? null;
}

function tenantOf(holder: Holder): RawBuilder<unknown> {
	return sql.ref(`r.${holder.tenant ?? "territory_id"}`);
}

export type Alike = {
	id: string;
	kind: PartyKind;
	label: string;
	folded: string;
	level: Level | null;
	placeId: string | null;
	placeLabel: string | null;
	knownSince: string;
};

/** Everybody and everything of a neighbourhood that is still there, at most 6,000, the latest known first. */
export function parties(read: Read, neighbourhoodId: string): Promise<Alike[]> {
	return read.rows(sql`select p.id, p.kind, p.label, p.folded, s.level, p.place_id as "placeId", around.label as "placeLabel",
			p.known_since as "knownSince"
		from community.parties p
		left join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		left join community.parties around on around.territory_id = p.territory_id and around.id = p.place_id
		where p.territory_id = ${tenant(read)} and p.neighbourhood_id = ${neighbourhoodId} and p.left_on is null
			and not p.protected
		order by p.known_since desc, p.id desc limit 6000`);
}

/** Pairs somebody said are not the same, as «lower higher». */
export async function distinctions(read: Read, neighbourhoodId: string): Promise<Set<string>> {
	const rows = await read.rows<{
		pair: string;
	}>(sql`select one_id || ' ' || other_id as pair from community.distinctions
		where territory_id = ${tenant(read)} and neighbourhood_id = ${neighbourhoodId} limit 20000`);
	return new Set(rows.map((row) => row.pair));
}

export async function insertDistinction(
	tx: Tx,
	pair: { one: string; other: string; neighbourhoodId: string },
): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into community.distinctions (territory_id, one_id, other_id, neighbourhood_id, recorded_by)
		values (${tenant(tx)}, ${pair.one}, ${pair.other}, ${pair.neighbourhoodId}, ${tx.actor.accountId ?? null})
		on conflict do nothing returning one_id`);
	return rows.length === 1;
}

/** Locks both, so that two who merge or separate the same at once wait for each other. */
export async function lockParties(tx: Tx, ids: readonly string[]): Promise<void> {
	await tx.rows(sql`select id from community.parties where territory_id = ${tenant(tx)} and id = any(${ids}::uuid[])
		order by id for no key update`);
}

export async function mergeById(read: Read, id: string): Promise<MergeRow | undefined> {
	const rows = await read.rows<MergeRow>(sql`select ${mergeColumns} from community.merges
		where territory_id = ${tenant(read)} and id = ${id}`);
	return rows[0];
}

export async function insertMerge(
	tx: Tx,
	merge: { id: string; neighbourhoodId: string; kept: string; gone: string; goneLabel: string },
): Promise<MergeRow | undefined> {
	const rows =
		await tx.rows<MergeRow>(sql`insert into community.merges (territory_id, id, neighbourhood_id, kept_id, gone_id, gone_label, merged_by)
		values (${tenant(tx)}, ${merge.id}, ${merge.neighbourhoodId}, ${merge.kept}, ${merge.gone}, ${merge.goneLabel},
			${tx.actor.accountId ?? null})
		on conflict do nothing returning ${mergeColumns}`);
	return rows[0];
}

export async function endMerge(tx: Tx, id: string): Promise<void> {
	await tx.rows(sql`update community.merges set separated_at = clock_timestamp(), separated_by = ${tx.actor.accountId ?? null}, gone_label = null
		where territory_id = ${tenant(tx)} and id = ${id}`);
}

/**
 * Later merges in force that this one may have changed: whatever set a row aside, and whatever shares a row or a party
 * with this one or with those; oldest first. Undoing this one means undoing them before and doing them again after.
 */
export function entangled(read: Read, merge: MergeRow): Promise<MergeRow[]> {
	return read.rows(sql`
		with recursive later as materialized (
			select id, kept_id, gone_id from community.merges
			where territory_id = ${tenant(read)} and separated_at is null and merged_at > ${merge.mergedAt} and id <> ${merge.id}
			union all select ${merge.id}::uuid, ${merge.kept}::uuid, ${merge.gone}::uuid),
		pairs as materialized (
			select a.id as one, b.id as other from later a join later b on a.id <> b.id
				and (a.kept_id in (b.kept_id, b.gone_id) or a.gone_id in (b.kept_id, b.gone_id))
			union
			select x.merge_id, y.merge_id from community.moves x join community.moves y
				on y.territory_id = x.territory_id and y.row_id = x.row_id and y.merge_id <> x.merge_id
			where x.territory_id = ${tenant(read)} and x.merge_id in (select id from later) and y.merge_id in (select id from later)),
		touched as (
			(select ${merge.id}::uuid as id
			union select w.merge_id from community.moves w
				where w.territory_id = ${tenant(read)} and w.field = 'set_aside_by' and w.merge_id in (select id from later))
			union select p.other from touched t join pairs p on p.one = t.id)
		select ${mergeColumns} from community.merges
		where territory_id = ${tenant(read)} and id in (select id from touched) and id <> ${merge.id}
		order by merged_at, id`);
}

/** Rows of the one gone that cannot stand beside those of the one kept wait from now on; gives their keys. */
export async function setAside(tx: Tx, holder: Holder, merge: MergeRow): Promise<string[]> {
	if (!holder.asideWhen) return [];
	const itsColumns = holder.columns.map((column) => sql`${sql.ref(`r.${column}`)} = ${merge.gone}`);
	const rows = await tx.rows<{ key: string }>(sql`
		with aside as (update ${sql.table(holder.table)} r set set_aside_by = ${merge.id}
			where ${tenantOf(holder)} = ${tenant(tx)} and r.set_aside_by is null and (${sql.join(itsColumns, sql` or `)})
				and ${holder.asideWhen(merge.gone, merge.kept)}
			returning ${sql.ref(`r.${holder.key}`)} as key),
		written as (insert into community.moves (territory_id, merge_id, noun, field, row_id)
			select ${tenant(tx)}, ${merge.id}, ${holder.table}, 'set_aside_by', key from aside)
		select key from aside`);
	return rows.map((row) => row.key);
}

/** Chosen rows wait from now on, whoever of the two they are of. */
export async function setTheseAside(tx: Tx, table: string, merge: MergeRow, ids: readonly string[]): Promise<void> {
	if (ids.length === 0) return;
	await tx.rows(sql`
		with aside as (update ${sql.table(table)} r set set_aside_by = ${merge.id}
			where r.territory_id = ${tenant(tx)} and r.id = any(${ids}::uuid[]) and r.set_aside_by is null returning r.id)
		insert into community.moves (territory_id, merge_id, noun, field, row_id)
		select ${tenant(tx)}, ${merge.id}, ${table}, 'set_aside_by', id from aside`);
}

/** What waited for a merge stands again; gives the keys. */
export async function putBack(tx: Tx, holder: Holder, merge: MergeRow): Promise<string[]> {
	if (!holder.waits) return [];
	const rows = await tx.rows<{ key: string }>(sql`update ${sql.table(holder.table)} r set set_aside_by = null
		where ${tenantOf(holder)} = ${tenant(tx)} and r.set_aside_by = ${merge.id} returning ${sql.ref(`r.${holder.key}`)} as key`);
	return rows.map((row) => row.key);
}

/** Points every row at the one kept and writes down which; what waits for this merge stays as it is. */
export async function moveRows(tx: Tx, holder: Holder, column: string, merge: MergeRow): Promise<void> {
	const waiting = holder.waits ? sql`and r.set_aside_by is distinct from ${merge.id}` : sql``;
	await tx.rows(sql`
		with moved as (update ${sql.table(holder.table)} r set ${sql.ref(column)} = ${merge.kept}
			where ${tenantOf(holder)} = ${tenant(tx)} and ${sql.ref(`r.${column}`)} = ${merge.gone} ${waiting}
			returning ${sql.ref(`r.${holder.key}`)} as key)
		insert into community.moves (territory_id, merge_id, noun, field, row_id)
		select ${tenant(tx)}, ${merge.id}, ${holder.table}, ${column}, key from moved`);
}

/** The inverse of `moveRows`: exactly what was written down, where it still points at the one kept. */
export async function moveBack(tx: Tx, holder: Holder, column: string, merge: MergeRow): Promise<void> {
	const later = holder.keyed ? sql`and r.recorded_at <= ${merge.mergedAt}` : sql``;
	await tx.rows(sql`update ${sql.table(holder.table)} r set ${sql.ref(column)} = ${merge.gone}
		from community.moves m
		where m.territory_id = ${tenant(tx)} and m.merge_id = ${merge.id} and m.noun = ${holder.table} and m.field = ${column}
			and ${tenantOf(holder)} = m.territory_id and ${sql.ref(`r.${holder.key}`)} = m.row_id
			and ${sql.ref(`r.${column}`)} = ${merge.kept} ${later}`);
}

/** What of a merge's moved rows is sealed for a person: those of organisations open with the territory's key. */
export function movedSealed(
	tx: Tx,
	{ table, column, owner, place }: SealedColumn,
	field: string,
	merge: MergeRow,
): Promise<{ id: string; sealed: Buffer; place: string }[]> {
	return tx.rows(sql`select r.id, ${sql.ref(`r.${column}`)} as sealed, ${sql.raw(place)} as place
		from community.moves m join ${sql.table(table)} r on r.territory_id = m.territory_id and r.id = m.row_id
		where m.territory_id = ${tenant(tx)} and m.merge_id = ${merge.id} and m.noun = ${table} and m.field = ${field}
			and ${sql.ref(`r.${field}`)} = ${merge.kept} and length(${sql.ref(`r.${column}`)}) > 0 and ${sql.raw(owner)} is not null`);
}

export async function writeSealed(tx: Tx, { table, column }: SealedColumn, id: string, sealed: Buffer): Promise<void> {
	await tx.rows(sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sealed}
		where territory_id = ${tenant(tx)} and id = ${id}`);
}

export async function forgetMoves(tx: Tx, merge: MergeRow): Promise<void> {
	await tx.rows(sql`delete from community.moves where territory_id = ${tenant(tx)} and merge_id = ${merge.id}`);
}

/** The one gone steps behind the one kept, or out again. */
export async function standBehind(tx: Tx, gone: string, kept: string | null): Promise<void> {
	await tx.rows(
		sql`update community.parties set merged_into = ${kept} where territory_id = ${tenant(tx)} and id = ${gone}`,
	);
}

export type Word = { id: string; personId: string; purpose: Purpose; givenOn: string; withdrawnOn: string | null };

/** What the two agreed to, and what no longer. */
export function wordsOf(read: Read, ids: readonly string[]): Promise<Word[]> {
	return read.rows(sql`select id, person_id as "personId", purpose, given_on as "givenOn", withdrawn_on as "withdrawnOn"
		from community.agreements where territory_id = ${tenant(read)} and person_id = any(${ids}::uuid[]) and set_aside_by is null
		order by id limit 500`);
}

/** Contacts of the two that are kept. */
export function contactsOf(read: Read, ids: readonly string[]): Promise<{ id: string; kind: ContactKind }[]> {
	return read.rows(sql`select id, kind from community.contacts
		where territory_id = ${tenant(read)} and party_id = any(${ids}::uuid[]) and ended_on is null and set_aside_by is null
		order by id limit 500`);
}

/** The places around a place, outwards, itself first. */
export async function placesAround(read: Read, id: string): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`
		with recursive around as (
			select id, place_id, 1 as steps from community.parties where territory_id = ${tenant(read)} and id = ${id}
			union all
			select p.id, p.place_id, a.steps + 1 from around a join community.parties p on p.territory_id = ${tenant(read)} and p.id = a.place_id
			where a.steps < 30)
		select id from around`);
	return rows.map((row) => row.id);
}
