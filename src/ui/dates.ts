import type { Day } from "../core/period.ts";
import type { Language } from "./words.ts";

const tags: Record<Language, string> = { it: "it-IT", de: "de-IT", en: "en-GB" };
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, name: string, options: Intl.DateTimeFormatOptions, at: Date): string {
	const key = `${language} ${name}`;
	let known = formats.get(key);
	if (!known) {
		known = new Intl.DateTimeFormat(tags[language], { timeZone: "Europe/Rome", ...options });
		formats.set(key, known);
	}
	return known.format(at);
}

function noon(day: Day): Date {
	return new Date(`${day}T12:00:00Z`);
}

/** «domenica 22 novembre». */
export function dayInWords(language: Language, day: Day): string {
	return format(language, "day", { weekday: "long", day: "numeric", month: "long" }, noon(day));
}

/** «22 novembre 2026». */
export function dateInWords(language: Language, day: Day): string {
	return format(language, "date", { day: "numeric", month: "long", year: "numeric" }, noon(day));
}

/** «22 nov 2026», for tables. */
export function shortDate(language: Language, day: Day): string {
	return format(language, "short", { day: "numeric", month: "short", year: "numeric" }, noon(day));
}

/** «novembre 2026». */
export function monthInWords(language: Language, day: Day): string {
	return format(language, "month", { month: "long", year: "numeric" }, noon(day));
}

/** «15:00» in Rome. */
export function clockInWords(language: Language, at: Date): string {
	return format(language, "clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, at);
}

/** A whole number with its thousands. */
export function numberInWords(language: Language, n: number): string {
	return n.toLocaleString(tags[language]);
}

/** An amount in euro. */
export function euroInWords(language: Language, cents: number): string {
	return (cents / 100).toLocaleString(tags[language], { style: "currency", currency: "EUR" });
}
