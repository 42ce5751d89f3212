import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { FollowUp } from "../contract.ts";
import { type FollowUpRow, followUpOf, lockFollowUp } from "../follow-ups/store.ts";
import * as store from "./store.ts";

/** What is taken along where there is no coverage: open follow-ups, and how one stands when a step on it arrives. */

export type CarriedFollowUp = FollowUp & { neighbourhoodId: Id<"neighbourhood"> };

function carriedOf(row: FollowUpRow): CarriedFollowUp {
	return { ...followUpOf(row), neighbourhoodId: row.neighbourhoodId };
}

/** Open follow-ups of some neighbourhoods that are due by a day, the own ones first, then the earliest; at most 200. */
export async function carriedFollowUpsIn(
	read: Read,
	neighbourhoodIds: readonly string[],
	until: Day,
): Promise<CarriedFollowUp[]> {
	return (await store.readOpen(read, neighbourhoodIds, until)).map(carriedOf);
}

/** A follow-up as it stands, held until the transaction ends; undefined where the actor sees none. */
export async function heldFollowUpIn(tx: Tx, id: string): Promise<CarriedFollowUp | undefined> {
	const row = await lockFollowUp(tx, id);
	return row && carriedOf(row);
}
