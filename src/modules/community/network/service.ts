import type { RawBuilder } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { Around, NamedParty, NetworkHistory } from "./contract.ts";
import * as store from "./store.ts";

/**
 * Who was known in a neighbourhood by `day` and what tied them, also what has ended since. The reader works there or
 * counts; whoever else sees nothing. A tie whose two are not both among the people is left out.
 */
export async function networkHistoryIn(
	read: Read,
	of: { territoryId: string; neighbourhoodId: string; day: Day },
): Promise<NetworkHistory> {
	const [people, ties] = await Promise.all([store.readPeople(read, of), store.readTies(read, of)]);
	const here = new Set(people.map((person) => person.id));
	return { people, ties: ties.filter(({ one, other }) => here.has(one) && here.has(other)) };
}

/**
 * Households, groups and organisations known in a neighbourhood by `day`, the ties of which they are an end (whose
 * other end may be no longer there), and the neighbourhood's places. One statement, whatever the number.
 */
export function partiesAroundIn(
	read: Read,
	of: { territoryId: string; neighbourhoodId: string; day: Day },
): Promise<Around> {
	return store.readAround(read, of);
}

/** How some parties of a neighbourhood and all its places are called today; whoever the reader does not see is not among them. One statement. */
export function partiesNamedIn(
	read: Read,
	of: { territoryId: string; neighbourhoodId: string },
	ids: readonly string[],
): Promise<NamedParty[]> {
	return store.readNamed(read, of, ids);
}

/** An expression for a statement of whoever keeps what was made of a network: the ids of the neighbourhood's parties in order, with spaces between. */
export function partiesOf(of: { territoryId: string; neighbourhoodId: string }): RawBuilder<string> {
	return store.partiesOf(of);
}
