import { addDays, type Day, dayOf, monthStart, nextMonthStart, weekStart } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { PublicSession } from "../../modules/initiatives/contract.ts";
import type { publicInitiativeIn } from "../../modules/initiatives/service.ts";
import type { Neighbourhood } from "../../modules/programme/contract.ts";
import { clockInWords, dateInWords, dayInWords, monthInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { apart } from "../../ui/written.tsx";
import { atLine, reach, spoken } from "../square-parts.tsx";
import type { Choice } from "./contract.ts";
import { said, wallSheet } from "./wall.ts";

/** Sheets for walls, of nothing but what anybody reads on the square. */

/** A sheet of days is read in passing: what is more is on the page. */
export const mostDates = 60;

/** From which day to before which a sheet goes. */
export type Span = { kind: "week" | "month"; from: Day; to: Day };

/** The week or the month a day lies in. Throws `invalid` for a day more than a year from today: nothing is planned there. */
export function spanOf(kind: Span["kind"], today: Day, day = today): Span {
	if (day < addDays(today, -366) || day > addDays(today, 366)) throw new Refused("invalid", { from: "error.day" });
	if (kind === "month") return { kind, from: monthStart(day), to: nextMonthStart(day) };
	return { kind, from: weekStart(day), to: addDays(weekStart(day), 7) };
}

/** How a span is called: «Questa settimana nel quartiere», «dicembre 2026». */
export function nameOf({ say, language, now }: View, { kind, from }: Span): string {
	if (kind === "month") return monthInWords(language, from);
	if (from === weekStart(dayOf(now))) return say("square.title");
	return say("paper.week_of", { day: dateInWords(language, from) });
}

/** A week or a month, day by day. `dates` may hold one more than there is room for. */
export function daysSheet(
	view: View,
	choice: Choice,
	{ place, span, dates }: { place: Neighbourhood; span: Span; dates: readonly PublicSession[] },
) {
	const shown = dates.slice(0, mostDates);
	const byDay = Map.groupBy(shown, ({ startsAt }) => dayOf(new Date(startsAt)));
	const days = [...byDay].map(([day, sessions]) => ({
		when: dayInWords(view.language, day),
		sessions: sessions.map((s) => ({
			time: clockInWords(view.language, new Date(s.startsAt)),
			title: said(s.title, s.language),
			place: apart(view, s.placeWords),
			reach: reach(view, { ...s, onFoot: false, byBus: false }),
		})),
	}));
	return wallSheet(view, "days", choice, {
		place,
		path: `/n/${place.slug}`,
		title: nameOf(view, span),
		lead: view.say("square.lead"),
		days,
		nothing: view.say("square.nothing"),
		more: dates.length > mostDates ? view.say("paper.more") : null,
	});
}

type Shown = Awaited<ReturnType<typeof publicInitiativeIn>>;

/** One initiative with its next dates: six, and three in large print. */
export function posterSheet(
	view: View,
	choice: Choice,
	{ place, initiative: i, sessions }: { place: Neighbourhood } & Pick<Shown, "initiative" | "sessions">,
) {
	const coming = sessions.filter((s) => s.state !== "cancelled" && s.startsAt >= view.now);
	const dates = coming.slice(0, choice.large ? 3 : 6);
	return wallSheet(view, "poster", choice, {
		place,
		path: `/n/${place.slug}/initiatives/${i.id}`,
		title: i.title,
		head: said(i.title, i.language),
		welcome: view.say("paper.welcome"),
		invitation: i.invitation ? said(i.invitation, i.language) : null,
		dates: dates.map((s) => ({
			when: dayInWords(view.language, dayOf(s.startsAt)),
			at: atLine(view, s.startsAt, apart(view, s.placeWords || i.placeWords)),
		})),
		nothing: view.say(i.state === "concluded" ? "square.concluded" : "square.no_dates"),
		more: coming.length > dates.length ? view.say("paper.more") : null,
		how: [reach(view, i), spoken(view, i.languages)].filter(Boolean).join(" "),
	});
}

/** The desk's number, to cut out and keep. */
export function cardSheet(view: View, choice: Choice, place: Neighbourhood) {
	return wallSheet(view, "card", choice, { place, path: `/n/${place.slug}`, title: place.name });
}
