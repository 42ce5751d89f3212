import { addDays, type Day, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Read } from "../../../db/database.ts";
import * as store from "./store.ts";

export { labelIn } from "../rules.ts";

/** What the public page of a neighbourhood shows: the place, the dates of two weeks from a day on, and what is open. Throws `not_found`. */
export async function publicWeekIn(read: Read, slug: string, from: Day): Promise<store.Square> {
	const found = await store.readSquare(read, slug, instantOf(from), instantOf(addDays(from, 14)));
	if (!found) throw new Refused("not_found");
	return found;
}

/** One initiative as anybody sees it. Throws `not_found` for what is not shown, or is another neighbourhood's. */
export async function publicInitiativeIn(
	read: Read,
	place: { territoryId: string; id: string },
	id: string,
	from: Day,
) {
	const found = await store.readPublic(read, place.territoryId, id, instantOf(from));
	if (!found || found.initiative.neighbourhoodId !== place.id) throw new Refused("not_found");
	return found;
}
