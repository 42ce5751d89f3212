import { sql } from "kysely";
import type { Read, Tx } from "../../../../db/database.ts";

export type Outside = { sealed: Buffer; language: "it" | "de" | "en"; sentOn: string | null };

/** Undefined where the seal goes to nobody. */
export async function readOutside(read: Read): Promise<Outside | undefined> {
	const rows = await read.rows<Outside>(sql`select email_sealed as sealed, language, sent_on as "sentOn"
		from access.seal_outside where length(email_sealed) > 0`);
	return rows[0];
}

export async function writeOutside(tx: Tx, sealed: Buffer, language: string): Promise<void> {
	await tx.rows(sql`insert into access.seal_outside (email_sealed, language) values (${sealed}, ${language})
		on conflict (id) do update set email_sealed = excluded.email_sealed, language = excluded.language, sent_on = null`);
}

/** Gives whether it had not gone out that day. */
export async function markSent(tx: Tx, day: string): Promise<boolean> {
	const rows = await tx.rows(sql`update access.seal_outside set sent_on = ${day}
		where sent_on is distinct from ${day} returning id`);
	return rows.length === 1;
}
