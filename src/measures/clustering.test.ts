import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies, florence, graphOf, miserables, tableOf, zachary } from "../../tests/graphs.ts";
import { clustering } from "./clustering.ts";
import { buildGraph } from "./graph.ts";

test("every pair of a person's acquaintances is looked at", () => {
	fc.assert(
		fc.property(anyTies(8), (ties) => {
			const table = tableOf(ties);
			const found = clustering(graphOf(ties));
			let closed = 0;
			let triples = 0;
			for (const [u, row] of table.entries()) {
				const others = [...row.keys()].filter((v) => row[v]);
				const pairs = others.flatMap((v) => others.filter((w) => v < w).map((w) => [v, w] as const));
				const knowing = pairs.filter(([v, w]) => table[v]![w]).length;
				expect(found.local[u]).toBe(pairs.length === 0 ? 0 : knowing / pairs.length);
				closed += knowing;
				triples += pairs.length;
			}
			expect(found.triangles).toBe(closed / 3);
			expect(found.transitivity).toBe(triples === 0 ? null : closed / triples);
		}),
	);
});

test("the published clustering of Zachary's club, of Florence and of Les Misérables", () => {
	const of = (ties: typeof zachary) => clustering(graphOf(ties));
	expect(of(zachary).triangles).toBe(45);
	expect(of(zachary).transitivity).toBeCloseTo(0.2556818, 7);
	expect(of(zachary).average).toBeCloseTo(0.5706385, 7);
	expect(of(florence).triangles).toBe(3);
	expect(of(florence).transitivity).toBeCloseTo(0.1914894, 7);
	expect(of(miserables).triangles).toBe(467);
	expect(of(miserables).transitivity).toBeCloseTo(0.4989316, 7);
	expect(of(miserables).average).toBeCloseTo(0.5731367, 7);
});

test("nobody has no average, and one tie no triple", () => {
	expect(clustering(buildGraph(0, [], []))).toMatchObject({ triangles: 0, transitivity: null, average: null });
	expect(clustering(buildGraph(2, [0], [1]))).toMatchObject({ triangles: 0, transitivity: null, average: 0 });
});
