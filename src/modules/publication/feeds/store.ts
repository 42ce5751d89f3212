import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Read, Tx } from "../../../db/database.ts";

export type CalendarOwner = { accountId: Id<"account">; territoryId: Id<"territory">; personId: Id<"party"> | null };

/** One address an account: the new one takes the place of the old. */
export async function writeLink(tx: Tx, accountId: string, hash: Buffer): Promise<void> {
	await tx.rows(sql`
		insert into publication.calendar_links (account_id, token_hash) values (${accountId}, ${hash})
		on conflict (account_id) do update set token_hash = excluded.token_hash, made_at = now()`);
}

/** False where there was none. */
export async function deleteLink(tx: Tx, accountId: string): Promise<boolean> {
	const gone = await tx.rows(
		sql`delete from publication.calendar_links where account_id = ${accountId} returning account_id`,
	);
	return gone.length > 0;
}

export async function readLink(read: Read, accountId: string): Promise<Date | undefined> {
	const [row] = await read.rows<{ madeAt: Date }>(
		sql`select made_at as "madeAt" from publication.calendar_links where account_id = ${accountId}`,
	);
	return row?.madeAt;
}

/** Whose address it is, while the account is open. Asked as the door. */
export async function readOwner(read: Read, hash: Buffer): Promise<CalendarOwner | undefined> {
	const [row] = await read.rows<CalendarOwner>(sql`
		select a.id as "accountId", a.person_territory_id as "territoryId", a.person_id as "personId"
		from publication.calendar_links l join access.accounts a on a.id = l.account_id
		where l.token_hash = ${hash} and a.closed_at is null and a.person_territory_id is not null`);
	return row;
}
