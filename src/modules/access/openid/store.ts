import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";

export type Stored = { name: string; issuer: string; clientId: string; secret: string };
type ProviderRow = Omit<Stored, "secret"> & { secretSealed: Buffer };

export async function readProvider(read: Read): Promise<ProviderRow | undefined> {
	const rows = await read.rows<ProviderRow>(sql`
		select name, issuer, client_id as "clientId", secret_sealed as "secretSealed" from access.openid_provider`);
	return rows[0];
}

export async function writeProvider(tx: Tx, { name, issuer, clientId, secretSealed }: ProviderRow, now: Date) {
	await tx.rows(sql`
		insert into access.openid_provider (name, issuer, client_id, secret_sealed, set_at)
		values (${name}, ${issuer}, ${clientId}, ${secretSealed}, ${now})
		on conflict (only_one) do update set name = excluded.name, issuer = excluded.issuer,
			client_id = excluded.client_id, secret_sealed = excluded.secret_sealed, set_at = excluded.set_at`);
}

export async function deleteProvider(tx: Tx): Promise<boolean> {
	return (await tx.rows(sql`delete from access.openid_provider returning 1`)).length > 0;
}

/** The account a subject lets into, marked as used today; none for a stranger, or where the account was closed. */
export async function useIdentity(tx: Tx, subject: Buffer, today: Day): Promise<Id<"account"> | undefined> {
	const rows = await tx.rows<{ accountId: Id<"account"> }>(sql`
		update access.identities i set last_used_on = ${today}::date from access.accounts a
		where i.subject_blind = ${subject} and a.id = i.account_id and a.closed_at is null
		returning i.account_id as "accountId"`);
	return rows[0]?.accountId;
}

/** Links a subject to an account, in place of the one before. False where it is another account's. */
export async function writeIdentity(
	tx: Tx,
	accountId: Id<"account">,
	{ sealed, blind }: { sealed: Buffer; blind: Buffer },
	now: Date,
): Promise<boolean> {
	const others = await tx.rows(sql`
		select 1 from access.identities where subject_blind = ${blind} and account_id <> ${accountId}`);
	if (others.length > 0) return false;
	await tx.rows(sql`
		insert into access.identities (account_id, subject_sealed, subject_blind, linked_at)
		values (${accountId}, ${sealed}, ${blind}, ${now})
		on conflict (account_id) do update set subject_sealed = excluded.subject_sealed,
			subject_blind = excluded.subject_blind, linked_at = excluded.linked_at`);
	return true;
}

export async function readIdentity(read: Read, accountId: string): Promise<{ linkedOn: Date } | undefined> {
	const rows = await read.rows<{ linkedOn: Date }>(sql`
		select linked_at as "linkedOn" from access.identities where account_id = ${accountId}`);
	return rows[0];
}

export async function deleteIdentity(tx: Tx, accountId: string): Promise<boolean> {
	return (await tx.rows(sql`delete from access.identities where account_id = ${accountId} returning 1`)).length > 0;
}
