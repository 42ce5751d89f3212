import type { Day } from "../../../core/period.ts";
import { leastPeople } from "../../../core/withhold.ts";
import type { Acts } from "../../exchange/counts/service.ts";
import type { HeldPublicly } from "../../initiatives/contract.ts";
import type { Year } from "./contract.ts";

/** How many years back are counted, where they were not: what came in from before Filò. */
const yearsBack = 5;

/**
 * The years to count on a day, latest first: each once it is over and January with it, so that what is written down
 * late is in. It is counted once: a count that followed every late entry would tell of whom it is by its difference.
 */
export function yearsToCount(today: Day): number[] {
	const latest = Number(today.slice(0, 4)) - (today.slice(5, 7) === "01" ? 2 : 1);
	return Array.from({ length: yearsBack }, (_, n) => latest - n);
}

export function spanOf(year: number): { from: Day; to: Day } {
	return { from: `${year}-01-01`, to: `${year}-12-31` };
}

/** What is told of a year: a count stays empty where fewer than five people stand behind it. */
export function tell(
	held: HeldPublicly,
	acts: Acts,
	square: { ideas: number; pacts: number },
): Omit<Year, "year" | "countedOn"> {
	const told = (n: number, behind: number) => (n === 0 || behind >= leastPeople ? n : null);
	return {
		initiatives: held.initiatives,
		sessions: held.sessions,
		presences: told(held.presences, Math.max(held.people, held.mostAtOnce)),
		people: told(held.people, held.people),
		firstMeetings: told(held.firstMeetings, held.firstMeetingsPeople),
		acts: told(acts.n, acts.people),
		...square,
	};
}
