import { newId } from "../../../core/ids.ts";
import { type Day, dayOf, instantOf, timeOf } from "../../../core/period.ts";
import type { RollSession } from "../../initiatives/bulk/service.ts";
import type { Part } from "../../initiatives/contract.ts";
import type { Columns } from "../contract.ts";
import type { Asked, Plan } from "../plan.ts";
import type { Roll } from "../table/roll.ts";

/** One date of a sheet of presences, and what it comes to. */
export type RollDate = {
	day: Day;
	/** The date that is there already. */
	session?: RollSession;
	named: Map<string, Part>;
	/** Of several called so, who was taken for one row already. */
	taken: Set<string>;
	unnamed: number;
};

export type DateColumn = { column: number; date: RollDate };

/** The days of a sheet with the dates that are there; a second column of a day is its second date, where there is one. */
export function datesOf({ table, days }: Roll, columns: Columns, sessions: readonly RollSession[]): DateColumn[] {
	const there = Map.groupBy(sessions, ({ startsAt }) => dayOf(startsAt));
	const made = new Map<Day, RollDate[]>();
	return days.flatMap((day, column) => {
		if (!day || columns[table.headings[column]!] !== "present") return [];
		const before = made.get(day) ?? [];
		const session = there.get(day)?.[before.length];
		if (before.length > 0 && !session) return [{ column, date: before.at(-1)! }];
		const date: RollDate = { day, named: new Map(), taken: new Set(), unnamed: 0, ...(session && { session }) };
		made.set(day, [...before, date]);
		return [{ column, date }];
	});
}

/** A date that was, and was not called off. */
export function isHere({ day, session }: RollDate, today: Day): boolean {
	return day <= today && session?.state !== "cancelled";
}

/** So many a date holds by name, and as many without. */
const mostAtOneDate = 2000;

/** More than a date holds: it is left out whole, because nobody can say who of them was not there. */
export function isOverfull({ named, unnamed, session }: RollDate): boolean {
	const all = new Set([...named.keys(), ...(session?.people ?? []).map(({ personId }) => personId)]);
	return all.size > mostAtOneDate || unnamed > mostAtOneDate;
}

/** What is written of the dates: new ones, who was there by name, and how many without. */
export function writtenOf(
	dates: readonly RollDate[],
	sessions: readonly RollSession[],
	{ initiativeId, today }: Asked & { initiativeId: string },
): NonNullable<Plan["roll"]> {
	const roll: NonNullable<Plan["roll"]> = { initiativeId, sessions: [], marks: [], counts: [] };
	for (const date of dates) {
		const { day, named, session } = date;
		if (!isHere(date, today) || isOverfull(date) || named.size + date.unnamed + date.taken.size === 0) continue;
		const there = new Set(session?.people.map(({ personId }) => personId));
		const fresh = [...named].filter(([personId]) => !there.has(personId));
		const unnamed = Math.max(date.unnamed, (session?.unnamed ?? 0) - fresh.length);
		if (session && fresh.length === 0 && unnamed === session.unnamed && session.state === "held") continue;
		const sessionId = session?.id ?? newId();
		if (!session) roll.sessions.push({ id: sessionId, ...likeNearest(day, sessions), state: "held" });
		roll.marks.push(...fresh.map(([personId, part]) => ({ sessionId, personId, part })));
		roll.counts.push({ sessionId, unnamed, ...(session && { was: wasOf(session) }) });
	}
	return roll;
}

function wasOf({ id, state, unnamed, named }: RollSession) {
	return { id, state, unnamed, named };
}

const usualStart = "15:00";
const usualMinutes = 60;

/** A new date begins and lasts as the one nearest to it. */
function likeNearest(day: Day, sessions: readonly RollSession[]) {
	const wanted = instantOf(day, usualStart).getTime();
	const near = (session: RollSession) => Math.abs(session.startsAt.getTime() - wanted);
	const nearest = sessions.reduce<RollSession | undefined>((a, b) => (a && near(a) <= near(b) ? a : b), undefined);
	const startsAt = instantOf(day, nearest ? timeOf(nearest.startsAt) : usualStart);
	return { startsAt, minutes: nearest?.minutes ?? usualMinutes, placeWords: nearest?.placeWords ?? "" };
}
