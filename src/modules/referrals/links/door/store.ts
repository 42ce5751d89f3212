import { sql } from "kysely";
import type { Id } from "../../../../core/ids.ts";
import type { Read, Tx } from "../../../../db/database.ts";

export type LinkRow = {
	id: Id<"referral-link">;
	territoryId: Id<"territory">;
	neighbourhoodId: Id<"neighbourhood">;
	referralId: Id<"referral">;
	deskId: Id<"desk">;
	deskName: string;
	tries: number;
	code: Buffer;
	session: Buffer | null;
	sessionUntil: Date | null;
	expiresAt: Date;
	endedAt: Date | null;
	/** Whom to phone when the link does not open. */
	name: string;
	slug: string;
	phone: string;
};

/** The link of a token with its desk and its neighbourhood, in one statement. */
export async function readLink(read: Read, hash: Buffer): Promise<LinkRow | undefined> {
	const rows = await read.rows<LinkRow>(sql`
		select l.id, l.territory_id as "territoryId", l.neighbourhood_id as "neighbourhoodId", l.referral_id as "referralId",
			l.desk_id as "deskId", d.name as "deskName", l.tries, l.code_hash as code, l.session_hash as session,
			l.session_until as "sessionUntil", l.expires_at as "expiresAt", l.ended_at as "endedAt", n.name, n.slug, n.phone
		from referrals.links l
		join referrals.desks d on d.territory_id = l.territory_id and d.id = l.desk_id
		join programme.neighbourhoods n on n.id = l.neighbourhood_id
		where l.token_hash = ${hash}`);
	return rows[0];
}

/** Counts one more code before it is looked at; undefined where no more are taken. */
export async function countTry(tx: Tx, hash: Buffer, most: number, at: Date): Promise<{ tries: number } | undefined> {
	const rows = await tx.rows<{ tries: number }>(sql`update referrals.links set tries = tries + 1
		where token_hash = ${hash} and tries < ${most} and ended_at is null and expires_at > ${at} returning tries`);
	return rows[0];
}

/** The code was right: a session begins, and wrong codes are counted anew. False where the link ended meanwhile. */
export async function beginSession(tx: Tx, hash: Buffer, session: Buffer, at: Date, until: Date): Promise<boolean> {
	const rows = await tx.rows(sql`
		update referrals.links set tries = 0, session_hash = ${session}, session_until = ${until}, opened_at = coalesce(opened_at, ${at})
		where token_hash = ${hash} and ended_at is null and expires_at > ${at} returning id`);
	return rows.length > 0;
}

/** Ends the session, or the link itself. */
export async function close(tx: Tx, hash: Buffer, endedAt: Date | null): Promise<void> {
	await tx.rows(sql`update referrals.links set session_hash = null, session_until = null, ended_at = coalesce(ended_at, ${endedAt})
		where token_hash = ${hash}`);
}
