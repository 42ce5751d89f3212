import type { TieKind } from "../contract.ts";

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
