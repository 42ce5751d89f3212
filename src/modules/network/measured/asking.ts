import type { Tx } from "../../../db/database.ts";
import { enqueue } from "../../../db/enqueue.ts";
import * as store from "./store.ts";

type Place = { territoryId: string; neighbourhoodId: string };

/**
 * Asks for a new count of a neighbourhood. Asked for twice, it is counted once; one that has not moved for ten minutes
 * was cut off and is asked for again. Answers whether it was asked for now.
 */
export async function askIn(tx: Tx, { territoryId, neighbourhoodId }: Place, now: Date): Promise<boolean> {
	const place = { territoryId, neighbourhoodId };
	if (!(await store.ask(tx, place, now, new Date(now.getTime() - 600_000)))) return false;
	await enqueue(tx, "measure-network", place);
	return true;
}
