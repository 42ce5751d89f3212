import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { Returned } from "./contract.ts";

export type SealedMail = {
	id: string;
	/** Whose key seals it; nobody's for a letter to nobody here. */
	accountId: string | null;
	recipient: Buffer;
	subject: Buffer;
	body: Buffer;
	unsubscribe: Buffer | null;
	createdAt: Date;
	sentAt: Date | null;
	tries: number;
};

export type NewMail = Omit<SealedMail, "sentAt" | "tries"> & {
	reachId: string | null;
	until: Date | null;
	territoryId: string | null;
	neighbourhoodId: string | null;
};

/** False where there is a letter with this id. */
export async function writeMail(tx: Tx, mail: NewMail): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into access.mails (id, account_id, reach_id, recipient_sealed, subject_sealed, body_sealed, unsubscribe_sealed,
			created_at, until, territory_id, neighbourhood_id)
		values (${mail.id}, ${mail.accountId}, ${mail.reachId}, ${mail.recipient}, ${mail.subject}, ${mail.body}, ${mail.unsubscribe},
			${mail.createdAt}, ${mail.until}, ${mail.territoryId}, ${mail.neighbourhoodId})
		on conflict (id) do nothing returning id`);
	return made.length > 0;
}

const mailColumns = sql`id, account_id as "accountId", recipient_sealed as recipient, subject_sealed as subject, body_sealed as body,
	unsubscribe_sealed as unsubscribe, created_at as "createdAt", sent_at as "sentAt", tries`;

/** A letter that waits, held until the transaction ends; undefined where another holds it, or nothing is to be sent. */
export async function lockMail(tx: Tx, id: string, now: Date): Promise<SealedMail | undefined> {
	const rows = await tx.rows<SealedMail>(sql`
		select ${mailColumns} from access.mails where id = ${id} and sent_at is null and failed_at is null
			and (until is null or until > ${now}) for update skip locked`);
	return rows[0];
}

/** Letters whose time has come, the longest waiting first, written after an instant; those held wait for somebody. */
export async function readDue(read: Read, now: Date, since: Date, limit: number): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`
		select id from access.mails where sent_at is null and failed_at is null and held_at is null
			and coalesce(next_at, created_at) <= ${now} and created_at > ${since} and (until is null or until > ${now})
		order by coalesce(next_at, created_at) limit ${limit}`);
	return rows.map((row) => row.id);
}

/** Which of these ids are letters. */
export async function readKnown(read: Read, ids: readonly string[]): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`select id from access.mails where id = any(${[...ids]}::uuid[])`);
	return rows.map((row) => row.id);
}

export function readMails(read: Read): Promise<SealedMail[]> {
	return read.rows(sql`select ${mailColumns} from access.mails order by created_at desc limit 20`);
}

export async function markSent(tx: Tx, id: string, now: Date): Promise<void> {
	await tx.rows(sql`update access.mails set sent_at = ${now}, next_at = null, held_at = null where id = ${id}`);
}

export async function markLater(tx: Tx, id: string, at: Date): Promise<void> {
	await tx.rows(sql`update access.mails set tries = tries + 1, next_at = ${at}, held_at = null where id = ${id}`);
}

export async function markFailed(tx: Tx, id: string, code: string, now: Date): Promise<void> {
	await tx.rows(sql`
		update access.mails set tries = tries + 1, next_at = null, failed_at = ${now}, failed_code = ${code} where id = ${id}`);
}

/** What came back in a neighbourhood and nobody has seen yet, the latest first; at most a hundred. */
export function readReturned(read: Read, neighbourhoodId: string): Promise<Returned[]> {
	return read.rows(sql`
		select id, account_id as "accountId", reach_id as "reachId", failed_at as "failedAt", failed_code as code from access.mails
		where neighbourhood_id = ${neighbourhoodId} and failed_at is not null and told_at is null
		order by failed_at desc, id limit 100`);
}

export async function markTold(tx: Tx, neighbourhoodId: string, id: string, now: Date): Promise<boolean> {
	const rows = await tx.rows(sql`
		update access.mails set told_at = coalesce(told_at, ${now})
		where id = ${id} and neighbourhood_id = ${neighbourhoodId} and failed_at is not null returning id`);
	return rows.length > 0;
}

export async function deleteOfReaches(tx: Tx, reachIds: readonly string[]): Promise<void> {
	await tx.rows(sql`delete from access.mails where reach_id = any(${[...reachIds]}::uuid[])`);
}

/** Deletes letters sent, given up or out of time before an instant, at most a thousand. Gives which. */
export function deleteEndedBefore(tx: Tx, before: Date): Promise<{ id: string }[]> {
	return tx.rows(sql`delete from access.mails where id in
		(select id from access.mails where least(sent_at, failed_at, until) < ${before} limit 1000) returning id`);
}
