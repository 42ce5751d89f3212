import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";

export type NewLink = {
	id: string;
	requestId: string;
	token: Buffer;
	code: Buffer;
	neighbourhoodId: string;
	referralId: string;
	round: number;
	deskId: string;
	at: Date;
	expiresAt: Date;
};

/** Writes a link, in the name of whoever lends the transaction. */
export async function insertLink(tx: Tx, l: NewLink): Promise<void> {
	await tx.rows(sql`
		insert into referrals.links (token_hash, id, request_id, territory_id, neighbourhood_id, referral_id, round, desk_id, code_hash, made_by,
			made_at, expires_at)
		values (${l.token}, ${l.id}, ${l.requestId}, ${tx.actor.territoryId}, ${l.neighbourhoodId}, ${l.referralId}, ${l.round}, ${l.deskId},
			${l.code}, ${tx.actor.accountId}, ${l.at}, ${l.expiresAt})`);
}

/** Whose link a request made before. */
export async function referralOfRequest(read: Read, requestId: string): Promise<string | undefined> {
	const rows = await read.rows<{ id: string }>(sql`select referral_id as id from referrals.links
		where territory_id = ${read.actor.territoryId ?? null} and request_id = ${requestId}`);
	return rows[0]?.id;
}

export type LinkRow = {
	id: string;
	madeAt: Date;
	expiresAt: Date;
	openedAt: Date | null;
	endedAt: Date | null;
	tries: number;
	deskName: string;
};

/** The latest link of a referral. */
export async function latestLink(read: Read, referralId: string): Promise<LinkRow | undefined> {
	const rows = await read.rows<LinkRow>(sql`
		select l.id, l.made_at as "madeAt", l.expires_at as "expiresAt", l.opened_at as "openedAt", l.ended_at as "endedAt", l.tries,
			d.name as "deskName"
		from referrals.links l join referrals.desks d on d.territory_id = l.territory_id and d.id = l.desk_id
		where l.territory_id = ${read.actor.territoryId ?? null} and l.referral_id = ${referralId}
		order by l.made_at desc, l.id desc limit 1`);
	return rows[0];
}

export type Ended = { id: string; referralId: string; neighbourhoodId: string };

/** Ends the links of a referral that have not ended: they are worth nothing from now on. */
export function endLinks(tx: Tx, referralId: string, at: Date): Promise<Ended[]> {
	return tx.rows(sql`update referrals.links set ended_at = ${at}, session_hash = null, session_until = null
		where territory_id = ${tx.actor.territoryId ?? null} and referral_id = ${referralId} and ended_at is null
		returning id, referral_id as "referralId", neighbourhood_id as "neighbourhoodId"`);
}

/** Ends the links of a territory that ran out. */
export function endExpired(tx: Tx, at: Date): Promise<Ended[]> {
	return tx.rows(sql`update referrals.links set ended_at = ${at}, session_hash = null, session_until = null
		where territory_id = ${tx.actor.territoryId ?? null} and expires_at <= ${at} and ended_at is null
		returning id, referral_id as "referralId", neighbourhood_id as "neighbourhoodId"`);
}
