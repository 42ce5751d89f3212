import { addDays, type Day, instantOf } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { DatedSession } from "./contract.ts";
import * as store from "./store.ts";

/** How far a calendar looks back and ahead, in days: what somebody missed, and the year to come. */
const daysBack = 90;
const daysAhead = 400;

/** The public dates around a day, of a neighbourhood or of one of its initiatives; at most 2,000. */
export function datedSessionsIn(
	read: Read,
	place: { territoryId: string; id: string },
	today: Day,
	initiativeId?: string,
): Promise<DatedSession[]> {
	const [from, to] = [instantOf(addDays(today, -daysBack)), instantOf(addDays(today, daysAhead))];
	return store.readDated(read, place, { from, to, initiativeId });
}

/** The public ones among these dates, each by itself: for the calendar of somebody who comes to some of a series. */
export function chosenSessionsIn(read: Read, territoryId: string, ids: readonly string[]): Promise<DatedSession[]> {
	return store.readDatedByIds(read, territoryId, ids);
}
