import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "../core/random.ts";
import { communities } from "./communities.ts";
import { buildGraph, type Graph } from "./graph.ts";

const graphOf = (n: number, ties: [number, number][]) =>
	buildGraph(
		n,
		ties.map(([u]) => u),
		ties.map(([, v]) => v),
	);

const networks = fc
	.integer({ min: 1, max: 30 })
	.chain((n) => fc.tuple(fc.constant(n), fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 90 })));

/** Newman's Q as a sum over all pairs of people, and each with themselves. */
function byPairs({ n, m, offsets, neighbours }: Graph, of: Int32Array): number {
	let sum = 0;
	for (let u = 0; u < n; u++) {
		const row = neighbours.subarray(offsets[u]!, offsets[u + 1]!);
		for (let v = 0; v < n; v++) {
			const expected = (row.length * (offsets[v + 1]! - offsets[v]!)) / (2 * m);
			if (of[u] === of[v]) sum += (row.includes(v) ? 1 : 0) - expected;
		}
	}
	return sum / (2 * m);
}

test("everybody is in one community, numbered by first members, and the modularity is that of its definition", () => {
	fc.assert(
		fc.property(networks, fc.nat(), ([n, ties], seed) => {
			const graph = graphOf(n, ties);
			const { of, count, modularity } = communities(graph, seed);
			expect([...new Set(of)]).toEqual(Array.from({ length: count }, (_, c) => c));
			expect(of.length).toBe(n);
			if (graph.m === 0) expect({ count, modularity }).toEqual({ count: n, modularity: null });
			else expect(modularity).toBeCloseTo(byPairs(graph, of), 12);
		}),
	);
});

test("a community hangs together, and is never worse than all in one or each alone", () => {
	fc.assert(
		fc.property(networks, fc.nat(), ([n, ties], seed) => {
			const graph = graphOf(n, ties);
			const { of, count, modularity } = communities(graph, seed);
			const met = new Set<number>();
			let pieces = 0;
			for (let first = 0; first < n; first++) {
				if (met.has(first)) continue;
				pieces++;
				met.add(first);
				for (const u of met)
					for (const v of graph.neighbours.subarray(graph.offsets[u]!, graph.offsets[u + 1]!))
						if (of[v] === of[u]) met.add(v);
			}
			expect(pieces).toBe(count);
			if (modularity !== null) expect(modularity).toBeGreaterThanOrEqual(-1e-12);
		}),
	);
});

test("the same seed finds the same, and another may not lose much", () => {
	const draw = random(5);
	const ties = Array.from({ length: 3000 }, (): [number, number] => {
		const group = Math.floor(draw() * 20) * 30;
		const far = draw() < 0.1 ? 600 : 30;
		return [group + Math.floor(draw() * 30), (group + Math.floor(draw() * far)) % 600];
	});
	const graph = graphOf(600, ties);
	const found = communities(graph, 1);
	expect(communities(graph, 1)).toEqual(found);
	for (const seed of [2, 3, 4]) {
		const { count, modularity } = communities(graph, seed);
		expect(count).toBe(20);
		expect(modularity).toBeCloseTo(found.modularity ?? Number.NaN, 3);
	}
});

test("two circles joined by one tie are two communities", () => {
	const circle = (first: number) =>
		[0, 1, 2, 3].flatMap((u) => [0, 1, 2, 3].map((v): [number, number] => [first + u, first + v]));
	const { of, count, modularity } = communities(graphOf(9, [...circle(0), ...circle(4), [3, 4]]), 1);
	expect([...of]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2]);
	expect(count).toBe(3);
	expect(modularity).toBeCloseTo(12 / 13 - 1 / 2, 12);
});

test("nobody, and no ties", () => {
	expect(communities(graphOf(0, []), 1)).toEqual({ of: new Int32Array(0), count: 0, modularity: null });
	expect(communities(graphOf(2, []), 1)).toEqual({ of: new Int32Array([0, 1]), count: 2, modularity: null });
});
