import type { Read } from "../../../db/database.ts";
import * as store from "./store.ts";

/** What is taken along where there is no coverage: names and places, never somebody protected or of whom everything is only kept. */

export type Carried = store.CarriedPerson;

/** Those of these people who may be taken along, by name. */
export async function carriedPeopleIn(read: Read, ids: readonly string[]): Promise<Carried[]> {
	return ids.length === 0 ? [] : store.readPeople(read, ids);
}

/** The places of some neighbourhoods, by name; at most 1000. */
export function carriedPlacesIn(read: Read, neighbourhoodIds: readonly string[]): Promise<Carried[]> {
	return store.readPlaces(read, neighbourhoodIds);
}

/** In which neighbourhood these parties are; those the actor does not see, or who are behind another, are missing. */
export async function whereIn(read: Read, ids: readonly string[]): Promise<Map<string, string>> {
	if (ids.length === 0) return new Map();
	return new Map((await store.readWhere(read, ids)).map((party) => [party.id, party.neighbourhoodId]));
}
