import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import * as store from "./store.ts";

/** How many ideas and pacts of a neighbourhood anybody can read, by when they were proposed and came into force. */
export function publicCountsIn(
	read: Read,
	place: { territoryId: string; id: string },
	span: { from: Day; to: Day },
): Promise<{ ideas: number; pacts: number }> {
	return store.readCounts(read, place, span);
}
