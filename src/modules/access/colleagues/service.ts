import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { LocalColleague } from "./contract.ts";
import * as store from "./store.ts";

/** Those who read what is written in any of these neighbourhoods, each with where; by name, at most 500. */
export function colleaguesOf(read: Read, neighbourhoodIds: readonly string[], on: Day): Promise<LocalColleague[]> {
	return store.readColleaguesOf(read, neighbourhoodIds, on);
}
