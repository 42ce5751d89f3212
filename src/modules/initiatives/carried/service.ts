import { addDays, type Day, instantOf } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import * as store from "./store.ts";

/** What is taken along where there is no coverage: dates with their sheets, and a sheet as it stands when marks arrive. */

export type { CarriedSession, Sheet } from "./store.ts";

/** Dates of some neighbourhoods from one day to another, both included, with who was there and who usually is; at most 40. */
export function carriedSessionsIn(
	read: Read,
	neighbourhoodIds: readonly string[],
	from: Day,
	to: Day,
): Promise<store.CarriedSession[]> {
	return store.readCarried(read, neighbourhoodIds, instantOf(from), instantOf(addDays(to, 1)));
}

/** The sheet of a date, held until the transaction ends; undefined where the actor sees none. */
export function heldSheetIn(tx: Tx, id: string): Promise<store.Sheet | undefined> {
	return store.holdSheet(tx, id);
}
