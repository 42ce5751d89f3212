import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { ChainEnd } from "./contract.ts";
import type { Link, Sealable } from "./rules.ts";

/** An entry of the trail as it is sealed. */
export const sealable = sql`a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, a.actor_id as "actorId", a.role,
	a.territory_id as "territoryId", a.neighbourhood_id as "neighbourhoodId", a.verb, a.kind, a.record_id as "recordId", a.fields`;

/** Whoever writes an entry ends within the hour: what is older and has no link was put there past the trail. */
const sealedWithin = sql`interval '1 hour'`;

/** Whoever seals, and whoever empties what is sealed, waits for the other. */
export const sealingLock = sql`select pg_advisory_xact_lock(20170506)`;

/** Every question after this sees the same: an erasure that ends in between is seen whole, or not at all. First of a transaction. */
export const asOfNow = sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;

/** What erasures emptied, as the entries that say so name it. */
export async function emptiedMarks(read: Read): Promise<string[]> {
	const rows = await read.rows<{ mark: string }>(
		sql`select unnest(a.fields) as mark from access.audit a where a.verb = 'emptyEntries'`,
	);
	return rows.map(({ mark }) => mark);
}

/** What is older than this and has no link stays without one; said once for all that is sealed together. */
export async function sealedBefore(read: Read): Promise<string> {
	const rows = await read.rows<{ since: string }>(
		sql`select coalesce(max(sealed_at) - ${sealedWithin}, '-infinity')::text as since from access.audit_links`,
	);
	return rows[0]!.since;
}

/** Entries after an instant without a link, in their order. */
export function unsealed(read: Read, since: string, limit: number): Promise<Sealable[]> {
	return read.rows(sql`select ${sealable} from access.audit a
		where a.at > ${since}::timestamptz and not exists (select from access.audit_links l where l.entry_id = a.id)
		order by a.at, a.id limit ${limit}`);
}

/** Entries that ought to have been sealed long ago, and were not: at most `limit`. */
export function pastTheTrail(read: Read, limit: number): Promise<Sealable[]> {
	return read.rows(sql`select ${sealable} from access.audit a
		where a.at <= (select max(sealed_at) from access.audit_links) - ${sealedWithin}
			and not exists (select from access.audit_links l where l.entry_id = a.id)
		order by a.at, a.id limit ${limit}`);
}

/** How many entries have no link: those of the last minute, or what nobody has sealed yet. */
export async function countUnsealed(read: Read): Promise<number> {
	const rows = await read.rows<{ n: number }>(sql`select count(*) as n from access.audit a
		where not exists (select from access.audit_links l where l.entry_id = a.id)`);
	return rows[0]!.n;
}

/** The last link of every chain: of each the index's first row from behind. */
export function ends(read: Read): Promise<(ChainEnd & { sealedAt: Date })[]> {
	return read.rows(sql`with recursive chains as (
			(select chain from access.audit_links order by chain limit 1)
			union all select (select l.chain from access.audit_links l where l.chain > c.chain order by l.chain limit 1)
			from chains c where c.chain is not null)
		select e.chain, e.position, encode(e.hash, 'hex') as hash, e.sealed_at as "sealedAt" from chains c
		cross join lateral (select * from access.audit_links l where l.chain = c.chain order by l.position desc limit 1) e
		where c.chain is not null order by e.chain`);
}

export async function insertLinks(tx: Tx, links: readonly Link[]): Promise<void> {
	const column = <Name extends keyof Link>(name: Name) => links.map((link) => link[name]);
	await tx.rows(sql`insert into access.audit_links (chain, position, entry_id, salt, commitment, hash, sealed_at)
		select chain, position, entry_id, salt, commitment, hash, now() from unnest(${column("chain")}::uuid[], ${column("position")}::bigint[],
			${column("entryId")}::uuid[], ${column("salt")}::bytea[], ${column("commitment")}::bytea[], ${column("hash")}::bytea[])
			as l (chain, position, entry_id, salt, commitment, hash)`);
}

type Flat = Link & Sealable & { found: boolean };

/** Links of one chain from after a position, each with its entry as it is now. */
export async function linksAfter(
	read: Read,
	chain: string,
	position: number,
	limit: number,
): Promise<(Link & { entry: Sealable | null })[]> {
	const rows =
		await read.rows<Flat>(sql`select l.chain, l.position, l.entry_id as "entryId", l.salt, l.commitment, l.hash,
			a.id is not null as found, ${sealable}
		from access.audit_links l left join access.audit a on a.id = l.entry_id
		where l.chain = ${chain} and l.position > ${position} order by l.position limit ${limit}`);
	return rows.map(({ chain, position, entryId, salt, commitment, hash, found, ...entry }) => ({
		chain,
		position,
		entryId,
		salt,
		commitment,
		hash,
		entry: found ? entry : null,
	}));
}
