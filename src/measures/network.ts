import { availableParallelism } from "node:os";
import { setImmediate as pause } from "node:timers/promises";
import { betweenness } from "./betweenness.ts";
import { countBridges } from "./bridges.ts";
import { clustering, forward } from "./clustering.ts";
import { type Communities, communities, renumber } from "./communities.ts";
import { components, fewTies } from "./components.ts";
import { constraint } from "./constraint.ts";
import { cores } from "./cores.ts";
import { distances, peopleWithDistances } from "./distances.ts";
import { buildCloseGraph, degree, type Graph, inOrder } from "./graph.ts";
import { eiIndex } from "./mixing.ts";
import { multiplexity } from "./multiplexity.ts";
import { answerOf, shared, startThread } from "./threads.ts";

/** People numbered 0 … n − 1 and their ties as recorded, a row each: self-ties and parallel ones included. */
export type NetworkInput = {
	n: number;
	/** Both ends of each row. */
	from: ArrayLike<number>;
	to: ArrayLike<number>;
	/** The kind of each row, numbered from 0; −1 where none is known. */
	kind?: Int32Array;
	/** By attribute, each person's value; null or empty where it is not known. */
	attributes?: Record<string, readonly (string | null)[]>;
	/** How people are called outside; their number without. */
	ids?: readonly string[];
};

export type NetworkOptions = {
	/** The longest path that counts for betweenness; without it every path up to 20,000 people, three steps above. */
	betweennessSteps?: number;
	/** How many threads may share the work. */
	workers?: number;
	/** Told which measure is being taken and what share of it is done, from 0 to 1. */
	progress?: (step: string, done: number) => void;
	/** For communities: the same seed gives the same ones. */
	seed?: number;
};

/** The figures of docs/measures.md §1; null where a figure is not defined. */
export type NetworkFigures = {
	people: number;
	/** Pairs tied. */
	ties: number;
	/** Rows that tie somebody to themselves. */
	ignored: number;
	density: number | null;
	components: number;
	largestComponent: number;
	isolated: number;
	singleTie: number;
	triangles: number;
	transitivity: number | null;
	averageClustering: number | null;
	maxCore: number;
	bridges: number;
	articulationPoints: number;
	/** Over everybody who has a tie. */
	constraintSum: number;
	betweennessMax: number | null;
	/** The first of equals; nobody where there are no ties. */
	betweennessMaxAt: string | null;
	averageDistance: number | null;
	diameter: number | null;
	multiplexPairs: number;
	multiplexShare: number | null;
	eiIndex: Record<string, number | null>;
	communities: number;
	modularity: number | null;
};

/** The measures of each person by number: for a file on somebody's own data, and to find places; never for a list. */
export type PerPerson = {
	degree: Int32Array;
	core: Int32Array;
	clustering: Float64Array;
	/** NaN for whoever has no tie. */
	constraint: Float64Array;
	betweenness: Float64Array;
	component: Int32Array;
	community: Int32Array;
};

/** With more ties than this a thread for the communities saves more than it costs to start. */
const worthAThread = 50_000;

export type NetworkMeasures = { figures: NetworkFigures; perPerson: PerPerson };

/**
 * Every measure of one network. The sources stand with each kernel. Time and memory are those of betweenness; without
 * it O(m√m), and about 70 bytes a tie and 200 a person. Throws RangeError for a tie to somebody who is not there.
 */
export async function measureNetwork(input: NetworkInput, options: NetworkOptions = {}): Promise<NetworkMeasures> {
	const { n, from, to } = input;
	const told = options.progress ?? (() => undefined);
	/** Between two measures whoever else lives in this process gets a turn. */
	const taken = async <T>(step: string, measure: () => T | Promise<T>): Promise<T> => {
		await pause();
		told(step, 0);
		const result = await measure();
		told(step, 1);
		return result;
	};
	const { workers = availableParallelism(), seed = 1 } = options;
	const { graph, order } = await taken("graph", () => {
		const { graph, order } = buildCloseGraph(n, from, to);
		return { graph: shared(graph), order };
	});
	const beside = workers > 1 && graph.m > worthAThread ? groupsBeside(graph, seed) : undefined;
	const parts = await taken("components", () => components(graph));
	const core = await taken("cores", () => cores(graph));
	const ties = forward(graph);
	const closed = await taken("clustering", () => clustering(graph, ties));
	const held = await taken("constraint", () => constraint(graph, ties));
	const holding = await taken("bridges", () => countBridges(graph));
	const far = await taken("distances", () => distances(graph, parts));
	const several = await taken("multiplexity", () =>
		input.kind ? multiplexity(n, from, to, input.kind) : { pairs: 0, share: graph.m === 0 ? null : 0 },
	);
	const grouped = await taken("communities", () => beside ?? communities(graph, seed));
	const mixing = Object.entries(input.attributes ?? {}).map(([name, values]) => [
		name,
		eiIndex(
			graph,
			Array.from(order, (u) => values[u] ?? null),
		),
	]);
	const passed = await betweenness(graph, {
		steps: options.betweennessSteps ?? (n > peopleWithDistances ? 3 : undefined),
		workers,
		progress: (done, all) => told("betweenness", done / all),
	});
	const between = inOrder(passed, order);
	const community = inOrder(grouped.of, order);
	renumber(community);
	return {
		figures: {
			people: n,
			ties: graph.m,
			ignored: selfTies(from, to),
			density: n < 2 ? null : (2 * graph.m) / (n * (n - 1)),
			components: parts.count,
			largestComponent: parts.sizes[parts.largest] ?? 0,
			...fewTies(graph),
			triangles: closed.triangles,
			transitivity: closed.transitivity,
			averageClustering: closed.average,
			maxCore: core.reduce((most, own) => Math.max(most, own), 0),
			...holding,
			constraintSum: held.reduce((sum, own) => (Number.isNaN(own) ? sum : sum + own), 0),
			...mostBetween(graph, between, input.ids),
			averageDistance: far.average,
			diameter: far.diameter,
			multiplexPairs: several.pairs,
			multiplexShare: several.share,
			eiIndex: Object.fromEntries(mixing),
			communities: grouped.count,
			modularity: graph.m === 0 ? null : grouped.modularity,
		},
		perPerson: {
			degree: inOrder(
				Int32Array.from({ length: n }, (_, at) => degree(graph, at)),
				order,
			),
			core: inOrder(core, order),
			clustering: inOrder(closed.local, order),
			constraint: inOrder(held, order),
			betweenness: between,
			component: inOrder(parts.of, order),
			community,
		},
	};
}

/** Communities, which take about as long as everything else, in a thread meanwhile; here where that fails. */
async function groupsBeside(graph: Graph, seed: number): Promise<Communities> {
	const thread = startThread("communities", graph);
	try {
		if (thread) return await answerOf<Communities>(thread, seed);
	} catch {
		// No memory for a second thread, say: what it would have answered is found below.
	} finally {
		await thread?.terminate();
	}
	return communities(graph, seed);
}

function selfTies(from: ArrayLike<number>, to: ArrayLike<number>): number {
	let many = 0;
	for (let i = 0; i < from.length; i++) if (from[i] === to[i]) many++;
	return many;
}

/** The largest betweenness and the first person who has it, but for rounding. */
function mostBetween(graph: Graph, between: Float64Array, ids?: readonly string[]) {
	const most = between.reduce((largest, own) => Math.max(largest, own), 0);
	const at = between.findIndex((own) => own >= most * (1 - 1e-12));
	return {
		betweennessMax: graph.n === 0 ? null : most,
		betweennessMaxAt: graph.m === 0 ? null : (ids?.[at] ?? String(at)),
	};
}
