import ICAL from "ical.js";
import { instantOf } from "../../../core/period.ts";
import type { Fault, Found, FoundEvent } from "./contract.ts";

/** Bounds of a file: what a neighbourhood's association has in a year, many times over. */
const mostLines = 60_000;
const deepest = 6;
const mostEvents = 2000;
const mostDates = 1000;
const mostSteps = 20_000;
const mostMinutes = 14 * 24 * 60;

class Bad extends Error {
	readonly fault: Fault;
	constructor(fault: Fault) {
		super(fault);
		this.fault = fault;
	}
}

type Span = { from: Date; to: Date };

/**
 * The dates between two instants in a calendar file (RFC 5545), recurring ones date by date. What a file says of times
 * is taken by the name of its zone; without one, or with one nobody knows, it is Rome's clock. Never throws; whoever
 * calls it bounds its time, because a rule can be written that never comes to a date.
 */
export function readCalendar(text: string, span: Span): Found | { fault: Fault } {
	try {
		return foundIn(text, span);
	} catch (error) {
		return { fault: error instanceof Bad ? error.fault : "calendar" };
	}
}

function foundIn(text: string, span: Span): Found {
	refuseShape(text);
	const calendar = new ICAL.Component(ICAL.parse(text) as unknown[] as never);
	if (calendar.name !== "vcalendar") throw new Bad("calendar");
	const found: Found = { events: [], leftOut: {} };
	const budget = { steps: mostSteps };
	const all = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
	const changed = Map.groupBy(
		all.filter((event) => event.isRecurrenceException()),
		(event) => event.uid,
	);
	for (const event of all) {
		if (event.isRecurrenceException()) continue;
		for (const other of changed.get(event.uid) ?? []) event.relateException(other);
		for (const { item, start, end, key } of datesOf(event, span, budget)) keep(found, item, start, end, key, span);
		if (found.events.length > mostDates) throw new Bad("many");
	}
	return found;
}

/** Its outline alone, before anything is built of it. */
function refuseShape(text: string): void {
	if (!/^\s*BEGIN:VCALENDAR\s/i.test(text)) throw new Bad("calendar");
	let [lines, depth, events] = [0, 0, 0];
	for (let at = 0; at < text.length; ) {
		const end = text.indexOf("\n", at);
		const line = text.slice(at, Math.min(end < 0 ? text.length : end, at + 20)).toUpperCase();
		at = end < 0 ? text.length : end + 1;
		lines += 1;
		if (line.startsWith("BEGIN:")) depth += 1;
		if (line.startsWith("END:")) depth -= 1;
		if (line.startsWith("BEGIN:VEVENT")) events += 1;
		if (depth > deepest) throw new Bad("deep");
		if (lines > mostLines || events > mostEvents) throw new Bad("many");
	}
}

type Dated = { item: ICAL.Event; start: ICAL.Time; end: ICAL.Time; key: string };

function* datesOf(event: ICAL.Event, { from, to }: Span, budget: { steps: number }): Generator<Dated> {
	if (!event.startDate) throw new Bad("calendar");
	if (!event.isRecurring()) {
		yield { item: event, start: event.startDate, end: event.endDate, key: "" };
		return;
	}
	for (const rule of event.component.getAllProperties("rrule")) {
		const { freq } = rule.getFirstValue() as ICAL.Recur;
		if (!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].includes(freq)) throw new Bad("many");
	}
	const iterator = event.iterator();
	const known = new Map<string, number>();
	for (let next = iterator.next(); next; next = iterator.next()) {
		budget.steps -= 1;
		if (budget.steps < 0) throw new Bad("many");
		if (next.year < from.getUTCFullYear()) continue;
		if (instantIn(next) >= to) return;
		const { item, startDate, endDate } = event.getOccurrenceDetails(next);
		// By its day: a series that begins half an hour later keeps its dates.
		const day = next.toString().slice(0, 10);
		const nth = (known.get(day) ?? 0) + 1;
		known.set(day, nth);
		yield { item, start: startDate, end: endDate, key: nth > 1 ? `${day} ${nth}` : day };
	}
}

function keep(found: Found, item: ICAL.Event, start: ICAL.Time, end: ICAL.Time, key: string, { from, to }: Span): void {
	const startsAt = instantIn(start);
	if (!(startsAt >= from && startsAt < to)) return;
	const title = said(item.summary, 120);
	const uid = said(item.uid, 300);
	const minutes = Math.max(1, Math.round((instantIn(end).getTime() - startsAt.getTime()) / 60_000) || 60);
	const reason = start.isDate ? "all_day" : !title || !uid ? "nameless" : minutes > mostMinutes ? "long" : undefined;
	if (reason) {
		found.leftOut[reason] = (found.leftOut[reason] ?? 0) + 1;
		return;
	}
	const event: FoundEvent = {
		...{ uid, key, startsAt: startsAt.toISOString(), minutes, title },
		...{ about: said(item.description, 1000), place: said(item.location, 200) },
		cancelled: String(item.component.getFirstPropertyValue("status") ?? "").toUpperCase() === "CANCELLED",
	};
	found.events.push(event);
}

/** Words of a file, without what no page can hold, cut where there is no room. */
function said(words: string | null, most: number): string {
	const clean = (words ?? "").replaceAll(/[\p{Cc}\p{Cs}\p{Co}]+/gu, (run) => (run.includes("\n") ? "\n" : " ")).trim();
	return clean.length > most ? `${clean.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : clean;
}

function instantIn(time: ICAL.Time): Date {
	if (time.zone === ICAL.Timezone.utcTimezone) return time.toJSDate();
	const two = (n: number) => String(n).padStart(2, "0");
	const day = `${String(time.year).padStart(4, "0")}-${two(time.month)}-${two(time.day)}`;
	const clock = `${two(time.hour)}:${two(time.minute)}`;
	const zone = zoneOf(time);
	return zone ? instantElsewhere(zone, `${day}T${clock}:00Z`) : instantOf(day, clock);
}

/** The zone a time names, where it is one that is known and not Rome's. */
function zoneOf(time: ICAL.Time): Intl.DateTimeFormat | undefined {
	const name = String((time as unknown as { timezone?: string }).timezone ?? time.zone?.tzid ?? "");
	if (!/^[A-Za-z]+\/[A-Za-z_/+-]+$/.test(name) || name === "Europe/Rome") return undefined;
	try {
		return new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "medium" });
	} catch {
		return undefined;
	}
}

function instantElsewhere(zone: Intl.DateTimeFormat, wall: string): Date {
	const wanted = Date.parse(wall);
	const ahead = (at: number) => Date.parse(`${zone.format(new Date(at)).replace(" ", "T")}Z`) - at;
	return new Date(wanted - ahead(wanted - ahead(wanted)));
}
