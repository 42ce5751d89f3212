import type { Day } from "../../../../core/period.ts";
import type { Read } from "../../../../db/database.ts";
import type { MeetingToday, PromiseToday } from "../contract.ts";
import { readTodaysPromises } from "../promises/store.ts";
import { readComing } from "../store.ts";

/** What the first page of the day shows of meetings and promises; each one statement of days and texts. */

/**
 * Open promises, on the page of whom they concern: the own ones first, wherever they were made; then, of this
 * neighbourhood, those of people without an account (for its facilitators, and for whoever answers for the meeting),
 * and a colleague's whose day has gone by, for whoever answers for the meeting. At most 20 of each.
 */
export async function promisesTodayIn(read: Read, neighbourhoodId: string, today: Day): Promise<PromiseToday[]> {
	const rows = await readTodaysPromises(read, { neighbourhoodId, today, most: 20 });
	return rows.map(({ words, ...promise }) => ({ ...promise, by: words ?? undefined }));
}

/** Meetings from one day to another, both included, the next one first; at most 20. */
export function comingMeetingsIn(read: Read, neighbourhoodId: string, from: Day, to: Day): Promise<MeetingToday[]> {
	return readComing(read, neighbourhoodId, from, to);
}
