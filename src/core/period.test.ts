import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, dayOf, instantOf, isDay, monthStart, nextMonthStart, timeOf, weekStart } from "./period.ts";

test("a day is Rome's, also at the edges of midnight and of summer time", () => {
	expect(dayOf(new Date("2026-06-30T22:30:00Z"))).toBe("2026-07-01");
	expect(dayOf(new Date("2026-12-31T22:59:00Z"))).toBe("2026-12-31");
	expect(instantOf("2026-03-29", "01:59").toISOString()).toBe("2026-03-29T00:59:00.000Z");
	expect(instantOf("2026-03-29", "03:00").toISOString()).toBe("2026-03-29T01:00:00.000Z");
	expect(instantOf("2026-10-25", "12:00").toISOString()).toBe("2026-10-25T11:00:00.000Z");
});

test("a wall-clock time outside the skipped hour comes back as it was", () => {
	const wall = fc.tuple(
		fc.integer({ min: 0, max: 20_000 }),
		fc.integer({ min: 4, max: 23 }),
		fc.integer({ min: 0, max: 59 }),
	);
	fc.assert(
		fc.property(wall, ([n, h, m]) => {
			const day = addDays("1990-01-01", n);
			const time = `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`;
			const at = instantOf(day, time);
			expect([dayOf(at), timeOf(at)]).toEqual([day, time]);
		}),
	);
});

test("weeks begin on Monday and months on the first", () => {
	expect(weekStart("2026-11-22")).toBe("2026-11-16");
	expect(weekStart("2026-11-16")).toBe("2026-11-16");
	expect(monthStart("2026-11-22")).toBe("2026-11-01");
	expect(nextMonthStart("2026-12-31")).toBe("2027-01-01");
});

test("only days that exist are days", () => {
	expect(isDay("2028-02-29")).toBe(true);
	for (const text of ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "0001-01-01", "", "2026-11-22T00:00"])
		expect(isDay(text)).toBe(false);
});
