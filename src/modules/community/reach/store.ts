import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Language } from "../../../ui/words.ts";
import type { ContactKind } from "./contract.ts";

export type NewRow = {
	id: string;
	neighbourhoodId: string;
	givenName: string;
	kind: ContactKind;
	sealed: Buffer;
	language: Language;
	at: Date;
	expiresOn: Day;
	keptUntil: Day;
	confirmedBy: string | undefined;
};

/** False where a row with this id is there already. */
export async function insertReach(tx: Tx, r: NewRow): Promise<boolean> {
	const seen = r.confirmedBy !== undefined;
	const made = await tx.rows(sql`
		insert into community.reaches (territory_id, id, neighbourhood_id, given_name, contact_kind, contact_sealed, language,
			left_at, expires_on, kept_until, confirmed_at, confirmed_how, confirmed_by)
		values (${tx.actor.territoryId}, ${r.id}, ${r.neighbourhoodId}, ${r.givenName}, ${r.kind}, ${r.sealed}, ${r.language},
			${r.at}, ${r.expiresOn}, ${r.keptUntil}, ${seen ? r.at : null}, ${seen ? "desk" : null}, ${r.confirmedBy ?? null})
		on conflict do nothing returning id`);
	return made.length > 0;
}

export type ReachRow = {
	id: string;
	neighbourhoodId: string;
	givenName: string;
	kind: ContactKind;
	sealed: Buffer;
	language: Language;
	leftAt: Date;
	confirmedAt: Date | null;
	codesSent: number;
};

const columns = sql`id, neighbourhood_id as "neighbourhoodId", given_name as "givenName", contact_kind as kind,
	contact_sealed as sealed, language, left_at as "leftAt", confirmed_at as "confirmedAt", codes_sent as "codesSent"`;

export function readReaches(read: Read, ids: readonly string[]): Promise<ReachRow[]> {
	return read.rows(sql`
		select ${columns} from community.reaches
		where territory_id = ${read.actor.territoryId ?? null} and id = any(${[...ids]}::uuid[])`);
}

const mostWaiting = 100;

/** Those of a neighbourhood that nobody has confirmed yet and that nobody else entered, the oldest first; at most 100. */
export function readUnconfirmed(read: Read, neighbourhoodId: string): Promise<ReachRow[]> {
	return read.rows(sql`
		select ${columns} from community.reaches
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId} and confirmed_at is null
			and not exists (select from community.behalf b where b.territory_id = reaches.territory_id and b.reach_id = reaches.id)
		order by left_at, id limit ${mostWaiting}`);
}

/** Puts a new code in the place of the one before, once more than `codesSent`; false where another was sent meanwhile. */
export async function writeCode(
	tx: Tx,
	code: { reachId: string; codesSent: number; hash: Buffer; until: Date },
): Promise<boolean> {
	const written = await tx.rows(sql`
		update community.reaches set code_hash = ${code.hash}, code_tries = 0, codes_sent = codes_sent + 1, code_until = ${code.until}
		where territory_id = ${tx.actor.territoryId} and id = ${code.reachId} and codes_sent = ${code.codesSent}
			and confirmed_at is null
		returning id`);
	return written.length > 0;
}

/** Counts one try, also where many come at once, and says what the right one hashes to; undefined where no code is good. */
export async function countTry(tx: Tx, id: string, mostTries: number, now: Date): Promise<Buffer | undefined> {
	const rows = await tx.rows<{ hash: Buffer }>(sql`
		update community.reaches set code_tries = code_tries + 1
		where territory_id = ${tx.actor.territoryId} and id = ${id} and code_hash is not null and code_until > ${now}
			and code_tries < ${mostTries}
		returning code_hash as hash`);
	return rows[0]?.hash;
}

/** Confirms by a code, which is spent with it: at most one caller. */
export async function confirmByHash(tx: Tx, id: string, hash: Buffer, now: Date): Promise<string | undefined> {
	const rows = await tx.rows<{ neighbourhoodId: string }>(sql`
		update community.reaches set confirmed_at = ${now}, confirmed_how = 'code', code_hash = null
		where territory_id = ${tx.actor.territoryId} and id = ${id} and code_hash = ${hash} and confirmed_at is null
		returning neighbourhood_id as "neighbourhoodId"`);
	return rows[0]?.neighbourhoodId;
}

/** Confirms at the desk; undefined where it is confirmed, or out of sight. */
export async function confirmBySeeing(tx: Tx, id: string, now: Date): Promise<string | undefined> {
	const rows = await tx.rows<{ neighbourhoodId: string }>(sql`
		update community.reaches set confirmed_at = ${now}, confirmed_how = 'desk', confirmed_by = ${tx.actor.accountId ?? null}
		where territory_id = ${tx.actor.territoryId} and id = ${id} and confirmed_at is null
		returning neighbourhood_id as "neighbourhoodId"`);
	return rows[0]?.neighbourhoodId;
}

/** As before the desk confirmed it; false where it was not the desk. */
export async function unconfirm(tx: Tx, id: string): Promise<boolean> {
	const rows = await tx.rows(sql`
		update community.reaches set confirmed_at = null, confirmed_how = null, confirmed_by = null
		where territory_id = ${tx.actor.territoryId} and id = ${id} and confirmed_how = 'desk' returning id`);
	return rows.length > 0;
}

export async function writeKept(tx: Tx, id: string, until: Day): Promise<void> {
	await tx.rows(sql`
		update community.reaches set kept_until = greatest(kept_until, ${until}::date)
		where territory_id = ${tx.actor.territoryId} and id = ${id}`);
}

export async function writeEnd(tx: Tx, id: string, on: Day): Promise<void> {
	await tx.rows(sql`
		update community.reaches set kept_until = least(kept_until, ${on}::date)
		where territory_id = ${tx.actor.territoryId} and id = ${id}`);
}

export async function deleteReach(tx: Tx, id: string): Promise<void> {
	await tx.rows(sql`delete from community.reaches where territory_id = ${tx.actor.territoryId} and id = ${id}`);
}

/** Deletes what was never confirmed in time, and what is no longer needed; says which. */
export async function deleteEnded(tx: Tx, today: Day): Promise<string[]> {
	const rows = await tx.rows<{ id: string }>(sql`
		delete from community.reaches where territory_id = ${tx.actor.territoryId}
			and (case when confirmed_at is null then expires_on else kept_until end) < ${today}::date
		returning id`);
	return rows.map((row) => row.id);
}

/** Those whose time is over, before they go. */
export async function readEnded(read: Read, today: Day): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`
		select id from community.reaches where territory_id = ${read.actor.territoryId ?? null}
			and (case when confirmed_at is null then expires_on else kept_until end) < ${today}::date
		order by id limit 1000`);
	return rows.map((row) => row.id);
}
