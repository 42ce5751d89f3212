import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";

/** The sealed address of an account; undefined where it has none. */
export async function readAddress(read: Read, accountId: string): Promise<Buffer | undefined> {
	const rows = await read.rows<{ email: Buffer }>(sql`
		select email_sealed as email from access.addresses where account_id = ${accountId}`);
	return rows[0]?.email;
}

/** Writes the name wherever it stands: on the account, and on its roles, where colleagues read it. */
export async function writeName(tx: Tx, accountId: string, name: string): Promise<void> {
	await tx.rows(sql`
		with named as (update access.accounts set name = ${name} where id = ${accountId})
		update access.assignments set name = ${name} where account_id = ${accountId}`);
}

/** Writes the address. PostgreSQL refuses one that is somebody else's (23505). */
export async function writeAddress(tx: Tx, accountId: string, email: { sealed: Buffer; blind: Buffer }): Promise<void> {
	await tx.rows(sql`
		insert into access.addresses (account_id, email_sealed, email_blind)
		values (${accountId}, ${email.sealed}, ${email.blind})
		on conflict (account_id) do update set email_sealed = excluded.email_sealed, email_blind = excluded.email_blind`);
}
