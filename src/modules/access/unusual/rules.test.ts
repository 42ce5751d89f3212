import { expect, test } from "vitest";
import { copiesADay, pagesAnHour } from "./contract.ts";
import { type Seen, unusualIn } from "./rules.ts";

const day = "2026-03-03T10:00:00Z";
const reading = (over: Partial<Seen> = {}): Seen => ({
	actorId: "anna",
	role: "facilitator",
	at: new Date(day),
	kind: "person",
	recordId: "p",
	isAssigned: true,
	...over,
});
const many = (n: number, over: (i: number) => Partial<Seen>) => Array.from({ length: n }, (_, i) => reading(over(i)));
const rulesIn = (readings: readonly Seen[]) => unusualIn(readings).map(({ rule, n }) => [rule, n]);

test("an ordinary day is nothing, however often the same page is opened", () => {
	expect(rulesIn(many(200, (i) => ({ recordId: `p${i % pagesAnHour}` })))).toEqual([]);
	expect(rulesIn(many(copiesADay, () => ({ kind: "export" })))).toEqual([]);
	expect(rulesIn([])).toEqual([]);
});

test("one page more than is usual in an hour of the clock, and not one spread over two", () => {
	const over = many(pagesAnHour + 1, (i) => ({ recordId: `p${i}` }));
	expect(rulesIn(over)).toEqual([["many", pagesAnHour + 1]]);
	const spread = over.map((one, i) => ({ ...one, at: new Date(Date.parse(day) + (i % 2) * 3_600_000) }));
	expect(rulesIn(spread)).toEqual([]);
	// Two who each read half of it are two.
	expect(rulesIn(over.map((one, i) => ({ ...one, actorId: i % 2 ? "anna" : "bruno" })))).toEqual([]);
});

test("anything outside the assignment, counted by the day of Rome", () => {
	const outside = [
		reading({ isAssigned: false, at: new Date("2026-03-03T22:00:00Z") }),
		reading({ isAssigned: false, at: new Date("2026-03-03T18:00:00Z") }),
		reading({ isAssigned: false, at: new Date("2026-03-04T12:00:00Z") }),
	];
	expect(unusualIn(outside).filter(({ rule }) => rule === "outside")).toEqual([
		expect.objectContaining({ n: 2, beganAt: new Date("2026-03-02T23:00:00Z"), endedAt: outside[0]!.at }),
		expect.objectContaining({ n: 1, beganAt: new Date("2026-03-03T23:00:00Z") }),
	]);
});

test("what is opened at night belongs to the night in which it began, also when the clock changes", () => {
	const night = ["2026-03-28T22:00:00Z", "2026-03-29T03:00:00Z"].map((at) => reading({ at: new Date(at) }));
	// 23:00 before and 5:00 after the change to summer time: one night.
	expect(unusualIn(night)).toEqual([
		{
			rule: "night",
			actorId: "anna",
			role: "facilitator",
			beganAt: new Date("2026-03-28T21:30:00Z"),
			endedAt: new Date("2026-03-29T03:00:00Z"),
			n: 2,
		},
	]);
	expect(
		rulesIn([reading({ at: new Date("2026-03-03T04:30:00Z") }), reading({ at: new Date("2026-03-03T21:29:00Z") })]),
	).toEqual([]);
});

test("one copy more than is usual in a day", () => {
	expect(rulesIn(many(copiesADay + 1, () => ({ kind: "export" })))).toEqual([["copies", copiesADay + 1]]);
});
