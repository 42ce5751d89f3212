import { addDays, dayOf, instantOf } from "../../../core/period.ts";
import { copiesADay, nightFrom, nightUntil, pagesAnHour, type RuleName } from "./contract.ts";

/**
 * What reading is called unusual: fixed rules that everybody who works here can read. They look at when, how often and on
 * which assignment something was opened; at nothing about whose page it was, and at nothing about who opened it.
 */

/** One reading, as the rules see it. */
export type Seen = {
	actorId: string;
	role: string;
	at: Date;
	kind: string;
	recordId: string;
	/** Whether it lies in an assignment of the reader's. */
	isAssigned: boolean;
};

export type Finding = { rule: RuleName; actorId: string; role: string; beganAt: Date; endedAt: Date; n: number };

/** What the rules find in readings, whole hours, days and nights of which are given. O(n log n). */
export function unusualIn(readings: readonly Seen[]): Finding[] {
	const pages = readings.filter(({ kind }) => kind !== "export");
	const copies = readings.filter(({ kind }) => kind === "export");
	const outside = readings.filter(({ isAssigned }) => !isAssigned);
	const atNight = readings.filter(({ at }) => nightOf(at) !== undefined);
	return [
		...found("outside", outside, dayBegins, count, 1),
		...found("many", pages, hourBegins, differentPages, pagesAnHour + 1),
		...found("night", atNight, (at) => nightOf(at)!, count, 1),
		...found("copies", copies, dayBegins, count, copiesADay + 1),
	];
}

/** Readings of one actor and role that fall into the same bucket, where they are at least so many. */
function found(
	rule: RuleName,
	readings: readonly Seen[],
	bucketOf: (at: Date) => Date,
	how: (readings: readonly Seen[]) => number,
	least: number,
): Finding[] {
	const buckets = Map.groupBy(readings, (r) => JSON.stringify([r.actorId, r.role, bucketOf(r.at).getTime()]));
	return [...buckets.values()].flatMap((those) => {
		const [{ actorId, role, at }] = those as [Seen, ...Seen[]];
		const n = how(those);
		const endedAt = new Date(Math.max(...those.map((r) => r.at.getTime())));
		return n < least ? [] : [{ rule, actorId, role, beganAt: bucketOf(at), endedAt, n }];
	});
}

function count(readings: readonly Seen[]): number {
	return readings.length;
}

function differentPages(readings: readonly Seen[]): number {
	return new Set(readings.map(({ kind, recordId }) => `${kind} ${recordId}`)).size;
}

function dayBegins(at: Date): Date {
	return instantOf(dayOf(at));
}

function hourBegins(at: Date): Date {
	return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
}

/** When the night began in which this falls; undefined by day. */
function nightOf(at: Date): Date | undefined {
	const day = dayOf(at);
	if (at >= instantOf(day, nightFrom)) return instantOf(day, nightFrom);
	return at < instantOf(day, nightUntil) ? instantOf(addDays(day, -1), nightFrom) : undefined;
}
