import fc from "fast-check";
import { expect, test } from "vitest";
import type { ActOfHelp } from "../../exchange/generated/contract.ts";
import { arraysOf, chainsOf, generatedBy, stepsOf, treeOf } from "./rules.ts";

const now = new Date("2026-11-22T09:30:00Z");

/** Acts in the order of time: who for whom, on which day, moved by the which-th. */
function actsOf(rows: [giver: string, receiver: string, day: string, by?: number][], more: Partial<ActOfHelp> = {}) {
	return rows.map(
		([giver, receiver, day, by], i): ActOfHelp => ({
			id: `act ${i}`,
			giver,
			receiver,
			at: new Date(`${day}T11:00:00Z`),
			movedBy: by === undefined ? "no" : "by_act",
			movedByAct: by === undefined ? null : `act ${by}`,
			receiverLeftOn: null,
			...more,
		}),
	);
}

/** So many acts on one day, each from somebody to somebody else. */
function many(n: number, day: string) {
	return actsOf(Array.from({ length: n }, (_, i) => [`giver ${i}`, `receiver ${i}`, day]));
}

test("an unasked and an unanswered question count as not answered, every answer as one", () => {
	const movings = ["not_asked", "not_answered", "no", "in_general", "by_act"] as const;
	const acts = movings.flatMap((movedBy) => actsOf([["Anna", "Bruno", "2026-05-01"]], { movedBy }));
	expect([...arraysOf(acts).answered]).toEqual([0, 0, 1, 1, 1]);
});

test("whoever left is followed until midnight in Rome of the first day they were not there", () => {
	const acts = actsOf([["Anna", "Bruno", "2026-05-01"]], { receiverLeftOn: "2026-06-10" });
	expect(new Date(arraysOf(acts).receiverLeft[0]!).toISOString()).toBe("2026-06-09T22:00:00.000Z");
});

test("what moved an act elsewhere moved none of these", () => {
	const [, second] = actsOf([
		["Anna", "Bruno", "2026-05-01"],
		["Bruno", "Carla", "2026-05-02", 0],
	]);
	expect([...arraysOf([second!]).inspiredBy]).toEqual([-1]);
	expect(chainsOf([second!])).toEqual([]);
});

test("nineteen receipts have no figure of any kind, twenty have", () => {
	const few = generatedBy(many(19, "2026-01-10"), now);
	expect(few).toMatchObject({
		receipts: 19,
		all: null,
		year: { receipts: 19, figures: null },
		quarters: [],
		drawn: [],
	});
	expect(generatedBy(many(20, "2026-01-10"), now).year.figures).toMatchObject({ acts: 20, G: 0, high: 0.15 });
	expect(generatedBy([], now)).toMatchObject({ since: null, receipts: 0, all: null });
});

test("the year counts the help received in it; with less than twenty it is withheld and the rest is told", () => {
	const acts = [...many(25, "2024-05-05"), ...many(19, "2026-05-05")].map((act, i) => ({ ...act, id: `${i}` }));
	const found = generatedBy(acts, now);
	expect(found.year).toMatchObject({ from: "2025-11-22", receipts: 19, figures: null });
	expect(found).toMatchObject({ since: "2024-05-05", all: { acts: 44 } });
});

test("quarters are Rome's, reach from the first act to today, and say when they are too few or too early", () => {
	// Half past eleven in the evening in London is the first of April in Rome.
	const first = many(20, "2026-03-31").map((act) => ({ ...act, at: new Date("2026-03-31T22:30:00Z") }));
	const acts = [...first, ...many(21, "2026-08-01")].map((act, i) => ({ ...act, id: `${i}` }));
	const { quarters } = generatedBy(acts, now);
	expect(quarters.map(({ from, to, receipts, isEarly, figures }) => [from, to, receipts, isEarly, figures?.G])).toEqual(
		[
			["2026-04-01", "2026-06-30", 20, false, 0],
			["2026-07-01", "2026-09-30", 21, true, undefined],
			["2026-10-01", "2026-11-22", 0, true, undefined],
		],
	);
	const long = generatedBy([...many(20, "2019-01-01"), ...many(20, "2026-01-01")], now).quarters;
	expect([long.length, long[0]?.from, long.at(-1)?.from]).toEqual([12, "2024-01-01", "2026-10-01"]);
});

test("chains: the largest first, of equals the latest, and no single act", () => {
	const acts = actsOf([
		["Anna", "Bruno", "2026-01-01"],
		["Bruno", "Carla", "2026-01-02", 0],
		["Dino", "Elsa", "2026-01-03"],
		["Bruno", "Elsa", "2026-01-04", 0],
		["Carla", "Dino", "2026-01-05", 1],
		["Elsa", "Anna", "2026-01-06", 2],
		["Fede", "Gina", "2026-01-07"],
	]);
	expect(chainsOf(acts)).toEqual([
		[-1, 0, 0, 1],
		[-1, 0],
	]);
	const twenty = Array.from({ length: 20 }, (_, i) =>
		actsOf([
			[`a${i}`, `b${i}`, "2026-02-01"],
			[`b${i}`, `c${i}`, "2026-02-02", 0],
		]).map((act) => ({ ...act, id: `${i} ${act.id}`, movedByAct: act.movedByAct && `${i} ${act.movedByAct}` })),
	).flat();
	expect(chainsOf(twenty)).toHaveLength(12);
});

test("a tree: one step to the right of what moved it, in the middle of those it moved", () => {
	expect(stepsOf([-1, 0, 0, 1])).toEqual([1, 2, 1]);
	expect(treeOf([-1, 0, 0, 1])).toEqual([
		{ column: 0, row: 0.5 },
		{ column: 1, row: 0 },
		{ column: 1, row: 1 },
		{ column: 2, row: 0 },
	]);
});

test("in no tree do two acts fall on one spot", () => {
	fc.assert(
		fc.property(fc.array(fc.nat(30), { maxLength: 30 }), (seeds) => {
			const chain = [-1, ...seeds.map((seed, i) => seed % (i + 1))];
			const spots = treeOf(chain).map(({ column, row }) => `${column} ${row}`);
			expect(new Set(spots).size).toBe(chain.length);
		}),
	);
});
