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
	return store.readDated(read, place, { ...windowOf(today), initiativeId });
}

function windowOf(today: Day): { from: Date; to: Date } {
	return { from: instantOf(addDays(today, -daysBack)), to: instantOf(addDays(today, daysAhead)) };
}

/** The public dates around a day that an account organises. */
export function organisedSessionsIn(
	read: Read,
	territoryId: string,
	accountId: string,
	today: Day,
): Promise<DatedSession[]> {
	return store.readOrganised(read, territoryId, accountId, windowOf(today));
}

/** The dates an account means to come to and has a place at. */
export function joinedSessionsIn(read: Read, territoryId: string, accountId: string): Promise<DatedSession[]> {
	return store.readJoined(read, territoryId, accountId);
}
