import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";

/** After so many tries without a right one an app is worth nothing. */
const mostTries = 50;

export type TotpRow = { sealed: Buffer; confirmedAt: Date | null; lastStep: number };

const columns = sql`secret_sealed as sealed, confirmed_at as "confirmedAt", last_step::int as "lastStep"`;

export async function readTotp(read: Read, accountId: string): Promise<TotpRow | undefined> {
	const rows = await read.rows<TotpRow>(sql`select ${columns} from access.totps where account_id = ${accountId}`);
	return rows[0];
}

/** Keeps a secret in the place of one whose first code was never typed. False where there is an app. */
export async function writeTotp(tx: Tx, accountId: string, sealed: Buffer, now: Date): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into access.totps (account_id, secret_sealed, made_at) values (${accountId}, ${sealed}, ${now})
		on conflict (account_id) do update set secret_sealed = excluded.secret_sealed, made_at = excluded.made_at, tries = 0
			where access.totps.confirmed_at is null returning 1`);
	return rows.length > 0;
}

/** Counts one try, also where many come at once; undefined where there is no app, or it was tried too often. */
export async function countTry(tx: Tx, accountId: string): Promise<TotpRow | undefined> {
	const rows = await tx.rows<TotpRow>(sql`
		update access.totps set tries = tries + 1 where account_id = ${accountId} and tries < ${mostTries} returning ${columns}`);
	return rows[0];
}

/** Spends the code of a step: at most one caller, and none of a step before. */
export async function spend(tx: Tx, accountId: string, step: number, now: Date): Promise<boolean> {
	const rows = await tx.rows(sql`
		update access.totps set last_step = ${step}, tries = 0, confirmed_at = coalesce(confirmed_at, ${now})
		where account_id = ${accountId} and last_step < ${step} returning 1`);
	return rows.length > 0;
}

export async function deleteTotp(tx: Tx, accountId: string): Promise<boolean> {
	return (await tx.rows(sql`delete from access.totps where account_id = ${accountId} returning 1`)).length > 0;
}
