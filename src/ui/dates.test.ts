import { describe, expect, test } from "vitest";
import type { Day } from "../core/period.ts";
import {
	clockInWords,
	dateInWords,
	dayInWords,
	euroInWords,
	fromToday,
	monthInWords,
	numberInWords,
	shortDate,
	sinceInWords,
} from "./dates.ts";

const day = "2026-11-22" as Day;

/** Intl writes spaces that do not break; they look the same. */
function plain(text: string): string {
	return text.replace(/\s/g, " ");
}

describe.each([
	["it", "domenica 22 novembre", "22 novembre 2026", "22 nov 2026", "novembre 2026", "12.345", "161.790,22 €"],
	["de", "Sonntag, 22. November", "22. November 2026", "22. Nov. 2026", "November 2026", "12.345", "161.790,22 €"],
	["en", "Sunday 22 November", "22 November 2026", "22 Nov 2026", "November 2026", "12,345", "€161,790.22"],
] as const)("in %s", (language, weekday, date, short, month, number, euro) => {
	test("says a day, a date, a month", () => {
		expect(dayInWords(language, day)).toBe(weekday);
		expect(dateInWords(language, day)).toBe(date);
		expect(shortDate(language, day)).toBe(short);
		expect(monthInWords(language, day)).toBe(month);
	});

	test("says numbers and amounts", () => {
		expect(plain(numberInWords(language, 12345))).toBe(number);
		expect(plain(euroInWords(language, 16_179_022))).toBe(euro);
	});

	test("reads the clock in Rome, with four figures, in summer and in winter", () => {
		expect(clockInWords(language, new Date("2026-11-22T08:05:00Z"))).toBe("09:05");
		expect(clockInWords(language, new Date("2026-07-22T22:05:00Z"))).toBe("00:05");
	});
});

test.each([
	["ro", "duminică, 22 noiembrie", "22 noiembrie 2026", "noiembrie 2026"],
	["sq", "e diel, 22 nëntor", "22 nëntor 2026", "nëntor 2026"],
	["ar", "الأحد، 22 نوفمبر", "22 نوفمبر 2026", "نوفمبر 2026"],
	["ur", "اتوار، 22 نومبر", "22 نومبر، 2026", "نومبر 2026"],
	["uk", "неділя, 22 листопада", "22 листопада 2026 р.", "листопад 2026 р."],
	["zh", "11月22日星期日", "2026年11月22日", "2026年11月"],
] as const)("in %s too, with the figures that stand on doors and buses", (language, weekday, date, month) => {
	expect(plain(dayInWords(language, day))).toBe(weekday);
	expect(plain(dateInWords(language, day))).toBe(date);
	expect(plain(monthInWords(language, day))).toBe(month);
	expect(plain(numberInWords(language, 12345))).toMatch(/^12.345$/);
});

test("a day stays that day, at both ends of the year and where the clock changes", () => {
	for (const [at, said] of [
		["2026-01-01", "1 gennaio 2026"],
		["2026-12-31", "31 dicembre 2026"],
		["2026-03-29", "29 marzo 2026"],
		["2026-10-25", "25 ottobre 2026"],
	] as const) {
		expect(dateInWords("it", at as Day)).toBe(said);
	}
});

test("how far a day is from today, in the largest unit that fits, beside the day itself", () => {
	const today = "2026-11-22";
	expect(fromToday("it", "2026-11-22", today)).toBe("oggi");
	expect(fromToday("it", "2026-11-21", today)).toBe("ieri");
	expect(fromToday("de", "2026-11-19", today)).toBe("vor 3 Tagen");
	expect(fromToday("en", "2026-11-30", today)).toBe("in 8 days");
	expect(fromToday("it", "2026-11-01", today)).toBe("3 settimane fa");
	expect(fromToday("it", "2026-05-22", today)).toBe("6 mesi fa");
	expect(fromToday("en", "2023-11-22", today)).toBe("3 years ago");
	expect(sinceInWords("it", "2026-11-19", today)).toBe("19 novembre 2026 (3 giorni fa)");
});
