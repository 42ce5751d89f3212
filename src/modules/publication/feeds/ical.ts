import ICAL from "ical.js";
import { dayOf, timeOf } from "../../../core/period.ts";
import type { CalendarEvent } from "./rules.ts";

/** What a calendar is called, where it is read on the web, and how its events are told there. */
export type CalendarHead = {
	name: string;
	language: string;
	url: string;
	/** The page of an event. */
	pageOf: (event: CalendarEvent) => string;
};

/** Europe/Rome since 1996, by the rule the whole Union follows: for calendars that do not know the zone by its name. */
const rome = [
	"BEGIN:VTIMEZONE",
	"TZID:Europe/Rome",
	"BEGIN:DAYLIGHT",
	"TZOFFSETFROM:+0100",
	"TZOFFSETTO:+0200",
	"TZNAME:CEST",
	"DTSTART:19960331T020000",
	"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
	"END:DAYLIGHT",
	"BEGIN:STANDARD",
	"TZOFFSETFROM:+0200",
	"TZOFFSETTO:+0100",
	"TZNAME:CET",
	"DTSTART:19961027T030000",
	"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
	"END:STANDARD",
	"END:VTIMEZONE",
].join("\r\n");

/** A calendar file of events (RFC 5545, RFC 7986): UTF-8, lines of at most 75 octets, times of Rome. The same events give the same bytes. */
export function calendarText(head: CalendarHead, events: readonly CalendarEvent[]): string {
	return calendarOf(
		head,
		events.map((event) => eventOf(head, event)),
	);
}

/** When something is taken: events that say so and nothing else, marked private. */
export function busyText(head: Omit<CalendarHead, "pageOf" | "language">, times: readonly BusyTime[]): string {
	return calendarOf(head, times.map(busyOf));
}

function calendarOf(head: Pick<CalendarHead, "name" | "url">, events: readonly ICAL.Component[]): string {
	const calendar = new ICAL.Component("vcalendar");
	calendar.addPropertyWithValue("version", "2.0");
	calendar.addPropertyWithValue("prodid", "-//Filò//Filò//IT");
	calendar.addPropertyWithValue("calscale", "GREGORIAN");
	calendar.addPropertyWithValue("method", "PUBLISH");
	for (const name of ["name", "x-wr-calname"]) calendar.addPropertyWithValue(name, head.name);
	calendar.addPropertyWithValue("x-wr-timezone", "Europe/Rome");
	calendar.addPropertyWithValue("url", head.url);
	for (const name of ["refresh-interval", "x-published-ttl"]) hourly(calendar, name);
	calendar.addSubcomponent(new ICAL.Component(ICAL.parse(rome)));
	for (const event of events) calendar.addSubcomponent(event);
	return `${calendar.toString()}\r\n`;
}

function hourly(calendar: ICAL.Component, name: string): void {
	const property = new ICAL.Property(name, calendar);
	property.resetType("duration");
	property.setValue(ICAL.Duration.fromSeconds(3600));
	calendar.addProperty(property);
}

function eventOf(head: CalendarHead, event: CalendarEvent): ICAL.Component {
	const { uid, title, invitation, place, sequence, cancelled, rule } = event;
	const it = new ICAL.Component("vevent");
	const page = head.pageOf(event);
	it.addPropertyWithValue("uid", uid);
	it.addPropertyWithValue("dtstamp", utc(event.changedAt));
	it.addPropertyWithValue("last-modified", utc(event.changedAt));
	it.addPropertyWithValue("sequence", sequence);
	if (event.recurrenceAt) addLocal(it, "recurrence-id", event.recurrenceAt);
	addLocal(it, "dtstart", event.startsAt);
	addLocal(it, "dtend", new Date(event.startsAt.getTime() + event.minutes * 60_000));
	if (rule) it.addPropertyWithValue("rrule", ICAL.Recur.fromString(ruleText(rule)));
	it.addPropertyWithValue("summary", title).setParameter("language", head.language);
	it.addPropertyWithValue("description", [invitation, page].filter(Boolean).join("\n\n"));
	if (place) it.addPropertyWithValue("location", place);
	it.addPropertyWithValue("url", page);
	it.addPropertyWithValue("status", cancelled ? "CANCELLED" : "CONFIRMED");
	return it;
}

/** A time that is taken: `words` stand in place of what for. */
type BusyTime = { uid: string; from: Date; to: Date; words: string; isSure: boolean; changedAt: Date };

function busyOf({ uid, from, to, words, isSure, changedAt }: BusyTime): ICAL.Component {
	const it = new ICAL.Component("vevent");
	it.addPropertyWithValue("uid", uid);
	it.addPropertyWithValue("dtstamp", utc(changedAt));
	it.addPropertyWithValue("sequence", isSure ? 1 : 0);
	addLocal(it, "dtstart", from);
	addLocal(it, "dtend", to);
	it.addPropertyWithValue("summary", words);
	it.addPropertyWithValue("class", "PRIVATE");
	it.addPropertyWithValue("transp", "OPAQUE");
	it.addPropertyWithValue("status", isSure ? "CONFIRMED" : "TENTATIVE");
	return it;
}

function ruleText({ freq, interval, byDay, count }: NonNullable<CalendarEvent["rule"]>): string {
	return [`FREQ=${freq}`, interval > 1 && `INTERVAL=${interval}`, byDay && `BYDAY=${byDay}`, `COUNT=${count}`]
		.filter(Boolean)
		.join(";");
}

/** To the second, as calendars write it. */
function utc(at: Date): ICAL.Time {
	return ICAL.Time.fromDateTimeString(`${at.toISOString().slice(0, 19)}Z`);
}

/** A time of the wall clock in Rome: what a recurring event keeps when the clocks change. */
function addLocal(it: ICAL.Component, name: string, at: Date): void {
	const time = ICAL.Time.fromDateTimeString(`${dayOf(at)}T${timeOf(at)}:${at.toISOString().slice(17, 19)}`);
	it.addPropertyWithValue(name, time).setParameter("tzid", "Europe/Rome");
}
