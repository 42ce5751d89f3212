import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import { instantsOf } from "../rules.ts";
import * as store from "./store.ts";

/** How many acts happened, and how many different people, households and groups gave or received in them. */
export type Acts = { n: number; people: number };

/** Acts of every territory the reader sees, from one day to another, both counted. Territories without any are left out. */
export function actsByTerritoryIn(read: Read, from: Day, to: Day): Promise<(Acts & { territoryId: string })[]> {
	const instants = instantsOf(from, to);
	return store.readActsByTerritory(read, instants.from, instants.before);
}

/** Acts of a neighbourhood, from one day to another, both counted. */
export function actsBetweenIn(read: Read, neighbourhoodId: string, from: Day, to: Day): Promise<Acts> {
	const instants = instantsOf(from, to);
	return store.readActsOf(read, neighbourhoodId, instants.from, instants.before);
}
