import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies, florence, graphOf, miserables, zachary } from "../../tests/graphs.ts";
import { random } from "../core/random.ts";
import { communities } from "./communities.ts";
import type { Graph } from "./graph.ts";

const networks = anyTies(30);

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
		fc.property(networks, fc.nat(), (ties, seed) => {
			const graph = graphOf(ties);
			const { of, count, modularity } = communities(graph, seed);
			expect([...new Set(of)]).toEqual(Array.from({ length: count }, (_, c) => c));
			expect(of.length).toBe(graph.n);
			if (graph.m === 0) expect({ count, modularity }).toEqual({ count: graph.n, modularity: null });
			else expect(modularity).toBeCloseTo(byPairs(graph, of), 12);
		}),
	);
});

test("a community hangs together, and is never worse than all in one or each alone", () => {
	fc.assert(
		fc.property(networks, fc.nat(), (ties, seed) => {
			const graph = graphOf(ties);
			const { of, count, modularity } = communities(graph, seed);
			const met = new Set<number>();
			let pieces = 0;
			for (let first = 0; first < graph.n; first++) {
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
	const from = Array.from({ length: 3000 }, () => Math.floor(draw() * 600));
	const to = from.map((u) => (draw() < 0.1 ? Math.floor(draw() * 600) : u - (u % 30) + Math.floor(draw() * 30)));
	const graph = graphOf({ n: 600, from, to });
	const found = communities(graph, 1);
	expect(communities(graph, 1)).toEqual(found);
	for (const seed of [2, 3, 4]) {
		const { count, modularity } = communities(graph, seed);
		expect(count).toBe(20);
		expect(modularity).toBeCloseTo(found.modularity ?? Number.NaN, 3);
	}
});

test("as good as the best that is known of the classical networks", () => {
	for (const seed of [1, 2, 3]) {
		expect(communities(graphOf(zachary), seed).modularity).toBeCloseTo(0.41979, 5);
		expect(communities(graphOf(florence), seed).modularity).toBeGreaterThan(0.39);
		expect(communities(graphOf(miserables), seed).modularity).toBeGreaterThan(0.555);
	}
});

test("two circles joined by one tie are two communities", () => {
	const pairs = [0, 4].flatMap((first) =>
		[0, 1, 2, 3].flatMap((u) => [0, 1, 2, 3].map((v) => [first + u, first + v] as const)),
	);
	const from = [3, ...pairs.map(([u]) => u)];
	const to = [4, ...pairs.map(([, v]) => v)];
	const { of, count, modularity } = communities(graphOf({ n: 9, from, to }), 1);
	expect([...of]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2]);
	expect(count).toBe(3);
	expect(modularity).toBeCloseTo(12 / 13 - 1 / 2, 12);
});

test("nobody, and no ties", () => {
	const none = { from: [], to: [] };
	expect(communities(graphOf({ n: 0, ...none }), 1)).toEqual({ of: new Int32Array(0), count: 0, modularity: null });
	expect(communities(graphOf({ n: 2, ...none }), 1)).toEqual({
		of: new Int32Array([0, 1]),
		count: 2,
		modularity: null,
	});
});
