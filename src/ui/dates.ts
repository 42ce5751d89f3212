import { type Day, timeOf } from "../core/period.ts";
import type { Language } from "./words.ts";

/** Figures are those on the doors and buses here, whatever the script of the words. */
const tags: Record<Language, string> = {
	it: "it-IT",
	de: "de-IT",
	en: "en-GB",
	ro: "ro-RO",
	sq: "sq-AL",
	ar: "ar-u-nu-latn",
	ur: "ur-u-nu-latn",
	uk: "uk-UA",
	zh: "zh-CN",
};
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

const saidDays = new Map<string, string>();
const mostDays = 5000;

/** A day in words, remembered: the same few hundred days are said over and over. */
function sayDay(language: Language, name: string, options: Intl.DateTimeFormatOptions, day: Day): string {
	const key = `${language} ${name} ${day}`;
	let said = saidDays.get(key);
	if (said === undefined) {
		said = format(language, name, options, new Date(`${day}T12:00:00Z`));
		if (saidDays.size >= mostDays) saidDays.clear();
		saidDays.set(key, said);
	}
	return said;
}

/** «domenica 22 novembre». */
export function dayInWords(language: Language, day: Day): string {
	return sayDay(language, "day", { weekday: "long", day: "numeric", month: "long" }, day);
}

/** «22 novembre 2026». */
export function dateInWords(language: Language, day: Day): string {
	return sayDay(language, "date", { day: "numeric", month: "long", year: "numeric" }, day);
}

const relative = new Map<Language, Intl.RelativeTimeFormat>();

/** «tre giorni fa», «ieri», «fra due settimane»: how far a day is from today, in the largest unit that fits. */
export function fromToday(language: Language, day: Day, today: Day): string {
	let said = relative.get(language);
	if (!said) {
		said = new Intl.RelativeTimeFormat(tags[language], { numeric: "auto" });
		relative.set(language, said);
	}
	const days = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
	const far = Math.abs(days);
	if (far < 14) return said.format(days, "day");
	if (far < 60) return said.format(Math.round(days / 7), "week");
	return far < 700 ? said.format(Math.round(days / 30.44), "month") : said.format(Math.round(days / 365.25), "year");
}

/** «19 novembre 2026 (3 giorni fa)»: the day itself, and how far it is. */
export function sinceInWords(language: Language, day: Day, today: Day): string {
	return `${dateInWords(language, day)} (${fromToday(language, day, today)})`;
}

/** «22 nov 2026», for tables. */
export function shortDate(language: Language, day: Day): string {
	return sayDay(language, "short", { day: "numeric", month: "short", year: "numeric" }, day);
}

/** «novembre 2026». */
export function monthInWords(language: Language, day: Day): string {
	return sayDay(language, "month", { month: "long", year: "numeric" }, day);
}

/** «15:00» in Rome: written alike in all languages. */
export function clockInWords(_language: Language, at: Date): string {
	return timeOf(at);
}

/** A whole number with its thousands. */
export function numberInWords(language: Language, n: number): string {
	return n.toLocaleString(tags[language]);
}

/** An amount in euro. */
export function euroInWords(language: Language, cents: number): string {
	return (cents / 100).toLocaleString(tags[language], { style: "currency", currency: "EUR" });
}

const languageNames = new Map<string, string>();

/** The name of a language (ISO 639-1) in the reader's own; the code itself where it has none. */
export function languageInWords(language: Language, code: string): string {
	const key = `${language} ${code}`;
	let name = languageNames.get(key);
	if (name === undefined) {
		name = new Intl.DisplayNames([language], { type: "language" }).of(code) ?? code;
		if (languageNames.size >= 1000) languageNames.clear();
		languageNames.set(key, name);
	}
	return name;
}
