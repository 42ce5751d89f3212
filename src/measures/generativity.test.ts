import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Acts, generativityByPeriod, measureGenerativity } from "./generativity.ts";

const msPerDay = 86_400_000;
const start = Date.parse("2020-01-01");

/** An act as a person would write it down; days from the start, `by` = the place in the list of what moved it. */
type Row = { giver: number; receiver: number; day: number; by?: number; left?: number; answered?: boolean };

function actsOf(rows: Row[]): Acts {
	return {
		n: rows.length,
		giver: Int32Array.from(rows, (row) => row.giver),
		receiver: Int32Array.from(rows, (row) => row.receiver),
		at: Float64Array.from(rows, (row) => start + row.day * msPerDay),
		inspiredBy: Int32Array.from(rows, (row) => row.by ?? -1),
		receiverLeft: Float64Array.from(rows, (row) => (row.left === undefined ? Number.NaN : start + row.left * msPerDay)),
		answered: Uint8Array.from(rows, (row) => (row.answered === false ? 0 : 1)),
	};
}

const at = (day: number) => start + day * msPerDay;
const measured = (rows: Row[], horizonDays: number, asOfDay: number) =>
	measureGenerativity(actsOf(rows), { horizonDays, asOf: at(asOfDay) });

/** Kaplan–Meier, each moment by itself: [days to the event, days followed]. */
function slowShare(subjects: [number, number][], horizon: number): number | null {
	if (subjects.length === 0) return null;
	const moments = new Set(subjects.filter(([event, end]) => event <= end && event <= horizon).map(([event]) => event));
	let without = 1;
	for (const moment of moments) {
		const atRisk = subjects.filter(([event, end]) => event >= moment && end >= moment).length;
		const happened = subjects.filter(([event, end]) => event === moment && end >= moment).length;
		without *= 1 - happened / atRisk;
	}
	return 1 - without;
}

/** Measures §2 as it is written, over lists of rows. */
function slow(all: Row[], horizon: number, asOf: number) {
	const rows = all.map((row, place) => ({ ...row, place })).filter((row) => row.day <= asOf);
	const n = rows.length;
	const followed = (i: number) => Math.max(0, Math.min(asOf, all[i]!.left ?? asOf) - all[i]!.day);
	const delay = (row: Row) => row.day - all[row.by!]!.day;
	const atRisk = (u: number) => rows.filter((row) => followed(row.place) >= u).length;
	const returns = rows.filter((row) => row.by !== undefined && delay(row) <= Math.min(horizon, followed(row.by)));
	const G = returns.reduce((sum, row) => sum + 1 / atRisk(delay(row)), 0);
	const psi = rows.map((row) => {
		const own = returns.filter((k) => k.by === row.place).reduce((sum, k) => sum + 1 / atRisk(delay(k)), 0);
		const past = returns.filter((k) => delay(k) <= followed(row.place));
		return own - past.reduce((sum, k) => sum + 1 / atRisk(delay(k)) ** 2, 0);
	});
	const receivers = [...new Set(rows.map((row) => row.receiver))];
	const clusters = receivers
		.map((person) => psi.reduce((sum, one, i) => (rows[i]!.receiver === person ? sum + one : sum), 0))
		.map((one) => (Math.abs(one) < 1e-11 ? 0 : one));
	const C = clusters.filter((one) => one !== 0).length;
	const S = clusters.reduce((sum, one) => sum + one ** 2, 0);
	const se = returns.length === 0 ? 0 : C < 2 ? null : Math.sqrt((S * C) / (C - 1));
	const spread = se === null ? null : Math.exp((1.96 * se) / G);
	const answered = rows.filter((row) => row.answered !== false).length;
	const root = (place: number): number => (all[place]!.by === undefined ? place : root(all[place]!.by!));
	const sizes = new Map<number, number>();
	for (const row of rows) sizes.set(root(row.place), (sizes.get(root(row.place)) ?? 0) + 1);
	const next = (row: Row, counts: (giving: Row) => boolean) =>
		Math.min(
			Number.POSITIVE_INFINITY,
			...rows
				.filter((giving) => giving.giver === row.receiver && giving.day > row.day && counts(giving))
				.map((giving) => giving.day - row.day),
		);
	const firstReceipts = receivers
		.map((person) => rows.filter((row) => row.receiver === person).sort((one, two) => one.day - two.day)[0]!)
		.filter((row) => rows.every((giving) => giving.giver !== row.receiver || giving.day > row.day));
	const delays = returns.map(delay).sort((one, two) => one - two);
	const mid = (place: number) => delays[Math.floor(place)]!;
	return {
		acts: n,
		receivers: receivers.length,
		horizonDays: horizon,
		asOf: new Date(at(asOf)).toISOString(),
		G: n === 0 ? null : G,
		low: n === 0 ? null : returns.length === 0 ? 0 : spread === null ? null : G / spread,
		high: n === 0 ? null : returns.length === 0 ? 3 / n : spread === null ? null : G * spread,
		se: n === 0 ? null : se,
		declaredReturns: returns.length,
		directShare:
			returns.length === 0 ? null : returns.filter((k) => k.receiver === all[k.by!]!.giver).length / returns.length,
		answeredShare: n === 0 ? null : answered / n,
		bounds: { low: n === 0 ? null : G, high: answered === 0 ? null : (G * n) / answered },
		chains: sizes.size,
		meanChain: n === 0 ? null : n / sizes.size,
		longestChain: n === 0 ? null : Math.max(...sizes.values()),
		returnAny: slowShare(
			rows.map((row) => [next(row, () => true), followed(row.place)]),
			horizon,
		),
		returnOther: slowShare(
			rows.map((row) => [next(row, (giving) => giving.receiver !== row.giver), followed(row.place)]),
			horizon,
		),
		conversion: slowShare(
			firstReceipts.map((row) => [next(row, () => true), followed(row.place)]),
			horizon,
		),
		medianDaysToReturn: delays.length === 0 ? null : (mid((delays.length - 1) / 2) + mid(delays.length / 2)) / 2,
	};
}

type Figures = ReturnType<typeof measureGenerativity>;

/** Every figure to twelve digits; what is not defined is the same in both. */
function same(one: Figures, other: Figures): void {
	const flat = ({ bounds, ...rest }: Figures) => ({ ...rest, boundLow: bounds.low, boundHigh: bounds.high });
	const expected = Object.entries(flat(other)).map(([key, value]) => [
		key,
		typeof value === "number" ? expect.closeTo(value, 10) : value,
	]);
	expect(flat(one)).toEqual(Object.fromEntries(expected));
}

/** Histories with moments that fall together, people who left, unanswered questions, links far apart, chains. */
const histories = fc
	.record({
		people: fc.integer({ min: 2, max: 7 }),
		seeds: fc.array(
			fc.record({
				giver: fc.nat(6),
				receiver: fc.nat(5),
				gap: fc.constantFrom(0, 0, 0.25, 1, 3, 9),
				by: fc.nat(40),
				moved: fc.boolean(),
				answered: fc.boolean(),
			}),
			{ maxLength: 28 },
		),
		left: fc.array(fc.option(fc.nat(60), { nil: undefined }), { minLength: 7, maxLength: 7 }),
	})
	.map(({ people, seeds, left }) => {
		const rows: Row[] = [];
		let day = 0;
		for (const seed of seeds) {
			day += seed.gap;
			const giver = seed.giver % people;
			const receiver = (giver + 1 + (seed.receiver % (people - 1))) % people;
			const received = rows.flatMap((row, i) => (row.receiver === giver ? [i] : []));
			const by = seed.moved && received.length > 0 ? received[seed.by % received.length] : undefined;
			rows.push({ giver, receiver, day, by, left: left[receiver], answered: by !== undefined || seed.answered });
		}
		return rows;
	});

test("equals the definition written out, whatever the history, horizon and as-of", () => {
	fc.assert(
		fc.property(histories, fc.constantFrom(0, 1, 5, 20, 180), fc.constantFrom(0, 4, 30, 200), (rows, horizon, asOf) => {
			same(measured(rows, horizon, asOf), slow(rows, horizon, asOf));
		}),
		{ numRuns: 600 },
	);
});

test("is the same whoever is called what, and in whatever order the acts stand", () => {
	fc.assert(
		fc.property(histories, fc.infiniteStream(fc.nat(1_000_000)), (rows, random) => {
			const order = rows.map((_, i) => ({ i, key: random.next().value as number }));
			order.sort((one, two) => one.key - two.key || one.i - two.i);
			const place = new Map(order.map(({ i }, now) => [i, now]));
			const renamed = (person: number) => 40 - 3 * person;
			const shuffled = order.map(({ i }) => {
				const row = rows[i]!;
				return {
					...row,
					giver: renamed(row.giver),
					receiver: renamed(row.receiver),
					by: row.by === undefined ? undefined : place.get(row.by),
				};
			});
			same(measured(shuffled, 20, 60), measured(rows, 20, 60));
		}),
	);
});

test("201 simulated acts made for this project, true ratio 0.15", () => {
	const [, ...lines] = readFileSync(join(import.meta.dirname, "../../tests/fixtures/acts-example.csv"), "utf8")
		.trim()
		.split("\n");
	const cells = lines.map((line) => line.split(","));
	const ids = new Map(cells.map(([id], i) => [id, i]));
	const rows = cells.map(([, giver, receiver, when, by]) => ({
		giver: Number(giver!.slice(1)),
		receiver: Number(receiver!.slice(1)),
		day: (Date.parse(when!) - start) / msPerDay,
		by: by ? ids.get(by) : undefined,
	}));
	const found = measureGenerativity(actsOf(rows), { asOf: Date.parse("2019-05-05") });
	expect(found.G).toBeCloseTo(0.121466, 6);
	expect(found.se).toBeCloseTo(0.029061, 6);
	expect([found.acts, found.receivers, found.declaredReturns, found.chains]).toEqual([201, 47, 23, 178]);
	expect(found.asOf).toBe("2019-05-05T00:00:00.000Z");
	expect(found.longestChain).toBe(5);
});

test("no acts: nothing is defined", () => {
	const found = measureGenerativity(actsOf([]));
	expect(found).toEqual({
		acts: 0,
		receivers: 0,
		horizonDays: 180,
		asOf: null,
		G: null,
		low: null,
		high: null,
		se: null,
		declaredReturns: 0,
		directShare: null,
		answeredShare: null,
		bounds: { low: null, high: null },
		chains: 0,
		meanChain: null,
		longestChain: null,
		returnAny: null,
		returnOther: null,
		conversion: null,
		medianDaysToReturn: null,
	});
});

test("no returns: from nought to three in the number of receipts", () => {
	const rows = Array.from({ length: 30 }, (_, i) => ({ giver: 0, receiver: 1, day: i }));
	const found = measureGenerativity(actsOf(rows));
	expect(found).toMatchObject({ G: 0, low: 0, high: 0.1, se: 0, declaredReturns: 0, directShare: null });
	expect(found.asOf).toBe("2020-01-31T00:00:00.000Z");
});

test("one receiver alone says nothing of how much people differ, so there is no interval", () => {
	const found = measured(
		[
			{ giver: 0, receiver: 1, day: 0 },
			{ giver: 1, receiver: 0, day: 5, by: 0 },
		],
		180,
		5,
	);
	expect(found).toMatchObject({ G: 1, se: null, low: null, directShare: 1, medianDaysToReturn: 5 });
	const alone = Array.from({ length: 9 }, (_, i): Row => ({ giver: 0, receiver: 1, day: i, left: 100 }));
	const [only] = generativityByPeriod(actsOf([...alone, { giver: 1, receiver: 0, day: 50, by: 3 }]), [at(0), at(49)], {
		asOf: at(400),
	});
	expect(only).toMatchObject({ receipts: 9, declaredReturns: 1, low: null, high: null, se: null });
	expect(only!.G).toBeCloseTo(1 / 9, 12);
});

test("the last midnight is the one after the last act, also of an act at midnight", () => {
	expect(measureGenerativity(actsOf([{ giver: 0, receiver: 1, day: 2 }])).asOf).toBe("2020-01-04T00:00:00.000Z");
});

test("what was given after leaving or after the as-of counts for nothing, and nothing is divided by nought", () => {
	const rows: Row[] = [
		{ giver: 0, receiver: 1, day: 0, left: 10 },
		{ giver: 1, receiver: 2, day: 50, by: 0 },
	];
	expect(measured(rows, 180, 400)).toMatchObject({ G: 0, declaredReturns: 0, returnAny: 0, chains: 1 });
	expect(measured(rows, 180, 30)).toMatchObject({ acts: 1, G: 0, chains: 1, longestChain: 1 });
});

test("bounds: every unanswered question for a no, and for like the answered ones", () => {
	const rows: Row[] = [
		{ giver: 0, receiver: 1, day: 0, answered: false },
		{ giver: 1, receiver: 2, day: 1, by: 0 },
		{ giver: 3, receiver: 4, day: 2, answered: false },
		{ giver: 4, receiver: 0, day: 3 },
	];
	const found = measured(rows, 180, 200);
	expect(found).toMatchObject({ G: 0.25, answeredShare: 0.5, bounds: { low: 0.25, high: 0.5 } });
	const silent = rows.map((row) => ({ ...row, by: undefined, answered: false }));
	expect(measured(silent, 180, 200).bounds).toEqual({ low: 0, high: null });
});

test("refuses an act inspired by a later one, by somebody else's, or by none that is there", () => {
	const first: Row = { giver: 0, receiver: 1, day: 5 };
	for (const second of [
		{ giver: 1, receiver: 2, day: 4, by: 0 },
		{ giver: 2, receiver: 1, day: 6, by: 0 },
		{ giver: 1, receiver: 2, day: 6, by: 7 },
	])
		expect(() => measureGenerativity(actsOf([first, second]))).toThrow(RangeError);
});

test("a period counts the help received in it, wherever the return falls", () => {
	const rows: Row[] = [
		{ giver: 0, receiver: 1, day: 1 },
		{ giver: 0, receiver: 2, day: 2 },
		{ giver: 1, receiver: 3, day: 40, by: 0 },
		{ giver: 3, receiver: 4, day: 41, by: 2 },
		{ giver: 2, receiver: 4, day: 95 },
	];
	const found = generativityByPeriod(actsOf(rows), [at(0), at(30), at(90)], { horizonDays: 60, asOf: at(101) });
	expect(found.map(({ receipts, G, declaredReturns, followed }) => [receipts, G, declaredReturns, followed])).toEqual([
		[2, 0.5, 1, true],
		[2, 0.5, 1, true],
		[1, 0, 0, false],
	]);
	expect(generativityByPeriod(actsOf(rows), [at(-9), at(-1)], { asOf: at(101) })[0]).toMatchObject({
		G: null,
		receipts: 0,
	});
});

test("one period over everything equals the whole", () => {
	fc.assert(
		fc.property(histories, (rows) => {
			const options = { horizonDays: 20, asOf: at(60) };
			const [only] = generativityByPeriod(actsOf(rows), [start], options);
			const { G, low, high, se, declaredReturns } = measureGenerativity(actsOf(rows), options);
			expect({ ...only }).toMatchObject({ G, low, high, se, declaredReturns });
		}),
	);
});

test("two people helping each other ten thousand times are measured at once", () => {
	const rows = Array.from({ length: 20_000 }, (_, i) => ({ giver: i % 2, receiver: 1 - (i % 2), day: i / 50 }));
	const found = measureGenerativity(actsOf(rows));
	expect(found.returnOther).toBe(0);
	expect(found.returnAny).toBeGreaterThan(0.999);
});
