import type { Read } from "../../../db/database.ts";
import type { PartyKind } from "../contract.ts";
import { likest } from "../likeness.ts";
import * as store from "./store.ts";

/** Who or what is called something like it, with accents and typing errors forgiven; the likest first. */
export async function searchPartiesIn(
	read: Read,
	typed: string,
	neighbourhoodIds: readonly string[],
	most: number,
): Promise<{ kind: PartyKind; id: string; title: string; neighbourhoodId: string; day: string }[]> {
	const labels = await store.readLabels(read, neighbourhoodIds);
	return likest(typed, labels, most).map(({ folded: _, ...found }) => found);
}
