import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";

export async function countLeft(read: Read, accountId: string): Promise<number> {
	const [row] = await read.rows<{ n: number }>(sql`select count(*)::int as n from initiatives.initiatives
		where territory_id = ${read.actor.territoryId ?? null} and state in ('idea', 'preparing', 'open')
			and organisers = array[${accountId}::uuid]`);
	return row!.n;
}
