import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { Effort } from "./contract.ts";
import * as store from "./store.ts";

export type { Effort } from "./contract.ts";

/** The effort in a neighbourhood, from one day to another, both counted. */
export function effortIn(read: Read, neighbourhoodId: string, from: Day, to: Day): Promise<Effort> {
	return store.readEffort(read, neighbourhoodId, from, to);
}

/** The effort in every territory the reader sees. Territories without any are left out. */
export function effortByTerritoryIn(read: Read, from: Day, to: Day): Promise<(Effort & { territoryId: string })[]> {
	return store.readEfforts(read, from, to);
}
