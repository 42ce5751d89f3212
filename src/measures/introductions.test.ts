import fc from "fast-check";
import { expect, test } from "vitest";
import { introductions } from "./introductions.ts";

type Tie = [from: number, to: number, trust: number];
const tiesOf = (n: number, ties: Tie[]) => ({
	n,
	from: ties.map(([u]) => u),
	to: ties.map(([, v]) => v),
	trust: ties.map(([, , p]) => p),
});
const found = (n: number, ties: Tie[], limit = 8) => introductions(tiesOf(n, ties), { limit });

/** Four who all know one another. */
const square: Tie[] = [
	[0, 1, 0.6],
	[1, 2, 0.6],
	[2, 3, 0.6],
	[0, 3, 0.6],
];

test("two who hang on the same person are introduced by that person", () => {
	expect(found(6, [...square, [0, 4, 0.8], [0, 5, 0.5]])).toEqual([
		{ one: 4, other: 5, introducers: [0], gain: 2, reachGain: expect.any(Number) },
	]);
	// F({0}), by hand: 0.84 + 0.66 before, 0.852 + 0.708 with a tie of 0.2 between the two.
	const hanging: Tie[] = [
		[0, 1, 0.8],
		[0, 2, 0.5],
	];
	expect(found(3, hanging)[0]!.reachGain).toBeCloseTo(0.06, 12);
});

test("who hangs on two who trust one another is introduced by both, in the order of the two", () => {
	expect(found(6, [...square, [1, 4, 0.8], [0, 5, 0.8]])).toMatchObject([
		{ one: 4, other: 5, introducers: [1, 0], gain: 2 },
	]);
	expect(found(6, [...square, [0, 4, 0.8], [2, 5, 0.8]])).toEqual([]);
});

test("of the same gain, who has one acquaintance in common comes before who needs two", () => {
	const pairs = found(8, [...square, [0, 4, 0.9], [0, 5, 0.9], [1, 6, 0.5], [1, 7, 0.5]]);
	expect(pairs.map(({ one, other }) => [one, other])).toEqual([
		[6, 7],
		[4, 5],
	]);
});

test("a mere acquaintance introduces nobody", () => {
	expect(found(6, [...square, [0, 4, 0.8], [0, 5, 0.2]])).toEqual([]);
	expect(found(6, [...square, [0, 4, 0.8], [0, 5, 0.2], [5, 0, 0.3]])).toHaveLength(1);
});

test("more people first, then who gains more reach; nobody twice, and no more than asked for", () => {
	const ties: Tie[] = [
		...square,
		[0, 4, 0.8],
		[0, 5, 0.4],
		[2, 6, 0.8],
		[6, 7, 0.6],
		[7, 8, 0.6],
		[6, 8, 0.6],
		[2, 9, 0.6],
	];
	const all = found(10, ties);
	expect(all.map(({ one, other, gain }) => [one, other, gain])).toEqual([
		[6, 9, 4],
		[4, 5, 2],
	]);
	expect(found(10, ties, 1)).toEqual(all.slice(0, 1));
	expect(found(10, ties.toReversed())).toEqual(all);
});

test("nothing to introduce: nobody, two people, a ring, strangers", () => {
	expect(found(0, [])).toEqual([]);
	expect(found(2, [[0, 1, 1]])).toEqual([]);
	expect(found(4, square)).toEqual([]);
	expect(found(5, [])).toEqual([]);
});

function connected(n: number, ties: readonly Tie[], from: number): Set<number> {
	const seen = new Set([from]);
	for (let grown = true; grown; ) {
		grown = false;
		for (const [u, v] of ties) {
			if (seen.has(u) === seen.has(v)) continue;
			seen.add(u).add(v);
			grown = true;
		}
	}
	expect(seen.size).toBeLessThanOrEqual(n);
	return seen;
}

const without = (ties: readonly Tie[], a: number, b: number) =>
	ties.filter(([u, v]) => !((u === a && v === b) || (u === b && v === a)));

/** Two edge-disjoint ways: no single tie's loss parts the two. */
const twoWays = (n: number, ties: readonly Tie[], p: number, q: number) =>
	connected(n, ties, p).has(q) && ties.every(([a, b]) => connected(n, without(ties, a, b), p).has(q));

/** Who is cut off with `end` when its tie to `on` is lost, where nothing behind it hangs by another and it is the smaller part. */
function cutOff(n: number, ties: readonly Tie[], end: number, on: number): Set<number> | null {
	const side = connected(n, without(ties, end, on), end);
	if (side.has(on) || side.size * 2 > connected(n, ties, end).size) return null;
	const inside = ties.filter(([u, v]) => side.has(u) && side.has(v));
	const holds = inside.every(([a, b]) => connected(n, without(inside, a, b), end).size === side.size);
	return holds ? side : null;
}

test("on small networks: the largest gain there is, each one as said", () => {
	fc.assert(
		fc.property(
			fc.uniqueArray(fc.tuple(fc.nat(10), fc.nat(10)), {
				maxLength: 14,
				selector: ([u, v]) => `${Math.min(u, v)}-${Math.max(u, v)}`,
			}),
			fc.array(fc.constantFrom(0.2, 0.4, 0.8), { minLength: 14, maxLength: 14 }),
			(pairs, trust) => {
				const n = 11;
				const ties = pairs.map(([u, v], i): Tie => [u, v, trust[i]!]).filter(([u, v]) => u !== v);
				const sure = (u: number, v: number) =>
					ties.some(([a, b, p]) => p >= 0.4 && ((a === u && b === v) || (a === v && b === u)));
				const result = found(n, ties);

				let best = 0;
				for (let a = 0; a < n; a++)
					for (let b = a + 1; b < n; b++)
						for (let c = 0; c < n; c++)
							for (let d = 0; d < n; d++) {
								if (new Set([a, b, c]).size < 3 || d === a || d === b) continue;
								if (!sure(a, c) || !sure(b, d) || (c !== d && !sure(c, d))) continue;
								const [one, other] = [cutOff(n, ties, a, c), cutOff(n, ties, b, d)];
								if (one && other) best = Math.max(best, one.size + other.size);
							}
				expect(result[0]?.gain ?? 0).toBe(best);

				const met = new Set<number>();
				for (const { one, other, introducers, gain, reachGain } of result) {
					const after: Tie[] = [...ties, [one, other, 0.2]];
					let gained = 0;
					for (const [end, by] of [
						[one, introducers[0]!],
						[other, introducers.at(-1)!],
					] as const) {
						for (const p of cutOff(n, ties, end, by) ?? []) {
							if (!twoWays(n, ties, p, by) && twoWays(n, after, p, by)) gained++;
							expect(met.has(p)).toBe(false);
							met.add(p);
						}
					}
					expect(gained).toBe(gain);
					expect(reachGain).toBeGreaterThan(0);
				}
			},
		),
		{ numRuns: 300 },
	);
});
