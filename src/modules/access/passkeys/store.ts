import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Assignment } from "../contract.ts";
import type { Passkey } from "./contract.ts";

export type Purpose = "sign-in" | "register" | "assurance";
export type Stored = { id: Id<"passkey">; accountId: Id<"account">; publicKey: Buffer; counter: number };

/** Keeps a challenge, and forgets those that nobody answered in time. */
export async function writeChallenge(
	tx: Tx,
	hash: Buffer,
	purpose: Purpose,
	accountId: string | null,
	now: Date,
	expiresAt: Date,
): Promise<void> {
	await tx.rows(sql`
		with old as (delete from access.challenges where expires_at <= ${now})
		insert into access.challenges (challenge_hash, purpose, account_id, expires_at)
		values (${hash}, ${purpose}, ${accountId}, ${expiresAt})`);
}

/** Takes a challenge away: at most one answer finds it. */
export async function takeChallenge(
	tx: Tx,
	hash: Buffer,
	purpose: Purpose,
	accountId: string | null,
	now: Date,
): Promise<boolean> {
	const taken = await tx.rows(sql`
		delete from access.challenges where challenge_hash = ${hash} and purpose = ${purpose}
			and account_id is not distinct from ${accountId}::uuid and expires_at > ${now} returning 1`);
	return taken.length > 0;
}

export async function readByCredential(read: Read, credentialId: Buffer): Promise<Stored | undefined> {
	const rows = await read.rows<Stored>(sql`
		select k.id, k.account_id as "accountId", k.public_key as "publicKey", k.counter from access.passkeys k
		join access.accounts a on a.id = k.account_id
		where k.credential_id = ${credentialId} and k.revoked_at is null and a.closed_at is null`);
	return rows[0];
}

/** Says that somebody came in. False where it was removed meanwhile, or another answer was counted first. */
export async function markUsed(tx: Tx, key: Stored, counter: number, today: Day): Promise<boolean> {
	const marked = await tx.rows(sql`
		update access.passkeys set counter = ${counter}, last_used_on = ${today}
		where id = ${key.id} and revoked_at is null and counter = ${key.counter} returning 1`);
	return marked.length > 0;
}

export function readPasskeys(read: Read, accountId: string): Promise<(Passkey & { credentialId: Buffer })[]> {
	return read.rows(sql`
		select id, name, created_at as "createdAt", last_used_on as "lastUsedOn", credential_id as "credentialId"
		from access.passkeys where account_id = ${accountId} and revoked_at is null order by created_at, id limit 50`);
}

export async function writePasskey(
	tx: Tx,
	key: Stored & { credentialId: Buffer; transports: readonly string[]; name: string; createdAt: Date },
): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into access.passkeys (id, account_id, credential_id, public_key, counter, transports, name, created_at)
		values (${key.id}, ${key.accountId}, ${key.credentialId}, ${key.publicKey}, ${key.counter}, ${[...key.transports]},
			${key.name}, ${key.createdAt})
		on conflict do nothing returning 1`);
	return made.length > 0;
}

export async function revoke(tx: Tx, id: string, accountId: string, now: Date): Promise<boolean> {
	const gone = await tx.rows(sql`
		update access.passkeys set revoked_at = ${now}
		where id = ${id} and account_id = ${accountId} and revoked_at is null returning 1`);
	return gone.length > 0;
}

export async function revokeAll(tx: Tx, accountId: string, now: Date): Promise<void> {
	await tx.rows(sql`
		update access.passkeys set revoked_at = ${now} where account_id = ${accountId} and revoked_at is null`);
}

/** Links that somebody may still hold are worth nothing any more. */
export async function spendLinks(tx: Tx, accountId: string, now: Date): Promise<void> {
	await tx.rows(sql`update access.links set used_at = ${now} where account_id = ${accountId} and used_at is null`);
}

/** The roles of an account that have not ended, also those still to begin. */
export function readHeld(read: Read, accountId: string, today: Day): Promise<Assignment[]> {
	return read.rows(sql`
		select role, territory_id as "territoryId", neighbourhood_id as "neighbourhoodId" from access.assignments
		where account_id = ${accountId} and (until is null or until >= ${today}) order by since, id limit 100`);
}

/** A session that was opened to register a passkey goes on as any other. */
export async function keepSession(tx: Tx, tokenHash: Buffer, expiresAt: Date): Promise<void> {
	await tx.rows(sql`
		update access.sessions set expires_at = greatest(expires_at, ${expiresAt})
		where token_hash = ${tokenHash} and account_id = ${tx.actor.accountId ?? null} and ended_at is null`);
}

export async function readAddress(
	read: Read,
	accountId: string,
): Promise<{ sealed: Buffer; language: string | null } | undefined> {
	const rows = await read.rows<{ sealed: Buffer; language: string | null }>(sql`
		select d.email_sealed as sealed, a.language from access.addresses d join access.accounts a on a.id = d.account_id
		where d.account_id = ${accountId}`);
	return rows[0];
}
