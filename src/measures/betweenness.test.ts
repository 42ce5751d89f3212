import { once } from "node:events";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { random } from "../core/random.ts";
import { betweenness } from "./betweenness.ts";
import { buildGraph, type Graph } from "./graph.ts";

const graphOf = (n: number, ties: [number, number][]) =>
	buildGraph(
		n,
		ties.map(([u]) => u),
		ties.map(([, v]) => v),
	);

const small = fc
	.integer({ min: 1, max: 8 })
	.chain((n) => fc.tuple(fc.constant(n), fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 20 })));

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
			fc.asyncProperty(small, async ([n, ties]) => {
				const graph = graphOf(n, ties);
				close(await betweenness(graph), byHand(graph, Number.POSITIVE_INFINITY));
			}),
		);
	});

	test("over those of so many steps", async () => {
		await fc.assert(
			fc.asyncProperty(small, fc.integer({ min: 1, max: 4 }), async ([n, ties], steps) => {
				const graph = graphOf(n, ties);
				close(await betweenness(graph, { steps }), byHand(graph, steps));
			}),
		);
	});

	test("whatever the nodes are called", async () => {
		await fc.assert(
			fc.asyncProperty(small, fc.nat(), async ([n, ties], seed) => {
				const draw = random(seed);
				const names = Array.from({ length: n }, (_, u) => ({ u, at: draw() }))
					.sort((one, other) => one.at - other.at)
					.map(({ u }) => u);
				const renamed = await betweenness(
					graphOf(
						n,
						ties.map(([u, v]) => [names[u]!, names[v]!]),
					),
				);
				const plain = await betweenness(graphOf(n, ties));
				close(
					names.map((name) => renamed[name]!),
					plain,
				);
			}),
		);
	});
});

/** Sixteen rings of 400 on which everybody knows the next three, and one in ten somebody far away. */
function rings(): Graph {
	const draw = random(11);
	const ties: [number, number][] = [];
	for (let first = 0; first < 6400; first += 400) {
		for (let u = 0; u < 400; u++) {
			for (let step = 1; step <= 3; step++) ties.push([first + u, first + ((u + step) % 400)]);
			if (u % 10 === 0) ties.push([first + u, first + Math.floor(draw() * 400)]);
		}
	}
	return graphOf(6400, ties);
}

describe("shared among threads", () => {
	// As many people and ties as look worth threads, and searches that end early.
	const graph = rings();

	test("gives the same to the last bit, and tells how far it is", async () => {
		const alone = await betweenness(graph, { workers: 0 });
		for (const workers of [1, 2, 3]) {
			const told: number[] = [];
			const progress = (done: number, total: number) => told.push(done / total);
			expect(await betweenness(graph, { workers, progress })).toEqual(alone);
			expect(told.at(-1)).toBe(1);
			expect(told).toEqual(told.toSorted((one, other) => one - other));
		}
	});

	test("a thread answers for itself", async () => {
		const path = graphOf(3, [
			[0, 1],
			[1, 2],
		]);
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
	expect(await betweenness(graphOf(0, []))).toEqual(new Float64Array(0));
	expect(await betweenness(graphOf(2, []))).toEqual(new Float64Array(2));
	for (const steps of [0, -1, 1.5, Number.NaN])
		await expect(betweenness(graphOf(2, [[0, 1]]), { steps })).rejects.toThrow(RangeError);
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
	await expect(betweenness(graphOf(3 * diamonds + 1, ties))).rejects.toThrow("too many paths");
});
