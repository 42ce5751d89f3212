import type { Seal, Sealer } from "./seal.ts";

/** A column that holds sealed bytes, and whose key opens them. Every module says this of its own in its `holding`. */
export type SealedColumn = {
	/** Schema and table. */
	table: string;
	/** The sealed bytes; empty ones belong to a row that was emptied. */
	column: string;
	/** The columns by which a row is found again. */
	keys: readonly string[];
	/** The place they are sealed to, as SQL over the row `r`. */
	place: string;
	/** Whose key, as SQL over the row `r`: a person or an account; null where it is nobody's. */
	owner: string;
	/** In which territory, as SQL over the row `r`; null for the master key. */
	territory: string;
	/** The column with the keyed hash by which the value is found, where there is one. */
	blind?: string;
	/** The column in which the person stands whose key it is: when two are one, it is sealed anew. */
	follows?: string;
};

/** What seals a row. */
export function sealerOf(seal: Seal, territoryId: string | null, ownerId: string | null): Sealer {
	if (!territoryId) return seal;
	return ownerId ? seal.ofPerson(territoryId, ownerId) : seal.ofTerritory(territoryId);
}
