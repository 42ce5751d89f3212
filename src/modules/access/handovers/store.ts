import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Handed, Handover, Receiver } from "./contract.ts";

const columns = sql`h.id, h.giver_id as giver, h.receiver_id as receiver, h.because, h.back_on::text as "backOn", h.words,
	h.recorded_by as "recordedBy", to_json(h.recorded_at) #>> '{}' as "recordedAt", to_json(h.ended_at) #>> '{}' as "endedAt"`;

type Row = Omit<Handover, "recordedAt" | "endedAt"> & { recordedAt: Date; hash: Buffer };

/** Writes a handover and what it holds; false when its id is there already. */
export async function insertHandover(tx: Tx, h: Row): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into access.handovers (territory_id, id, giver_id, receiver_id, because, back_on, words, recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${h.id}, ${h.giver}, ${h.receiver}, ${h.because}, ${h.backOn}, ${h.words}, ${h.recordedBy},
			${h.recordedAt}, ${h.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

export async function insertHanded(
	tx: Tx,
	h: Pick<Row, "id" | "giver" | "receiver">,
	items: readonly Handed[],
): Promise<void> {
	await tx.rows(sql`
		insert into access.handed_over (territory_id, handover_id, kind, record_id, neighbourhood_id, giver_id, receiver_id, had_it_too)
		select ${tx.actor.territoryId}, ${h.id}, x.kind, x.id, x."neighbourhoodId", ${h.giver}, ${h.receiver}, coalesce(x."hadItToo", false)
		from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as x(kind text, id uuid, "neighbourhoodId" uuid, "hadItToo" boolean)`);
}

export async function readHandover(
	read: Read,
	id: string,
	lock = false,
): Promise<(Handover & { hash: Buffer; items: (Handed & { returned: boolean })[] }) | undefined> {
	const rows = await read.rows<Handover & { hash: Buffer; items: (Handed & { returned: boolean })[] }>(sql`
		select ${columns}, h.request_hash as hash, (select coalesce(json_agg(json_build_object('kind', i.kind, 'id', i.record_id,
				'neighbourhoodId', i.neighbourhood_id, 'hadItToo', i.had_it_too, 'returned', i.returned_at is not null)
				order by i.kind, i.record_id), '[]')
			from access.handed_over i where i.territory_id = h.territory_id and i.handover_id = h.id) as items
		from access.handovers h where h.territory_id = ${read.actor.territoryId ?? null} and h.id = ${id}
		${lock ? sql`for update of h` : sql``}`);
	return rows[0];
}

/** Handovers the actor sees, the latest first; of one account, given or received, where one is named. */
export function readHandovers(read: Read, account: string | undefined, most: number): Promise<Handover[]> {
	const its = account ? sql`and (h.giver_id = ${account} or h.receiver_id = ${account})` : sql``;
	return read.rows(sql`select ${columns} from access.handovers h
		where h.territory_id = ${read.actor.territoryId ?? null} ${its} order by h.recorded_at desc, h.id desc limit ${most}`);
}

/** What somebody was given since a moment and has not given back, the latest first. */
export function readReceived(read: Read, account: string, since: Date): Promise<Handover[]> {
	return read.rows(sql`select ${columns} from access.handovers h
		where h.territory_id = ${read.actor.territoryId ?? null} and h.receiver_id = ${account} and h.ended_at is null
			and h.recorded_at > ${since} order by h.recorded_at desc, h.id desc limit 5`);
}

export async function endHandover(tx: Tx, id: string, items: readonly Handed[], now: Date): Promise<void> {
	await tx.rows(
		sql`update access.handovers set ended_at = ${now} where territory_id = ${tx.actor.territoryId} and id = ${id}`,
	);
	await tx.rows(sql`
		update access.handed_over i set returned_at = ${now}
		from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as x(kind text, id uuid)
		where i.territory_id = ${tx.actor.territoryId} and i.handover_id = ${id} and i.kind = x.kind and i.record_id = x.id`);
}

/** Who works in the territory on a day and can be given work, by name; at most 200. */
export function readReceivers(read: Read, on: Day): Promise<Receiver[]> {
	return read.rows(sql`
		select g.account_id as id, g.name, case when bool_or(g.role = 'coordinator') then null
			else array_agg(distinct g.neighbourhood_id) end as "neighbourhoodIds",
			coalesce(array_agg(distinct g.neighbourhood_id) filter (where g.role = 'facilitator'), '{}') as facilitates
		from access.assignments g
		where g.territory_id = ${read.actor.territoryId ?? null} and g.role in ('facilitator', 'coordinator')
			and g.since <= ${on} and (g.until is null or g.until >= ${on})
		group by g.account_id, g.name order by g.name, g.account_id limit 200`);
}

/**
 * Whether an account works in a row's neighbourhood on a day, or, where active citizens count too, is active in its
 * territory; `account`, `territory` and `neighbourhood` are columns of the row.
 */
export function worksThere(
	account: RawBuilder<unknown>,
	row: { territory: RawBuilder<unknown>; neighbourhood: RawBuilder<unknown> },
	on: Day,
	citizensToo = false,
): RawBuilder<unknown> {
	return sql`exists (select from access.assignments g where g.account_id = ${account} and g.territory_id = ${row.territory}
		and (g.role = 'coordinator' or (g.role = 'facilitator' and g.neighbourhood_id = ${row.neighbourhood})
			${citizensToo ? sql`or g.role = 'citizen'` : sql``})
		and g.since <= ${on} and (g.until is null or g.until >= ${on}))`;
}
