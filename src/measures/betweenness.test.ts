import { once } from "node:events";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { anyTies, florence, graphOf, miserables, type Ties, zachary } from "../../tests/graphs.ts";
import { random } from "../core/random.ts";
import { betweenness } from "./betweenness.ts";
import type { Graph } from "./graph.ts";

const pairsOf = (n: number, ties: [number, number][]): Ties => ({
	n,
	from: ties.map(([u]) => u),
	to: ties.map(([, v]) => v),
});
const small = anyTies(8);

/** Every walk without a repeated node between two nodes is tried; the shortest ones share one unit. */
function byHand(graph: Graph, steps: number): number[] {
	const sum = new Array<number>(graph.n).fill(0);
	for (let s = 0; s < graph.n; s++) {
		for (let t = s + 1; t < graph.n; t++) {
			const paths: number[][] = [];
			const walk = (path: number[]) => {
				const u = path.at(-1)!;
				if (u === t) paths.push(path);
				else
					for (const v of graph.neighbours.subarray(graph.offsets[u]!, graph.offsets[u + 1]!))
						if (!path.includes(v)) walk([...path, v]);
			};
			walk([s]);
			const shortest = Math.min(...paths.map((path) => path.length));
			if (shortest - 1 > steps) continue;
			const kept = paths.filter((path) => path.length === shortest);
			for (const path of kept) for (const v of path.slice(1, -1)) sum[v]! += 1 / kept.length;
		}
	}
	return sum;
}

const close = (found: ArrayLike<number>, expected: ArrayLike<number>) => {
	expect(found.length).toBe(expected.length);
	for (let u = 0; u < found.length; u++) expect(found[u]).toBeCloseTo(expected[u]!, 9);
};

describe("as tried by hand on small graphs", () => {
	test("over all shortest paths", async () => {
		await fc.assert(
			fc.asyncProperty(small, async (ties) => {
				const graph = graphOf(ties);
				close(await betweenness(graph), byHand(graph, Number.POSITIVE_INFINITY));
			}),
		);
	});

	test("over those of so many steps", async () => {
		await fc.assert(
			fc.asyncProperty(small, fc.integer({ min: 1, max: 4 }), async (ties, steps) => {
				const graph = graphOf(ties);
				close(await betweenness(graph, { steps }), byHand(graph, steps));
			}),
		);
	});

	test("whatever the nodes are called", async () => {
		await fc.assert(
			fc.asyncProperty(small, fc.nat(), async ({ n, from, to }, seed) => {
				const draw = random(seed);
				const names = Array.from({ length: n }, (_, u) => ({ u, at: draw() }))
					.sort((one, other) => one.at - other.at)
					.map(({ u }) => u);
				const named = (ends: number[]) => ends.map((u) => names[u]!);
				const renamed = await betweenness(graphOf({ n, from: named(from), to: named(to) }));
				const plain = await betweenness(graphOf({ n, from, to }));
				close(
					names.map((name) => renamed[name]!),
					plain,
				);
			}),
		);
	});
});

describe("as others have found", () => {
	const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

	test("in Zachary's club", async () => {
		const all = await betweenness(graphOf(zachary));
		close(
			[0, 1, 2, 31, 32, 33].map((u) => all[u]!),
			[
				231.0714285714286, 28.478571428571424, 75.85079365079366, 73.00952380952378, 76.69047619047619,
				160.5515873015873,
			],
		);
		const near = await betweenness(graphOf(zachary), { steps: 3 });
		close(near.subarray(0, 3), [159.24523809523814, 21.121428571428567, 61.874603174603166]);
		close(
			(await betweenness(graphOf(zachary), { steps: 2 })).subarray(0, 3),
			[85.08333333333334, 13.416666666666666, 22.416666666666668],
		);
	});

	test("among the families of Florence, and in Les Misérables", async () => {
		expect((await betweenness(graphOf(florence)))[8]).toBeCloseTo(47.5, 9);
		const found = await betweenness(graphOf(miserables));
		expect(found[11]).toBeCloseTo(1624.4688004333127, 8);
		expect(sum(found)).toBeCloseTo(4801.999999999999, 7);
		expect(sum(await betweenness(graphOf(miserables), { steps: 3 }))).toBeCloseTo(3496.999999999999, 7);
	});
});

/** Thirty-two rings of 200 on which everybody knows the next three, and one in ten somebody far away. */
function rings(): Graph {
	const draw = random(11);
	const ties: [number, number][] = [];
	for (let first = 0; first < 6400; first += 200) {
		for (let u = 0; u < 200; u++) {
			for (let step = 1; step <= 3; step++) ties.push([first + u, first + ((u + step) % 200)]);
			if (u % 10 === 0) ties.push([first + u, first + Math.floor(draw() * 200)]);
		}
	}
	return graphOf(pairsOf(6400, ties));
}

describe("shared among threads", () => {
	// As many people and ties as look worth threads, and searches that end early.
	const graph = rings();

	test("gives the same to the last bit, and tells how far it is", async () => {
		const alone = await betweenness(graph, { workers: 0 });
		for (const workers of [1, 3]) {
			const told: number[] = [];
			const progress = (done: number, total: number) => told.push(done / total);
			expect(await betweenness(graph, { workers, progress })).toEqual(alone);
			expect(told.at(-1)).toBe(1);
			expect(told).toEqual(told.toSorted((one, other) => one - other));
		}
	}, 60_000);

	test("a thread answers for itself", async () => {
		const path = graphOf({ n: 3, from: [0, 1], to: [1, 2] });
		const worker = new Worker(new URL("./betweenness-worker.ts", import.meta.url), {
			workerData: { graph: path, steps: 2 },
			execArgv: [],
		});
		worker.postMessage(0);
		const [share] = (await once(worker, "message")) as [Float64Array];
		await worker.terminate();
		expect([...share]).toEqual([0, 1, 0]);
	});

	test("is done here where no thread can start", async () => {
		vi.resetModules();
		vi.doMock("node:worker_threads", () => ({
			Worker: class {
				constructor() {
					throw new Error("No threads here.");
				}
			},
		}));
		const { betweenness: lonely } = await import("./betweenness.ts");
		expect(await lonely(graph)).toEqual(await betweenness(graph, { workers: 0 }));
		vi.doUnmock("node:worker_threads");
	});
});

test("nobody, somebody alone, and steps that are none", async () => {
	expect(await betweenness(graphOf({ n: 0, from: [], to: [] }))).toEqual(new Float64Array(0));
	expect(await betweenness(graphOf({ n: 2, from: [], to: [] }))).toEqual(new Float64Array(2));
	for (const steps of [0, -1, 1.5, Number.NaN])
		await expect(betweenness(graphOf({ n: 2, from: [0], to: [1] }), { steps })).rejects.toThrow(RangeError);
});

test("more paths than can be counted are refused, not guessed", async () => {
	// A chain of diamonds doubles the paths at each.
	const diamonds = 1100;
	const ties = Array.from({ length: diamonds }, (_, d) => 3 * d).flatMap((u): [number, number][] => [
		[u, u + 1],
		[u, u + 2],
		[u + 1, u + 3],
		[u + 2, u + 3],
	]);
	await expect(betweenness(graphOf(pairsOf(3 * diamonds + 1, ties)))).rejects.toThrow("too many paths");
});
