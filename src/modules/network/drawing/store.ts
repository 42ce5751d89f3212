import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Point } from "./contract.ts";

type Where = { territoryId: string; neighbourhoodId: string };

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
