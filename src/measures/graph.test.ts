import fc from "fast-check";
import { expect, test } from "vitest";
import { buildGraph, degree } from "./graph.ts";

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

test("nobody, and people without ties", () => {
	expect(buildGraph(0, [], [])).toMatchObject({ n: 0, m: 0 });
	expect(buildGraph(3, [1], [1])).toMatchObject({ n: 3, m: 0, offsets: new Int32Array(4) });
});

test("a tie to a node that is not there is refused", () => {
	for (const bad of [3, -1, Number.NaN]) expect(() => buildGraph(3, [0], [bad])).toThrow(RangeError);
	expect(() => buildGraph(3, [0, 1], [1])).toThrow(RangeError);
});
