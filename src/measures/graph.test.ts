import fc from "fast-check";
import { expect, test } from "vitest";
import { buildCloseGraph, buildGraph, degree } from "./graph.ts";

const pairs = (n: number) => fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 60 });

test("every row holds exactly the node's distinct neighbours, ascending", () => {
	fc.assert(
		fc.property(pairs(12), (ties) => {
			const graph = buildGraph(
				12,
				ties.map(([u]) => u),
				ties.map(([, v]) => v),
			);
			const sets = Array.from({ length: 12 }, () => new Set<number>());
			for (const [u, v] of ties) {
				if (u === v) continue;
				sets[u]!.add(v);
				sets[v]!.add(u);
			}
			for (let u = 0; u < 12; u++) {
				const row = [...graph.neighbours.subarray(graph.offsets[u]!, graph.offsets[u + 1]!)];
				expect(row).toEqual([...sets[u]!].sort((a, b) => a - b));
				expect(degree(graph, u)).toBe(sets[u]!.size);
			}
			expect(graph.m).toBe(sets.reduce((sum, set) => sum + set.size, 0) / 2);
		}),
	);
});

test("numbered anew everybody is tied to the same people, who lie close to them", () => {
	const ties = fc.integer({ min: 1, max: 60 }).chain((n) => fc.tuple(fc.constant(n), pairs(n)));
	fc.assert(
		fc.property(ties, ([n, ties]) => {
			const ends = [ties.map(([u]) => u), ties.map(([, v]) => v)] as const;
			const { graph, order } = buildCloseGraph(n, ...ends);
			expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, u) => u));
			const places = Array.from(order).reduce((all, u, at) => all.with(u, at), Array<number>(n).fill(-1));
			const [one, other] = ends.map((end) => end.map((u) => places[u]!)) as [number[], number[]];
			expect({ ...graph, neighbours: [...graph.neighbours] }).toEqual({
				...buildGraph(n, one, other),
				neighbours: [...buildGraph(n, one, other).neighbours],
			});
		}),
	);
	// A long row of houses whose numbers say nothing of where they stand.
	const numberOf = (house: number) => (house * 7919) % 5000;
	const row = Array.from({ length: 4999 }, (_, house) => numberOf(house));
	const { graph } = buildCloseGraph(
		5000,
		row,
		row.map((_, house) => numberOf(house + 1)),
	);
	const far = Array.from({ length: 5000 }, (_, u) =>
		[...graph.neighbours.subarray(graph.offsets[u]!, graph.offsets[u + 1]!)].filter((v) => Math.abs(u - v) > 32),
	);
	expect(far.flat().length).toBeLessThan(10);
});

test("nobody, and people without ties", () => {
	expect(buildGraph(0, [], [])).toMatchObject({ n: 0, m: 0 });
	expect(buildGraph(3, [1], [1])).toMatchObject({ n: 3, m: 0, offsets: new Int32Array(4) });
});

test("a tie to a node that is not there is refused", () => {
	for (const bad of [3, -1, Number.NaN]) expect(() => buildGraph(3, [0], [bad])).toThrow(RangeError);
	expect(() => buildGraph(3, [0, 1], [1])).toThrow(RangeError);
});
