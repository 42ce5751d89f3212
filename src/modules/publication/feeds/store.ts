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

/** One address a space: the new one takes the place of the old. */
export async function writeSpaceLink(
	tx: Tx,
	link: { spaceId: string; neighbourhoodId: string; hash: Buffer; at: Date },
): Promise<void> {
	const { territoryId, accountId } = tx.actor;
	await tx.rows(sql`
		insert into publication.space_links (territory_id, space_id, neighbourhood_id, token_hash, made_at, made_by)
		values (${territoryId}, ${link.spaceId}, ${link.neighbourhoodId}, ${link.hash}, ${link.at}, ${accountId})
		on conflict (territory_id, space_id) do update set token_hash = excluded.token_hash, made_at = excluded.made_at,
			made_by = excluded.made_by`);
}

/** False where there was none. */
export async function deleteSpaceLink(tx: Tx, spaceId: string): Promise<boolean> {
	const gone = await tx.rows(sql`delete from publication.space_links
		where territory_id = ${tx.actor.territoryId} and space_id = ${spaceId} returning space_id`);
	return gone.length > 0;
}

export async function readSpaceLink(read: Read, spaceId: string): Promise<{ hash: Buffer; madeAt: Date } | undefined> {
	const [row] = await read.rows<{ hash: Buffer; madeAt: Date }>(sql`
		select token_hash as hash, made_at as "madeAt" from publication.space_links
		where territory_id = ${read.actor.territoryId} and space_id = ${spaceId}`);
	return row;
}
