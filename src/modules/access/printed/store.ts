import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { PrintedLeft } from "./contract.ts";

/** After so many tries a code is worth nothing, and the next is asked for. */
const mostTries = 5;

const live = sql`ended_at is null and used_at is null and tries < ${sql.lit(mostTries)}`;

/** What is left of an account's list; undefined where it was handed none. */
export async function readLeft(read: Read, accountId: string): Promise<PrintedLeft | undefined> {
	const [row] = await read.rows<{ place: number | null; left: number; printedAt: Date | null }>(sql`
		select min(place) filter (where ${live})::int as place, count(*) filter (where ${live})::int as left, max(made_at) as "printedAt"
		from access.printed_codes where account_id = ${accountId} and ended_at is null`);
	if (!row?.printedAt) return undefined;
	return { place: row.place ?? undefined, left: row.left, printedAt: row.printedAt };
}

/** Writes a list in the place of any before it. */
export async function writeList(
	tx: Tx,
	list: { id: string; accountId: string; by: string; now: Date; hashes: readonly Buffer[] },
): Promise<void> {
	const { id, accountId, by, now, hashes } = list;
	await tx.rows(
		sql`update access.printed_codes set ended_at = ${now} where account_id = ${accountId} and ended_at is null`,
	);
	await tx.rows(sql`
		insert into access.printed_codes (list_id, place, account_id, code_hash, made_at, made_by)
		select ${id}, h.place, ${accountId}, h.hash, ${now}, ${by} from unnest(${[...hashes]}::bytea[]) with ordinality as h (hash, place)`);
}

export type Tried = { listId: string; place: number; hash: Buffer };

/** Counts one try for the code that is asked for now, also where many come at once, and says what the right one hashes to. */
export async function countTry(tx: Tx, accountId: string): Promise<Tried | undefined> {
	const rows = await tx.rows<Tried>(sql`
		update access.printed_codes p set tries = tries + 1 where ${live} and (p.list_id, p.place) = (
			select list_id, place from access.printed_codes where account_id = ${accountId} and ${live} order by place limit 1 for update)
		returning list_id as "listId", place, code_hash as hash`);
	return rows[0];
}

/** Spends a code: at most one caller. */
export async function spend(tx: Tx, { listId, place }: Tried, now: Date): Promise<boolean> {
	const rows = await tx.rows(sql`update access.printed_codes set used_at = ${now}
		where list_id = ${listId} and place = ${place} and used_at is null and ended_at is null returning 1`);
	return rows.length > 0;
}
