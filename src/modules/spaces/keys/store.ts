import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Key } from "./contract.ts";

export type KeyRow = Omit<Key, "holder"> & { neighbourhoodId: string; hash: Buffer | null };

const columns = sql`id, space_id as "spaceId", holder_id as "holderId", since, returned_on as "returnedOn",
	neighbourhood_id as "neighbourhoodId", request_hash as hash`;

/** Keys of a space, those that are out first; at most 100. */
export function readKeys(read: Read, spaceId: string): Promise<KeyRow[]> {
	return read.rows(sql`select ${columns} from spaces.keys where territory_id = ${read.actor.territoryId ?? null} and space_id = ${spaceId}
		order by returned_on desc nulls first, since desc, id limit 100`);
}

export async function readKey(read: Read, id: string): Promise<KeyRow | undefined> {
	const [row] = await read.rows<KeyRow>(
		sql`select ${columns} from spaces.keys where territory_id = ${read.actor.territoryId ?? null} and id = ${id}`,
	);
	return row;
}

type NewKey = { id: string; spaceId: string; neighbourhoodId: string; holderId: string; since: Day; hash: Buffer };

/** False where its id is there already. */
export async function insertKey(tx: Tx, k: NewKey): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into spaces.keys (territory_id, id, space_id, neighbourhood_id, holder_id, since, recorded_by, request_hash)
		values (${tx.actor.territoryId}, ${k.id}, ${k.spaceId}, ${k.neighbourhoodId}, ${k.holderId}, ${k.since}, ${tx.actor.accountId}, ${k.hash})
		on conflict do nothing returning id`);
	return made.length > 0;
}

export async function writeReturned(tx: Tx, id: string, on: Day): Promise<void> {
	await tx.rows(
		sql`update spaces.keys set returned_on = ${on} where territory_id = ${tx.actor.territoryId ?? null} and id = ${id}`,
	);
}
