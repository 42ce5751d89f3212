import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { partiesOf } from "../../community/network/service.ts";
import type { Point } from "../drawing/contract.ts";
import type { PictureName } from "./contract.ts";

export type Where = { territoryId: string; neighbourhoodId: string };

type Making = { day: Day; stamp: string; codeVersion: string };

/** What a kept picture was made of, for whoever works there. */
export async function readMaking(
	read: Read,
	{ territoryId, neighbourhoodId }: Where,
	picture: PictureName,
): Promise<Making | undefined> {
	const rows = await read.rows<Making>(sql`select day, stamp, code_version as "codeVersion" from network.pictures
		where territory_id = ${territoryId} and neighbourhood_id = ${neighbourhoodId} and picture = ${picture}`);
	return rows[0];
}

/** What is in it, if it is still the one that was made of that; and the neighbourhood's parties by id. */
export async function readContent<Content>(
	read: Read,
	where: Where,
	picture: PictureName,
	stamp: string,
): Promise<{ content: Content; parties: string } | undefined> {
	const rows = await read.rows<{ content: Content; parties: string }>(sql`
		select content, ${partiesOf(where)} as parties from network.pictures
		where territory_id = ${where.territoryId} and neighbourhood_id = ${where.neighbourhoodId} and picture = ${picture}
			and stamp = ${stamp}`);
	return rows[0];
}

/** The stamp of all rows as they are now; to be asked as the counter. */
export async function readStamp(read: Read, where: Where): Promise<string> {
	const [row] = await read.rows<{ stamp: string }>(sql`select ${stampOf(where)} as stamp`);
	return row!.stamp;
}

/** The neighbourhood's parties by id. */
export async function readParties(read: Read, where: Where): Promise<string> {
	const [row] = await read.rows<{ parties: string }>(sql`select ${partiesOf(where)} as parties`);
	return row!.parties;
}

/** Of every picture of a neighbourhood which rows it was made of, and which there are now; as the counter. */
export function readStamps(read: Read, where: Where): Promise<{ stamp: string; now: string; codeVersion: string }[]> {
	return read.rows(sql`with now as materialized (select ${stampOf(where)} as stamp)
		select k.stamp, now.stamp as now, k.code_version as "codeVersion" from network.pictures k, now
		where k.territory_id = ${where.territoryId} and k.neighbourhood_id = ${where.neighbourhoodId}`);
}

/** Of people, their ties and what they drew themselves, and whether they agree to its being read. */
function stampOf({ territoryId, neighbourhoodId }: Where) {
	return sql<string>`network.stamp(${territoryId}::uuid, ${neighbourhoodId}::uuid)`;
}

/** Keeps a picture in the place of the one before. */
export async function keep(
	tx: Tx,
	{ territoryId, neighbourhoodId }: Where,
	p: Making & { content: unknown; picture: PictureName; computedAt: Date; people: number; ties: number },
): Promise<void> {
	await tx.rows(sql`
		insert into network.pictures (territory_id, neighbourhood_id, picture, day, stamp, computed_at, people, ties, code_version, content)
		values (${territoryId}, ${neighbourhoodId}, ${p.picture}, ${p.day}, ${p.stamp}, ${p.computedAt}, ${p.people}, ${p.ties},
			${p.codeVersion}, ${JSON.stringify(p.content)}::json)
		on conflict (territory_id, neighbourhood_id, picture) do update
			set day = excluded.day, stamp = excluded.stamp, computed_at = excluded.computed_at, people = excluded.people,
				ties = excluded.ties, code_version = excluded.code_version, content = excluded.content`);
}

export async function readPositions(read: Read, { territoryId, neighbourhoodId }: Where): Promise<Map<string, Point>> {
	const rows = await read.rows<Point & { id: string }>(sql`select party_id as id, x, y from network.positions
		where territory_id = ${territoryId} and neighbourhood_id = ${neighbourhoodId}`);
	return new Map(rows.map(({ id, x, y }) => [id, { x, y }]));
}

/** Keeps where each stands, and changes nobody's row that says the same. */
export async function keepPositions(
	tx: Tx,
	{ territoryId, neighbourhoodId }: Where,
	points: ReadonlyMap<string, Point>,
	day: Day,
): Promise<void> {
	const rows = JSON.stringify([...points].map(([id, { x, y }]) => ({ id, x, y })));
	await tx.rows(sql`insert into network.positions as kept (territory_id, party_id, neighbourhood_id, x, y, placed_on)
		select ${territoryId}, id, ${neighbourhoodId}, x, y, ${day}
		from json_to_recordset(${rows}::json) as placed (id uuid, x real, y real)
		on conflict (territory_id, party_id) do update set neighbourhood_id = excluded.neighbourhood_id, x = excluded.x, y = excluded.y, placed_on = excluded.placed_on
			where (kept.x, kept.y, kept.neighbourhood_id) is distinct from (excluded.x, excluded.y, excluded.neighbourhood_id)`);
}

/** These stand nowhere in the drawing any more. */
export async function removePositions(tx: Tx, ids: readonly string[]): Promise<void> {
	await tx.rows(sql`delete from network.positions
		where territory_id = ${tx.actor.territoryId ?? null} and party_id = any(${[...ids]}::uuid[])`);
}
