import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";

/** What an account can show who it is by. */
export async function readMeans(
	read: Read,
	accountId: string,
): Promise<{ passkeys: number; app: boolean; address: boolean }> {
	const rows = await read.rows<{ passkeys: number; app: boolean; address: boolean }>(sql`
		select (select count(*)::int from access.passkeys where account_id = ${accountId} and revoked_at is null) as passkeys,
			exists (select from access.totps where account_id = ${accountId} and confirmed_at is not null) as app,
			exists (select from access.addresses where account_id = ${accountId}) as address`);
	return rows[0]!;
}

/** When an open session of an account began. */
export async function readBeginning(read: Read, accountId: string, tokenHash: Buffer): Promise<Date | undefined> {
	const rows = await read.rows<{ at: Date }>(sql`
		select created_at as at from access.sessions
		where token_hash = ${tokenHash} and account_id = ${accountId} and ended_at is null`);
	return rows[0]?.at;
}

export async function countCodes(read: Read, accountId: string, since: Date): Promise<number> {
	const rows = await read.rows<{ n: number }>(sql`
		select count(*)::int as n from access.codes where account_id = ${accountId} and made_at > ${since}`);
	return rows[0]!.n;
}

/** Keeps a code in the place of any before it in this session, and forgets those of yesterday. */
export async function writeCode(
	tx: Tx,
	code: { id: string; accountId: string; sessionHash: Buffer; hash: Buffer; now: Date; expiresAt: Date },
): Promise<void> {
	const yesterday = new Date(code.now.getTime() - 86_400_000);
	await tx.rows(sql`
		with old as (delete from access.codes where made_at < ${yesterday}),
			before as (update access.codes set expires_at = least(expires_at, ${code.now}) where session_hash = ${code.sessionHash})
		insert into access.codes (id, account_id, session_hash, code_hash, made_at, expires_at)
		values (${code.id}, ${code.accountId}, ${code.sessionHash}, ${code.hash}, ${code.now}, ${code.expiresAt})`);
}

/**
 * Counts one try for the code of a session, also where many come at once, and says what the right one hashes to;
 * undefined where there is none, it is too old, used, or was tried too often.
 */
export async function countTry(
	tx: Tx,
	sessionHash: Buffer,
	mostTries: number,
	now: Date,
): Promise<{ id: string; hash: Buffer } | undefined> {
	const rows = await tx.rows<{ id: string; hash: Buffer }>(sql`
		update access.codes set tries = tries + 1 where session_hash = ${sessionHash} and expires_at > ${now}
			and used_at is null and tries < ${mostTries}
		returning id, code_hash as hash`);
	return rows[0];
}

/** Spends a code: at most one caller. */
export async function spendCode(tx: Tx, id: string, now: Date): Promise<boolean> {
	return (
		(await tx.rows(sql`update access.codes set used_at = ${now} where id = ${id} and used_at is null returning 1`))
			.length > 0
	);
}
