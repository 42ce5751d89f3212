import { addDays, type Day, monthStart, weekStart } from "../core/period.ts";
import type { Read } from "../db/database.ts";
import { monthOfCommunityIn } from "../modules/community/service.ts";
import { actsInMonthIn } from "../modules/exchange/service.ts";
import { monthOfSessionsIn, weekIn } from "../modules/initiatives/service.ts";
import type { TodayOfListening } from "../modules/listening/contract.ts";
import { todayOfListeningIn } from "../modules/listening/service.ts";
import { readTiesByWeek } from "./today.store.ts";
import { together } from "./together.ts";

/** New ties of a week, from its Monday; of the month being spoken of or not. */
export type Week = { monday: Day; newTies: number; thisMonth: boolean };

/** What the line on `today` says: n and period, and the effort that could have made it. */
export type Figures = {
	month: { from: Day; to: Day; newPersons: number; newTies: number; acts: number; newlyMet: number };
	sessions: number;
	weeks: Week[];
};

export type Today = {
	today: Day;
	listening: TodayOfListening;
	sessions: Awaited<ReturnType<typeof weekIn>>;
	figures: Figures;
};

const weeksShown = 10;

/** The first page of the day for one neighbourhood, in five statements. */
export async function readToday(read: Read, neighbourhoodId: string, today: Day): Promise<Today> {
	const [listening, sessions, figures] = await Promise.all([
		todayOfListeningIn(read, neighbourhoodId, today),
		weekIn(read, neighbourhoodId, today, addDays(today, 6)),
		readFigures(read, neighbourhoodId, today),
	]);
	return { today, listening, sessions, figures };
}

/** The month until today and the last ten weeks of ties, each figure from its own module, in one statement. */
async function readFigures(read: Read, neighbourhoodId: string, today: Day): Promise<Figures> {
	const from = monthStart(today);
	const mondays = Array.from({ length: weeksShown }, (_, i) => addDays(weekStart(today), 7 * (i + 1 - weeksShown)));
	const firstMonday = addDays(weekStart(today), 7 * (1 - weeksShown));
	const [community, acts, met, byWeek] = await together<
		[
			Awaited<ReturnType<typeof monthOfCommunityIn>>,
			number,
			Awaited<ReturnType<typeof monthOfSessionsIn>>,
			Awaited<ReturnType<typeof readTiesByWeek>>,
		]
	>(read, [
		(r) => monthOfCommunityIn(r, neighbourhoodId, from, today),
		(r) => actsInMonthIn(r, neighbourhoodId, from, today),
		(r) => monthOfSessionsIn(r, neighbourhoodId, from, today),
		(r) => readTiesByWeek(r, neighbourhoodId, firstMonday, today),
	]);
	const ties = new Map(byWeek.map((week) => [week.monday, week.n]));
	return {
		month: { from, to: today, ...community, acts, newlyMet: met.newlyMet },
		sessions: met.sessions,
		weeks: mondays.map((monday) => ({
			monday,
			newTies: ties.get(monday) ?? 0,
			thisMonth: addDays(monday, 6) >= from,
		})),
	};
}
