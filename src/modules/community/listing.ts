import { isDay } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { cursorOf, readCursor } from "../../ui/json.ts";

/** Where the page before ended: a day and an id. Throws `invalid` for a cursor that no list of ours gave. */
export function placeInList(cursor: string | undefined): { at: string; id: string } | undefined {
	const after = readCursor(cursor);
	if (after && !isDay(after.at)) throw new Refused("invalid", { cursor: "error.cursor" });
	return after;
}

/** A page of at most `limit` out of rows read one too many, and the cursor of the next. */
export function pageOf<Item extends { id: string }>(
	rows: readonly Item[],
	limit: number,
	dayOf: (item: Item) => string,
): { items: Item[]; next: string | null } {
	const items = rows.slice(0, limit);
	const last = items.at(-1);
	return { items, next: rows.length > limit && last ? cursorOf(dayOf(last), last.id) : null };
}
