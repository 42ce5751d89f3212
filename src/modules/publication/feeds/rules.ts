import { type Day, dayOf } from "../../../core/period.ts";
import { sayIn } from "../../../ui/words.ts";
import type { DatedSession } from "../../initiatives/calendar/contract.ts";
import type { OutsideEvent } from "../outside/contract.ts";

/** What one VEVENT says. */
export type CalendarEvent = {
	uid: string;
	/** Which date of its series it stands for, where it differs from the series. */
	recurrenceAt?: Date;
	/** A whole series, from its first date on. */
	rule?: { freq: "WEEKLY" | "MONTHLY"; interval: number; byDay?: string; count: number };
	startsAt: Date;
	minutes: number;
	cancelled: boolean;
	sequence: number;
	changedAt: Date;
	/** Its page, after the neighbourhood's. */
	path: string;
	title: string;
	invitation: string;
	place: string;
	/** Address of the neighbourhood. */
	slug: string;
};

/**
 * The dates as a calendar keeps them: each series is one recurring event, what differs from it an exception with the
 * time it was to have (RECURRENCE-ID), and what was called off stays, called off, so that subscribers see it.
 * Dates of a series must be given whole: its count follows from them. Source: RFC 5545, 3.6.1, 3.8.4.4, 3.8.5.3.
 */
export function eventsOf(sessions: readonly DatedSession[]): CalendarEvent[] {
	const series = Map.groupBy(sessions, (s) => s.seriesId ?? s.id);
	return [...series.values()].flatMap((dates) => (dates.length > 1 ? recurring(dates) : dates.map(single)));
}

/**
 * The same for one place: a series that is usually there stays whole, so that subscribers see where a date went that is
 * elsewhere this time; of a series that is usually elsewhere the dates that are here, each on its own.
 */
export function eventsAt(sessions: readonly DatedSession[], isHere: (place: string) => boolean): CalendarEvent[] {
	const series = Map.groupBy(sessions, (s) => s.seriesId ?? s.id);
	return [...series.values()].flatMap((dates) =>
		isHere(mostCommon(dates.map((s) => s.place))) ? eventsOf(dates) : dates.filter((s) => isHere(s.place)).map(single),
	);
}

/** Each date an event of its own, whatever it is part of. */
export function single(s: DatedSession): CalendarEvent {
	return { ...said(s), uid: s.id, sequence: s.initiativeSequence + s.sequence };
}

function said(s: DatedSession) {
	const { startsAt, minutes, changedAt, initiativeId, title, invitation, place, slug } = s;
	const cancelled = s.state === "cancelled";
	const path = `initiatives/${initiativeId}`;
	return { startsAt, minutes, changedAt, path, title, invitation, place, slug, cancelled };
}

function recurring(dates: readonly DatedSession[]): CalendarEvent[] {
	const inOrder = [...dates].sort((a, b) => plannedAt(a).getTime() - plannedAt(b).getTime());
	const first = inOrder[0]!;
	const uid = first.seriesId!;
	const usual = { minutes: mostCommon(inOrder.map((s) => s.minutes)), place: mostCommon(inOrder.map((s) => s.place)) };
	const master: CalendarEvent = {
		...said(first),
		...usual,
		uid,
		startsAt: plannedAt(first),
		cancelled: false,
		sequence: first.initiativeSequence,
		rule: { ...ruleOf(first, dayOf(plannedAt(first))), count: inOrder.length },
	};
	const exceptions = inOrder
		.filter((s) => s.state === "cancelled" || s.sequence > 0 || s.minutes !== usual.minutes || s.place !== usual.place)
		.map((s) => ({ ...single(s), uid, recurrenceAt: plannedAt(s) }));
	return [master, ...exceptions];
}

function plannedAt(s: DatedSession): Date {
	return s.seriesAt ?? s.startsAt;
}

function mostCommon<Value>(values: readonly Value[]): Value {
	const counts = [...Map.groupBy(values, (value) => value)].sort((a, b) => b[1].length - a[1].length);
	return counts[0]![0];
}

/** A date of an organisation's own: its name stands in what the event says. */
export function outside(event: OutsideEvent, slug: string): CalendarEvent {
	const { id, startsAt, minutes, cancelled, sequence, changedAt, title, about, place, organiser } = event;
	const invitation = [about, sayIn("it")("square.organised_by", { name: organiser })].filter(Boolean).join("\n\n");
	const said = { title, invitation, place, slug, path: `outside/${id}` };
	return { uid: id, startsAt, minutes, cancelled, sequence, changedAt, ...said };
}

const weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;

/** A series by the month keeps the weekday and its place in the month, as `daysOf` plans it. */
function ruleOf(s: DatedSession, day: Day) {
	if (s.repeats !== "monthly") return { freq: "WEEKLY" as const, interval: s.repeats === "fortnightly" ? 2 : 1 };
	const weekday = weekdays[new Date(`${day}T12:00:00Z`).getUTCDay()];
	const nth = Math.floor((Number(day.slice(8)) - 1) / 7) + 1;
	return { freq: "MONTHLY" as const, interval: 1, byDay: `${nth}${weekday}` };
}
