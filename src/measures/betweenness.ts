import { availableParallelism } from "node:os";
import { setImmediate as pause } from "node:timers/promises";
import type { Graph } from "./graph.ts";
import { answerOf, shared, startThread } from "./threads.ts";

type Options = {
	/** The longest path that counts, in ties; without it every shortest path does. */
	steps?: number;
	/** How many threads may share the work; 0 keeps it in this one. */
	workers?: number;
	/** Told how many of the nodes have been started from. */
	progress?: (done: number, total: number) => void;
};

/** What a worker is given once; each message afterwards names a block, each answer is that block's share. */
export type Task = { graph: Graph; steps: number };

/** Below this many looks at a tie, about half a second, starting threads costs more than they save. */
const worthSharing = 1e8;

/**
 * Betweenness of every node: over all unordered pairs of other nodes, the share of their shortest paths that pass
 * through it. Not normalised; 0 where nothing passes. With `steps` only pairs at most that many ties apart count.
 *
 * Brandes, "A faster algorithm for betweenness centrality" (2001), and "On variants of shortest-path betweenness
 * centrality" (2008) for the bounded distance. O(n·m) time, with `steps` only what lies within them; 16 bytes a tie
 * and 52 a node for each thread, and the graph once more where threads share it. Sums are taken over fixed blocks of
 * sources in a fixed order, so the result is the same to the last bit whatever the number of workers. Throws
 * RangeError where `steps` is not a whole number from 1 on, or where two people are joined by more than 10³⁰⁸ paths.
 */
export async function betweenness(graph: Graph, options: Options = {}): Promise<Float64Array> {
	const { steps = Number.POSITIVE_INFINITY, workers = availableParallelism(), progress } = options;
	if (!(steps >= 1) || (!Number.isInteger(steps) && steps !== Number.POSITIVE_INFINITY))
		throw new RangeError("Steps are a whole number from 1 on.");
	const { n } = graph;
	// Nobody stands between two who are tied.
	if (steps === 1) return new Float64Array(n);
	const blocks = Math.ceil(n / blockSize(n));
	const total = new Float64Array(n);
	const early = new Map<number, Float64Array>();
	let added = 0;
	const deliver = (block: number, share: Float64Array) => {
		early.set(block, share);
		for (let next = early.get(added); next; next = early.get(added)) {
			for (let u = 0; u < n; u++) total[u]! += next[u]!;
			early.delete(added++);
			progress?.(Math.min(n, added * blockSize(n)), n);
		}
	};
	const todo = Array.from({ length: blocks }, (_, block) => blocks - 1 - block);
	if (looks(graph, steps) > worthSharing)
		await shareOut({ graph: shared(graph), steps }, Math.min(workers, blocks), todo, deliver);
	const block = blockOf({ graph, steps });
	for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
		deliver(index, block(index));
		// Whoever else lives in this process gets a turn.
		await pause();
	}
	return total;
}

/** About how often a search will look at a tie: everywhere, or as far as so many steps from everybody lead. */
function looks({ n, neighbours }: Graph, steps: number): number {
	return n * Math.min(neighbours.length, (neighbours.length / n) ** steps);
}

/** How many sources a block has: at most 256 blocks, so that adding them up stays small beside the search. */
function blockSize(n: number): number {
	return Math.max(64, Math.ceil(n / 256));
}

/** Workers take blocks until none is left. One that fails, or cannot start, puts its block back and is gone. */
async function shareOut(
	task: Task,
	workers: number,
	todo: number[],
	deliver: (block: number, share: Float64Array) => void,
): Promise<void> {
	const work = async () => {
		const worker = startThread("betweenness", task);
		try {
			for (let block = worker && todo.pop(); worker && block !== undefined; block = todo.pop()) {
				const share = await answerOf<Float64Array>(worker, block).catch(() => null);
				if (!share) {
					todo.push(block);
					return;
				}
				deliver(block, share);
			}
		} finally {
			await worker?.terminate();
		}
	};
	await Promise.all(Array.from({ length: workers }, work));
}

/**
 * A function that answers with the dependencies of all nodes on the sources of one block (Brandes' δ, halved, since
 * every pair is met from both ends). Its working arrays are made once.
 *
 * Nodes are renumbered in the order in which the search meets them: one look at `place` tells whether a neighbour is
 * new, one step further or already behind, and path counts and dependencies lie in the order in which they are read.
 * Each node's successors lie together, so that going back is one sum for each node and looks at no other tie.
 */
export function blockOf({
	graph: { n, offsets, neighbours },
	steps,
}: Task): (block: number) => Float64Array<ArrayBuffer> {
	const unmet = 0x7fffffff;
	const place = new Int32Array(n).fill(unmet);
	const met = new Int32Array(n);
	const paths = new Float64Array(n);
	const pull = new Float64Array(n);
	const starts = new Int32Array(n + 1);
	const successors = new Int32Array(neighbours.length / 2);

	/** Meets nodes from `source` on, and answers with how many. */
	const search = (source: number): number => {
		met[0] = source;
		place[source] = 0;
		paths[0] = 1;
		let count = 1;
		let written = 0;
		let level = 0;
		let next = 1;
		for (let i = 0; i < count; i++) {
			if (i === next) {
				next = count;
				level++;
			}
			starts[i] = written;
			if (level >= steps) continue;
			const u = met[i]!;
			const ways = paths[i]!;
			const end = offsets[u + 1]!;
			for (let k = offsets[u]!; k < end; k++) {
				const v = neighbours[k]!;
				let at = place[v]!;
				if (at < next) continue;
				if (at === unmet) {
					at = count++;
					place[v] = at;
					met[at] = v;
					paths[at] = ways;
				} else paths[at]! += ways;
				successors[written++] = at;
			}
		}
		starts[count] = written;
		return count;
	};

	return (block) => {
		const share = new Float64Array(n);
		const from = block * blockSize(n);
		const to = Math.min(n, from + blockSize(n));
		for (let source = from; source < to; source++) {
			const count = search(source);
			// What a node passes on to each predecessor for one path: δ(v) = paths(v) · Σ over successors of pull.
			for (let i = count - 1; i > 0; i--) {
				let sum = 0;
				const end = starts[i + 1]!;
				for (let k = starts[i]!; k < end; k++) sum += pull[successors[k]!]!;
				const ways = paths[i]!;
				pull[i] = sum + 1 / ways;
				share[met[i]!]! += (sum * ways) / 2;
				place[met[i]!] = unmet;
			}
			place[source] = unmet;
		}
		if (!share.every(Number.isFinite)) throw new RangeError("Two people are joined by too many paths to count.");
		return share;
	};
}
