import { addDays, type Day, dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Opening, Space } from "../contract.ts";
import type { Busy } from "./contract.ts";

/** How far ahead a space can be booked, in days. */
export const daysAhead = 180;

type Wanted = { day: Day; from: string; to: string };

function weekdayOf(day: Day): number {
	return ((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

/** When a space can be had on a day; undefined when it is closed. */
export function openingOn(hours: readonly Opening[], day: Day): Opening | undefined {
	return hours.find((one) => one.weekday === weekdayOf(day));
}

/**
 * The time wanted, where the space can be had then. Whether somebody else has it, the database says. Throws `invalid`
 * with the field and what to do: in the wrong order, gone by, too far ahead, outside the opening hours.
 */
export function decideBooking(space: Pick<Space, "hours" | "closedOn">, { day, from, to }: Wanted, now: Date): Busy {
	if (space.closedOn) throw new Refused("not_from_here");
	if (to <= from) throw new Refused("invalid", { to: "spaces.order" });
	const wanted = { from: instantOf(day, from), to: instantOf(day, to) };
	if (wanted.from < now) throw new Refused("invalid", { day: "spaces.gone_by" });
	if (day > addDays(dayOf(now), daysAhead)) throw new Refused("invalid", { day: "spaces.too_far" });
	const opening = openingOn(space.hours, day);
	if (!opening) throw new Refused("invalid", { day: "spaces.closed_day" });
	if (from < opening.opens || to > opening.closes) throw new Refused("invalid", { from: "spaces.closed_then" });
	// The night the clocks change an hour is missing: what is nothing then cannot be had.
	if (wanted.to <= wanted.from) throw new Refused("invalid", { to: "spaces.order" });
	return wanted;
}

/** What a time costs in all, in cents, each begun minute by its share of the hour, rounded to the cent. */
export function costOf(costCents: number, { from, to }: Busy): number {
	return Math.round((costCents * (to.getTime() - from.getTime())) / 3_600_000);
}

/** What is free of an opening, in order: the times between those that are taken. */
export function freeOn(opening: Opening, day: Day, busy: readonly Busy[]): Busy[] {
	const free: Busy[] = [];
	let at = instantOf(day, opening.opens);
	const end = instantOf(day, opening.closes);
	for (const { from, to } of [...busy].sort((a, b) => a.from.getTime() - b.from.getTime())) {
		if (to <= at || from >= end) continue;
		if (from > at) free.push({ from: at, to: from });
		at = to;
	}
	if (at < end) free.push({ from: at, to: end });
	return free;
}
