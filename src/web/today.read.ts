import { addDays, type Day, monthStart, weekStart } from "../core/period.ts";
import type { Database, Read } from "../db/database.ts";
import { endingCountIn } from "../modules/community/agreements/service.ts";
import { leavingCountIn } from "../modules/community/forgetting/service.ts";
import { monthOfCommunityIn, tiesByWeekIn } from "../modules/community/service.ts";
import { actsInMonthIn } from "../modules/exchange/service.ts";
import { monthOfSessionsIn, weekIn } from "../modules/initiatives/service.ts";
import type { TodayOfListening } from "../modules/listening/contract.ts";
import { comingMeetingsIn, promisesTodayIn, todayOfListeningIn, unusedIn } from "../modules/listening/service.ts";
import { overdueIdeasIn } from "../modules/pacts/ideas/service.ts";
import { keptFor } from "./kept.ts";
import { nobodysReservedIn } from "./reserved.read.ts";
import { copiesWaitingIn } from "./rights/service.ts";
import { holders } from "./same/holders.ts";
import { type Hands, handsIn } from "./today-hands.tsx";
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
	/** Offered, described or not, and nobody has used it yet. */
	unused: Awaited<ReturnType<typeof unusedIn>>;
	/** Open promises, the own ones first. */
	promises: Awaited<ReturnType<typeof promisesTodayIn>>;
	/** Network meetings of the week. */
	meetings: Awaited<ReturnType<typeof comingMeetingsIn>>;
	sessions: Awaited<ReturnType<typeof weekIn>>;
	/** How many do not know of being here and are to be asked, or let go, within a week. */
	leaving: number;
	/** How many agreements end within thirty days. */
	ending: number;
	/** How many ideas wait longer for an answer than was promised; for whoever answers them. */
	lateIdeas: number;
	/** Copies asked for that wait to be checked, and the day the first is due. */
	copies: Awaited<ReturnType<typeof copiesWaitingIn>>;
	hands: Hands;
	figures: Figures;
};

const weeksShown = 10;

/**
 * The first page of the day for one neighbourhood, in three statements: the notes, everything that is figures, days
 * and texts together, and the names. Whatever else belongs on this page is asked beside the others, in `together`.
 */
export async function readToday(db: Database, read: Read, neighbourhoodId: string, today: Day): Promise<Today> {
	const from = monthStart(today);
	const firstMonday = addDays(weekStart(today), 7 * (1 - weeksShown));
	const [
		listening,
		unused,
		promises,
		meetings,
		sessions,
		community,
		acts,
		met,
		byWeek,
		leaving,
		copies,
		hands,
		ending,
		lateIdeas,
	] = await together<
		[
			TodayOfListening,
			Today["unused"],
			Today["promises"],
			Today["meetings"],
			Awaited<ReturnType<typeof weekIn>>,
			Awaited<ReturnType<typeof monthOfCommunityIn>>,
			number,
			Awaited<ReturnType<typeof monthOfSessionsIn>>,
			Awaited<ReturnType<typeof tiesByWeekIn>>,
			number,
			Today["copies"],
			Hands,
			number,
			number,
		]
	>(read, [
		(r) => todayOfListeningIn(read, r, neighbourhoodId, today),
		(r) => unusedIn(r, neighbourhoodId, 8),
		(r) => promisesTodayIn(r, neighbourhoodId, today),
		(r) => comingMeetingsIn(r, neighbourhoodId, today, addDays(today, 6)),
		(r) => weekIn(r, neighbourhoodId, today, addDays(today, 6)),
		(r) => monthOfCommunityIn(r, neighbourhoodId, from, today),
		(r) => actsInMonthIn(r, neighbourhoodId, from, today),
		(r) => monthOfSessionsIn(r, neighbourhoodId, from, today),
		(r) => tiesByWeekIn(r, neighbourhoodId, firstMonday, today),
		(r) => leavingOf(db, r, neighbourhoodId, today),
		(r) => copiesWaitingIn(r, neighbourhoodId),
		(r) => handsIn(r, neighbourhoodId, today),
		(r) => endingCountIn(r, neighbourhoodId, today),
		(r) => overdueIdeasIn(r, neighbourhoodId, today),
	]);
	const month = { from, to: today, ...community, acts, newlyMet: met.newlyMet };
	return {
		today,
		listening,
		unused,
		promises,
		meetings,
		sessions,
		leaving,
		ending,
		lateIdeas,
		copies,
		hands: { ...hands, nobodys: hands.nobodys + (await reservedOf(db, read, today)) },
		figures: { month, sessions: met.sessions, weeks: weeksOf(byWeek, firstMonday, from) },
	};
}

const reservedKept = keptFor<number>(60_000);

/** How much of what is reserved stays with nobody, looked up at most once a minute. For coordinators; 0 for others. */
async function reservedOf(db: Database, read: Read, today: Day): Promise<number> {
	const { role, territoryId } = read.actor;
	if (role !== "coordinator") return 0;
	return reservedKept(
		db,
		`${territoryId} ${today}`,
		performance.now(),
		async () => (await nobodysReservedIn(read, today)).length,
	);
}

const leavingKept = keptFor<number>(60_000);

/**
 * How many are to be asked or let go, looked up at most once a minute: it looks through everything written about
 * somebody, and it is a matter of days. The page it leads to is always exact.
 */
function leavingOf(db: Database, read: Read, neighbourhoodId: string, today: Day): Promise<number> {
	return leavingKept(db, `${neighbourhoodId} ${today}`, performance.now(), () =>
		leavingCountIn(read, holders, neighbourhoodId, today),
	);
}

/** Ten weeks in their order, also those in which nothing was written down. */
function weeksOf(found: Awaited<ReturnType<typeof tiesByWeekIn>>, firstMonday: Day, monthFrom: Day): Week[] {
	const ties = new Map(found.map((week) => [week.monday, week.n]));
	return Array.from({ length: weeksShown }, (_, i) => {
		const monday = addDays(firstMonday, 7 * i);
		return { monday, newTies: ties.get(monday) ?? 0, thisMonth: addDays(monday, 6) >= monthFrom };
	});
}
