import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { AsideReason, RecordKind, SentRecord } from "../contract.ts";

export type State = "received" | "needs_you" | "set_aside" | "let_go";
/** What is kept of a record. */
export type Kept = {
	id: string;
	state: State;
	reason: AsideReason | null;
	version: string | null;
	content: Buffer | null;
	sealed: Buffer | null;
};

export type Claim = { record: SentRecord; deviceId: string; content: Buffer; now: Date };

const columns = sql`r.id, r.state, r.reason, r.version, r.content, r.sealed`;

/** What became of these records of the account's, where they came before. */
export function readKept(read: Read, ids: readonly string[]): Promise<Kept[]> {
	return read.rows(sql`select ${columns} from notebook.records r
		where r.territory_id = ${read.actor.territoryId ?? null} and r.account_id = ${read.actor.accountId ?? null}
			and r.id = any(${[...ids]}::uuid[])`);
}

/**
 * Takes a record in as received, unless it is there already or records it builds on are not. Whoever sends the same
 * at the same time waits here until this one is kept or undone.
 */
export async function claim(
	tx: Tx,
	{ record, deviceId, content, now }: Claim,
	after: readonly string[],
): Promise<"claimed" | "there" | "early"> {
	const { actor } = tx;
	const [row] = await tx.rows<{ ready: boolean; claimed: boolean }>(sql`
		with before as (select count(*)::int as n from notebook.records b
			where b.territory_id = ${actor.territoryId} and b.account_id = ${actor.accountId} and b.id = any(${[...after]}::uuid[])),
		claimed as (
			insert into notebook.records (territory_id, id, account_id, device_id, seq, kind, said_at, received_at, state, content)
			select ${actor.territoryId}, ${record.id}, ${actor.accountId}, ${deviceId}, ${record.seq}::int, ${record.kind},
				${record.at}::timestamptz, ${now}::timestamptz, 'received', ${content}
			from before where n = ${after.length}
			on conflict do nothing returning id)
		select n = ${after.length} as ready, exists (select from claimed) as claimed from before`);
	if (row?.claimed) return "claimed";
	return row?.ready ? "there" : "early";
}

/** Takes several records in as received, but those that are there already; answers which it took in. */
export async function claimAll(tx: Tx, claims: readonly Claim[]): Promise<Set<string>> {
	const { actor } = tx;
	const records = claims.map(({ record }) => record);
	// In one order, so that whoever sends the same at the same time waits, and nobody waits for each other.
	const rows = await tx.rows<{ id: string }>(sql`
		insert into notebook.records (territory_id, id, account_id, device_id, seq, kind, said_at, received_at, state, content)
		select ${actor.territoryId}, x.id, ${actor.accountId}, x.device, x.seq, x.kind, x.said, x.now, 'received', x.content
		from unnest(${records.map(({ id }) => id)}::uuid[], ${claims.map((one) => one.deviceId)}::uuid[],
			${records.map(({ seq }) => seq)}::int[], ${records.map(({ kind }) => kind)}::text[], ${records.map(({ at }) => at)}::timestamptz[],
			${claims.map((one) => one.now.toISOString())}::timestamptz[], ${claims.map((one) => one.content)}::bytea[])
			as x(id, device, seq, kind, said, now, content)
		order by x.id on conflict do nothing returning id`);
	return new Set(rows.map(({ id }) => id));
}

/** The versions of records that were taken in just now. */
export async function settleAll(tx: Tx, versions: ReadonlyMap<string, string>): Promise<void> {
	if (versions.size === 0) return;
	await tx.rows(sql`update notebook.records r set version = x.version
		from unnest(${[...versions.keys()]}::uuid[], ${[...versions.values()]}::text[]) as x(id, version)
		where r.territory_id = ${tx.actor.territoryId} and r.id = x.id`);
}

/** What became of a record that was just taken in. */
export async function settle(
	tx: Tx,
	id: string,
	{ state, reason = null, version = null, people = [], sealed = null }: Settled,
): Promise<void> {
	await tx.rows(sql`update notebook.records set state = ${state}, reason = ${reason}, version = ${version},
			people = ${[...people]}::uuid[], sealed = ${sealed}
		where territory_id = ${tx.actor.territoryId} and id = ${id}`);
}

export type Settled = {
	state: State;
	reason?: AsideReason | null;
	version?: string | null;
	people?: readonly string[];
	sealed?: Buffer | null;
};

export type AsideRow = {
	id: string;
	kind: RecordKind;
	reason: AsideReason;
	deviceName: string | null;
	saidAt: Date;
	receivedAt: Date;
	sealed: Buffer;
};

const aside = sql`select r.id, r.kind, r.reason, r.said_at as "saidAt", r.received_at as "receivedAt", r.sealed,
	(select d.name from notebook.devices d where d.territory_id = r.territory_id and d.id = r.device_id) as "deviceName"
	from notebook.records r`;

/** The account's records that were set aside, as they came; at most 100. */
export function readAside(read: Read): Promise<AsideRow[]> {
	return read.rows(sql`${aside} where r.territory_id = ${read.actor.territoryId ?? null}
		and r.account_id = ${read.actor.accountId ?? null} and r.state = 'set_aside' order by r.received_at, r.seq, r.id limit 100`);
}

/** One of them, held until the transaction ends. */
export async function holdAside(tx: Tx, id: string): Promise<AsideRow | undefined> {
	const [row] = await tx.rows<AsideRow>(sql`${aside} where r.territory_id = ${tx.actor.territoryId ?? null}
		and r.account_id = ${tx.actor.accountId ?? null} and r.id = ${id} and r.state = 'set_aside' for update of r`);
	return row;
}
