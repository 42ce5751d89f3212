import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import type { OpenSession } from "./contract.ts";

/** The open sessions of an account, the one used last first. */
export function readOpen(
	read: Read,
	accountId: string,
	tokenHash: Buffer,
	{ clock, idleMinutes }: Pick<Ground, "clock" | "idleMinutes">,
): Promise<OpenSession[]> {
	const now = clock();
	return read.rows(sql`
		select id, created_at as "createdAt", seen_at as "seenAt", device, token_hash = ${tokenHash} as "isThis"
		from access.sessions where account_id = ${accountId} and ended_at is null and expires_at > ${now}
			and (idle_minutes is null or seen_at + idle_minutes * interval '1 minute' > ${now})
			and (role in ('resident', 'citizen') or (seen_at + ${idleMinutes ?? null}::int * interval '1 minute' > ${now}) is not false)
		order by seen_at desc, id limit 50`);
}

export async function endOne(tx: Tx, accountId: string, id: string, now: Date): Promise<boolean> {
	const ended = await tx.rows(sql`
		update access.sessions set ended_at = ${now}
		where account_id = ${accountId} and id = ${id} and ended_at is null returning 1`);
	return ended.length > 0;
}

export async function endAllBut(tx: Tx, accountId: string, tokenHash: Buffer, now: Date): Promise<void> {
	await tx.rows(sql`
		update access.sessions set ended_at = ${now}
		where account_id = ${accountId} and token_hash <> ${tokenHash} and ended_at is null`);
}

export async function writeSeen(tx: Tx, tokenHash: Buffer, now: Date): Promise<void> {
	await tx.rows(sql`
		update access.sessions set seen_at = ${now} where token_hash = ${tokenHash} and ended_at is null and seen_at < ${now}`);
}

export async function writeIdle(tx: Tx, tokenHash: Buffer, minutes: number | null, now: Date): Promise<void> {
	await tx.rows(sql`
		update access.sessions set idle_minutes = ${minutes}, seen_at = ${now}
		where token_hash = ${tokenHash} and ended_at is null`);
}
