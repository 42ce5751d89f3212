import { sql } from "kysely";
import { addDays, type Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { FileType } from "../../../ui/upload.ts";
import type { Behalf, BehalfKind, ConfirmedHow } from "./contract.ts";

const tenant = (read: Read) => read.actor.territoryId ?? null;

export type BehalfRow = Behalf & { reachId: string | null };

const columns = sql`id, neighbourhood_id as "neighbourhoodId", kind, record_id as "recordId", given_name as "givenName", label,
	language, starts_at as "startsAt", said_by_words as "saidBy", through, reach_id as "reachId", entered_by as "enteredBy",
	entered_at as "enteredAt", expires_on as "expiresOn", confirmed_at as "confirmedAt", confirmed_how as "confirmedHow",
	sheet_type is not null as "hasSheet", ended_on as "endedOn", ended_how as "endedHow"`;

export type NewRow = Omit<BehalfRow, "confirmedAt" | "confirmedHow" | "hasSheet" | "endedOn" | "endedHow">;

/** False where a row with this id is there already. */
export async function insertBehalf(tx: Tx, b: NewRow): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into community.behalf (territory_id, id, neighbourhood_id, kind, record_id, given_name, label, language, starts_at,
			said_by_words, through, reach_id, entered_by, entered_at, expires_on)
		values (${tenant(tx)}, ${b.id}, ${b.neighbourhoodId}, ${b.kind}, ${b.recordId}, ${b.givenName}, ${b.label}, ${b.language},
			${b.startsAt}, ${b.saidBy}, ${b.through}, ${b.reachId}, ${b.enteredBy}, ${b.enteredAt}, ${b.expiresOn})
		on conflict do nothing returning id`);
	return made.length > 0;
}

/** How many of an account wait for a yes. */
export async function countWaiting(read: Read, accountId: string): Promise<number> {
	const [row] = await read.rows<{ n: number }>(sql`select count(*)::int as n from community.behalf
		where territory_id = ${tenant(read)} and entered_by = ${accountId} and confirmed_at is null and ended_on is null`);
	return row?.n ?? 0;
}

export async function readBehalf(read: Read, id: string): Promise<BehalfRow | undefined> {
	const rows = await read.rows<BehalfRow>(sql`
		select ${columns} from community.behalf where territory_id = ${tenant(read)} and id = ${id}`);
	return rows[0];
}

/** The same, held until the transaction ends. */
export async function lockBehalf(tx: Tx, id: string): Promise<BehalfRow | undefined> {
	const rows = await tx.rows<BehalfRow>(sql`
		select ${columns} from community.behalf where territory_id = ${tenant(tx)} and id = ${id} for update`);
	return rows[0];
}

const mostShown = 200;

/** What one account entered, the latest first; at most 200. */
export function readEnteredBy(read: Read, accountId: string): Promise<BehalfRow[]> {
	return read.rows(sql`select ${columns} from community.behalf
		where territory_id = ${tenant(read)} and entered_by = ${accountId} order by entered_at desc, id limit ${mostShown}`);
}

/** What was entered in a neighbourhood, the latest first; at most 200. */
export function readEnteredIn(read: Read, neighbourhoodId: string): Promise<BehalfRow[]> {
	return read.rows(sql`select ${columns} from community.behalf
		where territory_id = ${tenant(read)} and neighbourhood_id = ${neighbourhoodId}
		order by entered_at desc, id limit ${mostShown}`);
}

type Confirming = { how: ConfirmedHow; at: Date; by: string | null };

/** Says which, where one waited for the yes of whoever has this contact. */
export async function confirmOfReach(tx: Tx, reachId: string, c: Confirming): Promise<string | undefined> {
	const rows = await tx.rows<{ id: string }>(sql`
		update community.behalf set confirmed_at = ${c.at}, confirmed_how = ${c.how}, confirmed_by = ${c.by}
		where territory_id = ${tenant(tx)} and reach_id = ${reachId} and confirmed_at is null returning id`);
	return rows[0]?.id;
}

/** No yes after all. */
export async function unconfirmOfReach(tx: Tx, reachId: string): Promise<void> {
	await tx.rows(sql`
		update community.behalf set confirmed_at = null, confirmed_how = null, confirmed_by = null
		where territory_id = ${tenant(tx)} and reach_id = ${reachId}`);
}

export async function writeSheet(tx: Tx, id: string, sheet: { sealed: Buffer; type: FileType }): Promise<void> {
	await tx.rows(sql`update community.behalf set sheet_sealed = ${sheet.sealed}, sheet_type = ${sheet.type}
		where territory_id = ${tenant(tx)} and id = ${id}`);
}

export async function readSheet(read: Read, id: string): Promise<{ sealed: Buffer; type: FileType } | undefined> {
	const rows = await read.rows<{ sealed: Buffer; type: FileType }>(sql`
		select sheet_sealed as sealed, sheet_type as type from community.behalf
		where territory_id = ${tenant(read)} and id = ${id} and sheet_type is not null`);
	return rows[0];
}

/** It is over: from here on nothing hangs on the contact. */
export async function writeEnded(tx: Tx, id: string, on: Day, how: "expired" | "taken_back"): Promise<void> {
	await tx.rows(sql`update community.behalf set ended_on = ${on}, ended_how = ${how}, reach_id = null
		where territory_id = ${tenant(tx)} and id = ${id} and ended_on is null`);
}

/** Those of these kinds to which nobody said yes in time, held until the transaction ends; at most 500. */
export function lockExpired(
	tx: Tx,
	kinds: readonly BehalfKind[],
	{ today, now }: { today: Day; now: Date },
): Promise<BehalfRow[]> {
	return tx.rows(sql`select ${columns} from community.behalf
		where territory_id = ${tenant(tx)} and kind = any(${[...kinds]}::text[]) and expires_on < ${today}
			and confirmed_at is null and ended_on is null
			and (starts_at is null or starts_at > ${now})
		order by expires_on, id limit 500 for update`);
}

/** Deletes what was over so many days ago; says how many. */
export async function deleteOver(tx: Tx, today: Day, days: number): Promise<number> {
	const rows = await tx.rows(sql`delete from community.behalf
		where territory_id = ${tenant(tx)} and ended_on < ${addDays(today, -days)} returning id`);
	return rows.length;
}
