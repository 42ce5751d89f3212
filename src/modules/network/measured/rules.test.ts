import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../../../core/period.ts";
import { type NetworkHistory, type NetworkTie, personalTieKinds } from "../../community/network/contract.ts";
import { streetsOf } from "../streets.ts";
import type { Growth } from "./contract.ts";
import { growthOf, metIn, monthEnds, notMet, periodOf, placedOn, pointOf, stateOf, streetsIn } from "./rules.ts";

const first = "2026-01-01";
const day = fc.nat(60).map((n) => addDays(first, n - 30));

const person = (id: string, more: object = {}) => ({
	id,
	label: id,
	level: "description" as const,
	placeId: null,
	placeLabel: null,
	knownSince: "2025-01-01",
	existedBefore: false,
	leftOn: null,
	...more,
});
let made = 0;
const tie = (one: string, other: string, more: Partial<NetworkTie> = {}): NetworkTie => ({
	id: `t${++made}`,
	one,
	other,
	kind: "knows",
	since: "2025-01-01",
	until: null,
	existedBefore: false,
	metAt: null,
	...more,
});

/** Any history of six people over sixty days. */
const histories: fc.Arbitrary<NetworkHistory> = fc
	.record({
		people: fc.array(fc.record({ knownSince: day, existedBefore: fc.boolean(), stay: fc.option(fc.nat(60)) }), {
			minLength: 6,
			maxLength: 6,
		}),
		ties: fc.array(
			fc.record({
				one: fc.nat(5),
				by: fc.integer({ min: 1, max: 5 }),
				kind: fc.constantFrom(...personalTieKinds.slice(0, 3)),
				since: day,
				length: fc.option(fc.nat(40)),
				existedBefore: fc.boolean(),
			}),
			{ maxLength: 25 },
		),
	})
	.map(({ people, ties }) => ({
		people: people.map(({ stay, ...p }, i) =>
			person(`p${i}`, { ...p, leftOn: stay === null ? null : addDays(p.knownSince, stay) }),
		),
		ties: ties.map(({ one, by, length, ...t }) =>
			tie(`p${one}`, `p${(one + by) % 6}`, { ...t, until: length === null ? null : addDays(t.since, length) }),
		),
	}));

/** Growth as it is told in docs/measures.md, pair by pair and day by day, without any cleverness. */
function bruteGrowth(
	{ people, ties }: NetworkHistory,
	from: string,
	to: string,
): Omit<Growth, "newBodies" | "foundBodies"> {
	const inPeriod = (d: string | null) => d !== null && d >= from && d <= to;
	const growth = {
		newPeople: 0,
		foundPeople: 0,
		leftPeople: 0,
		newTies: 0,
		foundTies: 0,
		endedTies: 0,
		deepened: 0,
		renewed: 0,
	};
	for (const p of people) {
		if (inPeriod(p.knownSince)) growth[p.existedBefore ? "foundPeople" : "newPeople"]++;
		if (inPeriod(p.leftOn)) growth.leftPeople++;
	}
	const here = (id: string, d: string) =>
		people.some((p) => p.id === id && p.knownSince <= d && (p.leftOn === null || p.leftOn > d));
	for (const a of people)
		for (const b of people) {
			if (a.id >= b.id) continue;
			const own = ties.filter((t) => [t.one, t.other].includes(a.id) && [t.one, t.other].includes(b.id));
			const on = (d: string) =>
				own.filter((t) => here(a.id, d) && here(b.id, d) && t.since <= d && (t.until === null || t.until >= d));
			const then = on(addDays(from, -1));
			const now = on(to);
			const known = own.filter((t) => t.since <= to);
			if (then.length === 0 && now.length > 0) {
				if (known.every((t) => !t.existedBefore && t.since >= from)) growth.newTies++;
				else if (!known.some((t) => t.until !== null && t.until < from)) growth.foundTies++;
			}
			if (then.length > 0 && now.length === 0) growth.endedTies++;
			const begun = [...new Set(now.map((t) => t.kind))].map((kind) => {
				const since = known
					.filter((t) => t.kind === kind)
					.map((t) => t.since)
					.sort()[0]!;
				return { since, old: known.some((t) => t.kind === kind && t.since === since && t.existedBefore) };
			});
			begun.sort((x, y) => (x.since < y.since ? -1 : 1));
			const second = begun[1];
			if (
				second &&
				second.since > begun[0]!.since &&
				inPeriod(second.since) &&
				begun.some((k) => k.since === second.since && !k.old)
			)
				growth.deepened++;
			for (const t of own)
				if (
					!t.existedBefore &&
					inPeriod(t.since) &&
					own.some((u) => u.kind === t.kind && u.until !== null && u.until < t.since)
				)
					growth.renewed++;
		}
	return growth;
}

describe("growth", () => {
	test("is what counting pair by pair gives, on any history", () => {
		fc.assert(
			fc.property(histories, fc.nat(25), fc.nat(25), (history, start, length) => {
				const from = addDays(first, start - 10);
				const to = addDays(from, length);
				expect(growthOf(history, [], { from, to })).toEqual({
					...bruteGrowth(history, from, to),
					newBodies: 0,
					foundBodies: 0,
				});
			}),
			{ numRuns: 1500 },
		);
	});

	test("who left and nobody came: pairs then, with what came and went, are the pairs now", () => {
		fc.assert(
			fc.property(histories, (history) => {
				const from = addDays(first, -5);
				const to = addDays(first, 20);
				const then = stateOf(placedOn(history, new Map(), addDays(from, -1)));
				const now = stateOf(placedOn(history, new Map(), to));
				const g = growthOf(history, [], { from, to });
				const back = now.ties - then.ties - g.newTies - g.foundTies + g.endedTies;
				expect(back, "a pair that was there before, and is again").toBeGreaterThanOrEqual(0);
				if (history.ties.every((t) => t.until === null)) expect(back).toBe(0);
			}),
		);
	});

	test("a second kind in the period deepens; one written down late does not; both on one day are one meeting", () => {
		const people = ["a", "b"].map((id) => person(id));
		const of = (...ties: NetworkTie[]) => growthOf({ people, ties }, [], { from: "2026-02-01", to: "2026-02-28" });
		const old = tie("a", "b");
		expect(of(old, tie("b", "a", { kind: "helps", since: "2026-02-10" }))).toMatchObject({ deepened: 1, newTies: 0 });
		expect(of(old, tie("a", "b", { kind: "kin", since: "2026-02-10", existedBefore: true })).deepened).toBe(0);
		const met = { since: "2026-02-10" };
		expect(of(tie("a", "b", met), tie("a", "b", { ...met, kind: "helps" }))).toMatchObject({ deepened: 0, newTies: 1 });
		expect(of(tie("a", "b", { existedBefore: true, since: "2026-02-05" }))).toMatchObject({ newTies: 0, foundTies: 1 });
		const again = of(tie("a", "b", { until: "2025-06-01" }), tie("a", "b", { since: "2026-02-03" }));
		expect(again).toMatchObject({ renewed: 1, newTies: 0, foundTies: 0 });
	});
});

describe("age bands", () => {
	const banded = (id: string, ageBand: string | null) => person(id, { ageBand });
	const old = ["a", "b", "c", "d", "e", "f"].map((id) => banded(id, "75-84"));
	const young = ["g", "h", "i", "j", "k"].map((id) => banded(id, "18-34"));
	const people = [...old, ...young, banded("x", null)];
	const within = ["b", "c", "d", "e", "f"].map((id) => tie("a", id));
	const across = young.map(({ id }) => tie("a", id));
	const on = (ties: NetworkTie[]) => stateOf(placedOn({ people, ties }, new Map(), first));

	test("pairs of which both said theirs are counted, within bands and between them", () => {
		const state = on([...within, ...across, tie("b", "g"), tie("a", "x")]);
		expect(state).toMatchObject({ agedTies: 11, betweenAges: 6 });
		expect(state.eiOfAges).toBeCloseTo(1 / 11);
	});

	test("fewer than five on either side tell nothing, also not by subtraction", () => {
		for (const ties of [[...within.slice(1), ...across], [...within, ...across.slice(1)], within, []])
			expect(on(ties)).toMatchObject({ agedTies: null, betweenAges: null, eiOfAges: null });
	});
});

describe("places", () => {
	const places = [
		{ id: "hamlet", label: "h", around: null },
		{ id: "street", label: "s", around: "hamlet" },
		{ id: "block", label: "b", around: "street" },
		{ id: "other", label: "o", around: null },
		{ id: "ring1", label: "r", around: "ring2" },
		{ id: "ring2", label: "r", around: "ring1" },
	];
	const streets = streetsOf(places);

	test("the street of a place is the outermost one around it, and a ring has an end", () => {
		expect(streets.get("block")).toBe("hamlet");
		expect(streets.get("other")).toBe("other");
		expect(streets.has("ring1")).toBe(true);
	});

	test("ties between streets are counted where both places are known", () => {
		const people = [
			person("a", { placeId: "block" }),
			person("b", { placeId: "street" }),
			person("c", { placeId: "other" }),
			person("d"),
		];
		const ties = [tie("a", "b"), tie("a", "c"), tie("b", "c"), tie("a", "d")];
		expect(stateOf(placedOn({ people, ties }, streets, first))).toMatchObject({
			ties: 4,
			placedTies: 3,
			betweenPlaces: 2,
			eiIndex: 1 / 3,
		});
		expect(pointOf(placedOn({ people, ties: [] }, streets, first))).toMatchObject({ placedTies: 0, isolated: 4 });
	});

	test("a street of five known people with two ties out hangs on few; with three it does not", () => {
		const people = Array.from({ length: 10 }, (_, i) => person(`p${i}`, { placeId: i < 5 ? "block" : "other" }));
		const out = [tie("p0", "p5"), tie("p1", "p6"), tie("p2", "p7")];
		expect(streetsIn(placedOn({ people, ties: out.slice(1) }, streets, first))).toEqual({ known: 2, onFewTies: 2 });
		expect(streetsIn(placedOn({ people, ties: out }, streets, first))).toEqual({ known: 2, onFewTies: 0 });
		expect(streetsIn(placedOn({ people: people.slice(0, 9), ties: [] }, streets, first))).toEqual({
			known: 1,
			onFewTies: 1,
		});
	});
});

test("having met twice or three times is counted by pair, and beside it who of them is tied", () => {
	const people = ["a", "b", "c"].map((id) => person(id));
	const at = (sessionId: string, ...ids: string[]) => ids.map((personId) => ({ personId, sessionId }));
	const presences = [
		...at("1", "a", "b", "c"),
		...at("2", "a", "b", "gone"),
		...at("3", "a", "b"),
		...at("4", "b", "c"),
	];
	const met = metIn(placedOn({ people, ties: [tie("b", "a")] }, new Map(), first).network, presences);
	expect(met).toEqual({ people: 3, twice: 2, twiceTied: 1, thrice: 1, thriceTied: 1 });
});

test("nobody known: what is not defined is null, and nothing breaks", () => {
	const none = { people: [], ties: [] };
	const state = stateOf(placedOn(none, new Map(), first));
	expect(state).toMatchObject({
		people: 0,
		components: 0,
		largestComponent: 0,
		transitivity: null,
		eiIndex: null,
		communities: null,
		modularity: null,
	});
	expect(metIn(placedOn(none, new Map(), first).network, [])).toEqual({
		people: 0,
		twice: 0,
		twiceTied: 0,
		thrice: 0,
		thriceTied: 0,
	});
	expect(streetsIn(placedOn(none, new Map(), first))).toEqual({ known: 0, onFewTies: 0 });
});

test("the period is since January, or as chosen, and never beyond today", () => {
	expect(periodOf({}, "2026-11-22")).toEqual({ from: "2026-01-01", to: "2026-11-22" });
	expect(periodOf({ to: "2025-03-05" }, "2026-11-22")).toEqual({ from: "2025-01-01", to: "2025-03-05" });
	expect(periodOf({ from: "2030-01-01" }, "2026-11-22")).toEqual({ from: "2026-11-22", to: "2026-11-22" });
	expect(periodOf({ from: "2026-02-01", to: "2030-01-01" }, "2026-11-22")).toEqual({
		from: "2026-02-01",
		to: "2026-11-22",
	});
});

test("the last twelve month-ends and today", () => {
	const ends = monthEnds("2026-03-31");
	expect(ends).toHaveLength(13);
	expect([ends[0], ends[11], ends[12]]).toEqual(["2025-03-31", "2026-02-28", "2026-03-31"]);
});

test("who is not met is a round number, and never below nothing", () => {
	expect([notMet(1113, 214), notMet(150, 43), notMet(100, 130)]).toEqual([900, 110, 0]);
});
