import { sql } from "kysely";
import type { Id } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import type { Actor } from "../../db/actor.ts";
import type { Read, Tx } from "../../db/database.ts";
import type { ActLine, Moving } from "./contract.ts";

export type ActRow = {
	id: Id<"act">;
	hash: Buffer | null;
	neighbourhood_id: Id<"neighbourhood">;
	neighbourhood: string;
	giver_id: Id<"party">;
	receiver_id: Id<"party">;
	giver_label: string | null;
	receiver_label: string | null;
	receiver_kind: string | null;
	at: Date;
	day_only: boolean;
	what: string;
	minutes: number | null;
	moved_by: Moving;
	moved_by_act_id: Id<"act"> | null;
	recorded_by: Id<"account">;
	recorded_at: Date;
	answered_by: Id<"account"> | null;
	answered_at: Date | null;
};

const columns = sql`a.id, a.request_hash as hash, a.neighbourhood_id, n.slug as neighbourhood, a.giver_id, a.receiver_id,
	g.label as giver_label, r.label as receiver_label, r.kind as receiver_kind, a.at, a.day_only, a.what, a.minutes, a.moved_by,
	a.moved_by_act_id, a.recorded_by, a.recorded_at, a.answered_by, a.answered_at`;

// Labels by left join: a person sees their own acts, and not who the others are.
const joins = sql`join programme.neighbourhoods n on n.id = a.neighbourhood_id
	left join community.parties g on g.territory_id = a.territory_id and g.id = a.giver_id
	left join community.parties r on r.territory_id = a.territory_id and r.id = a.receiver_id`;
const tables = sql`exchange.acts a ${joins}`;

/** A row as an act, for this reader. */
export function lineOf(row: ActRow, reader: Actor): ActLine {
	const own = row.giver_id === reader.personId || reader.role === "facilitator" || reader.role === "coordinator";
	return {
		id: row.id,
		neighbourhood: row.neighbourhood,
		giver: row.giver_id,
		receiver: row.receiver_id,
		at: row.at.toISOString(),
		what: row.what,
		minutes: row.minutes,
		movedBy: own ? row.moved_by : null,
		movedByAct: own ? row.moved_by_act_id : null,
		recordedBy: row.recorded_by,
		recordedAt: row.recorded_at.toISOString(),
		day: dayOf(row.at),
		dayOnly: row.day_only,
		giverLabel: row.giver_label ?? undefined,
		receiverLabel: row.receiver_label ?? undefined,
		receiverIsPerson: row.receiver_kind === "person",
	};
}

export type PartyFact = { id: string; kind: string; label: string; neighbourhoodId: string; slug: string };

/** The parties of an act that the actor may see, with their neighbourhood. */
export function readParties(read: Read, ids: readonly string[]): Promise<PartyFact[]> {
	return read.rows<PartyFact>(sql`
		select p.id, p.kind, p.label, p.neighbourhood_id as "neighbourhoodId", n.slug
		from community.parties p join programme.neighbourhoods n on n.id = p.neighbourhood_id
		where p.territory_id = ${read.actor.territoryId ?? null} and p.id = any(${ids}::uuid[])`);
}

/** Acts by id, those the actor may see, in the order of the ids. */
export async function readActs(read: Read, ids: readonly string[]): Promise<ActRow[]> {
	return read.rows<ActRow>(sql`
		select ${columns} from ${tables}
		where a.territory_id = ${read.actor.territoryId ?? null} and a.id = any(${ids}::uuid[])
		order by array_position(${ids}::uuid[], a.id)`);
}

/** An act, the one that moved it and those it moved (the first fifty), in one statement. */
export async function readActAround(read: Read, id: string): Promise<ActRow[]> {
	const territory = read.actor.territoryId ?? null;
	return read.rows<ActRow>(sql`
		select ${columns} from ${tables}
		where a.territory_id = ${territory} and a.id in (
			select ${id}::uuid
			union all select m.moved_by_act_id from exchange.acts m where m.territory_id = ${territory} and m.id = ${id}
			union all (select i.id from exchange.acts i where i.territory_id = ${territory} and i.moved_by_act_id = ${id}
				order by i.at, i.id limit 50))
		order by a.at, a.id`);
}

export type ActFilter = {
	neighbourhoodId?: string;
	person?: string;
	after?: { at: string; id: string };
	limit: number;
};

/** Acts newest first, as many as asked for. Names are looked up only for those that are answered. */
export function readList(read: Read, filter: ActFilter): Promise<ActRow[]> {
	const { neighbourhoodId, person, after, limit } = filter;
	return read.rows<ActRow>(sql`
		select ${columns} from (
			select a.* from exchange.acts a
			where a.territory_id = ${read.actor.territoryId ?? null}
				${neighbourhoodId ? sql`and a.neighbourhood_id = ${neighbourhoodId}` : sql``}
				${person ? sql`and (a.giver_id = ${person} or a.receiver_id = ${person})` : sql``}
				${after ? sql`and (a.at, a.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
			order by a.at desc, a.id desc limit ${limit}) a ${joins}
		order by a.at desc, a.id desc`);
}

/** The latest acts somebody received. */
export function readReceived(read: Read, person: string, limit: number): Promise<ActRow[]> {
	return read.rows<ActRow>(sql`
		select ${columns} from (
			select a.* from exchange.acts a
			where a.territory_id = ${read.actor.territoryId ?? null} and a.receiver_id = ${person}
			order by a.at desc, a.id desc limit ${limit}) a ${joins}
		order by a.at desc, a.id desc`);
}

export type NewAct = {
	id: string;
	hash: Buffer;
	neighbourhoodId: string;
	giverId: string;
	receiverId: string;
	at: Date;
	dayOnly: boolean;
	what: string;
	minutes: number | null;
	movedBy: Moving;
	movedByActId: string | null;
	recordedAt: Date;
};

/** Writes acts; an id that is taken is left alone. Answers how many were new. */
export async function writeActs(tx: Tx, acts: readonly NewAct[]): Promise<number> {
	const rows = acts.map(
		(a) => sql`(${tx.actor.territoryId}::uuid, ${a.id}::uuid, ${a.neighbourhoodId}::uuid, ${a.giverId}::uuid,
			${a.receiverId}::uuid, ${a.at}::timestamptz, ${a.dayOnly}::boolean, ${a.what}::text, ${a.minutes}::integer,
			${a.movedBy}::text, ${a.movedByActId}::uuid, ${tx.actor.accountId}::uuid, ${a.recordedAt}::timestamptz, ${a.hash}::bytea)`,
	);
	const written = await tx.rows(sql`
		insert into exchange.acts (territory_id, id, neighbourhood_id, giver_id, receiver_id, at, day_only, what, minutes,
			moved_by, moved_by_act_id, recorded_by, recorded_at, request_hash)
		values ${sql.join(rows)}
		on conflict (territory_id, id) do nothing returning id`);
	return written.length;
}

/** Locks an act for an answer. */
export async function lockAct(tx: Tx, id: string): Promise<boolean> {
	const found = await tx.rows(sql`
		select id from exchange.acts where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} for update`);
	return found.length === 1;
}

/** Writes the giver's later answer, and who wrote it down. */
export async function writeAnswer(
	tx: Tx,
	id: string,
	movedBy: Moving,
	movedByActId: string | null,
	at: Date,
): Promise<void> {
	await tx.rows(sql`
		update exchange.acts set moved_by = ${movedBy}, moved_by_act_id = ${movedByActId},
			answered_by = ${tx.actor.accountId ?? null}, answered_at = ${at}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id}`);
}

/** How many acts happened in a neighbourhood between two instants. */
export async function countActs(read: Read, neighbourhoodId: string, from: Date, before: Date): Promise<number> {
	const [row] = await read.rows<{ n: number }>(sql`
		select count(*) as n from exchange.acts
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}
			and at >= ${from} and at < ${before}`);
	return row?.n ?? 0;
}
