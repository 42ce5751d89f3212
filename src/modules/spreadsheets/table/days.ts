import type { Day } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";
import { dayFrom, monthOf } from "./values.ts";

/** What a heading says of a day, as far as it says it. */
export type SaidDay = { day?: number; month?: number; year?: number };

const weekdays = new Set(
	"lun lunedi mar martedi mer mercoledi gio giovedi ven venerdi sab sabato dom domenica mo mon montag di die dienstag mi mit mittwoch do don donnerstag fr fre freitag sa sam samstag so son sonntag monday tue tuesday wed wednesday thu thursday fri friday sat saturday sun sunday l m g v s d".split(
		" ",
	),
);

const mostLong = 60;

/**
 * The day in a heading: a whole one wherever it stands in it («3° incontro, 5/10/2026»), one without its year («5/10», «lun 5 ott»),
 * a number alone («lun 5»), or a month («ottobre 2026», «ott-26»). `wrong` for what is written like a day that no calendar has.
 */
export function saidDay(cell: string): SaidDay | "wrong" | undefined {
	const text = cell.replace(/\s+/g, " ").trim();
	if (text === "" || text.length > mostLong) return undefined;
	const whole = dayFrom(text);
	if (whole) return partsOf(whole);
	return figuresIn(text) ?? namedIn(text) ?? numberIn(text);
}

function partsOf(day: Day): SaidDay {
	const [year, month, date] = day.split("-").map(Number) as [number, number, number];
	return { year, month, day: date };
}

function figuresIn(text: string): SaidDay | "wrong" | undefined {
	const whole = /(?<![\d.,/-])(\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2})(?!\d)/.exec(
		text,
	);
	if (whole) {
		const day = dayFrom(whole[1]!);
		return day ? partsOf(day) : "wrong";
	}
	const short = /(?<![\d.,/-])(\d{1,2})\s*[./-]\s*(\d{1,2})\.?(?![\d/])/.exec(text);
	if (!short) return undefined;
	const [day, month] = [Number(short[1]), Number(short[2])];
	return day >= 1 && day <= 31 && month >= 1 && month <= 12 ? { day, month } : undefined;
}

function namedIn(text: string): SaidDay | undefined {
	const words = fold(text).split(" ");
	for (const [i, word] of words.entries()) {
		const month = monthOf(word);
		if (month === undefined) continue;
		const year = yearFrom(words[i + 1]);
		const before =
			wholeFrom(words[i - 1]) ?? (/^de[il]?$/.test(words[i - 1] ?? "") ? wholeFrom(words[i - 2]) : undefined);
		if (before !== undefined) return { day: before, month, ...(year !== undefined && { year }) };
		// «mar 3» is a Tuesday; «Oct 3» is a day of October.
		const after = wholeFrom(words[i + 1]);
		if (weekdays.has(word)) continue;
		if (after !== undefined && year === undefined) return { day: after, month };
		if (words.length <= 3) return { month, ...(year !== undefined && { year }) };
	}
	return undefined;
}

/** A number alone, or beside a weekday. */
function numberIn(text: string): SaidDay | undefined {
	const words = fold(text).split(" ");
	const numbers = words.map(wholeFrom).filter((n) => n !== undefined);
	const others = words.filter((word) => wholeFrom(word) === undefined);
	return numbers.length === 1 && others.every((word) => weekdays.has(word)) ? { day: numbers[0]! } : undefined;
}

function wholeFrom(word: string | undefined): number | undefined {
	if (!word || !/^\d{1,2}$/.test(word)) return undefined;
	const n = Number(word);
	return n >= 1 && n <= 31 ? n : undefined;
}

function yearFrom(word: string | undefined): number | undefined {
	if (!word) return undefined;
	if (/^20\d\d$/.test(word)) return Number(word);
	return /^\d\d$/.test(word) && Number(word) >= 15 ? 2000 + Number(word) : undefined;
}

export function isWeekday(cell: string): boolean {
	return weekdays.has(fold(cell));
}

/** The year or the two years that words around a table speak of: «2026», «anno 2025/26». */
export type SaidYears = { first: number; second?: number };

export function yearsIn(text: string): SaidYears | undefined {
	const two = /(?<!\d)(20\d\d)\s*[/–-]\s*(?:20)?(\d\d)(?!\d)/.exec(text);
	if (two && Number(two[2]) === (Number(two[1]) + 1) % 100)
		return { first: Number(two[1]), second: Number(two[1]) + 1 };
	const all = [...text.matchAll(/(?<!\d)(20\d\d)(?!\d)/g)].map(([year]) => Number(year));
	const [first, ...more] = new Set(all);
	return first !== undefined && more.length === 0 ? { first } : undefined;
}
