import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { TieKind } from "../contract.ts";
import * as store from "./store.ts";

/** How many of everything are known in a neighbourhood. `people` is how many different parties a kind of tie joins. */
export type Network = {
	persons: number;
	households: number;
	groups: number;
	organisations: number;
	places: number;
	ties: { kind: TieKind; n: number; people: number }[];
	/** Two that have at least one tie, of whatever kind. */
	pairs: number;
};

/**
 * What was written down since: new where it began after the day and nobody said that it had been there before,
 * found where it had been there already.
 */
export type Growth = {
	newPersons: number;
	foundPersons: number;
	leftPersons: number;
	newTies: number;
	newTiesPeople: number;
	foundTies: number;
	endedTies: number;
};

export type TerritoryNetwork = {
	territoryId: string;
	persons: number;
	groups: number;
	organisations: number;
	newTies: number;
	newTiesPeople: number;
};

type KnownOn = { neighbourhoodId: string; day: Day; moment: Date };

/** The network of a neighbourhood in force on `day`, as far as it was written down by `moment`, where one is given. */
export function networkOnIn(read: Read, known: Omit<KnownOn, "moment"> & { moment?: Date }): Promise<Network> {
	return store.readNetwork(read, known);
}

/** What came to that network from then until `today`, as it is written down now. */
export function grownSinceIn(read: Read, known: KnownOn, today: Day): Promise<Growth> {
	return store.readGrowth(read, known, today);
}

/** The network of every territory the reader sees, on the day `to`, and the ties begun from `from` to `to`. */
export function networksIn(read: Read, from: Day, to: Day): Promise<TerritoryNetwork[]> {
	return store.readNetworks(read, from, to);
}
