import { isDay } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { readCursor } from "../../ui/json.ts";

/** Where the page before ended: a day and an id. Throws `invalid` for a cursor that no list of ours gave. */
export function placeInList(cursor: string | undefined): { at: string; id: string } | undefined {
	const after = readCursor(cursor);
	if (after && !isDay(after.at)) throw new Refused("invalid", { cursor: "error.cursor" });
	return after;
}
