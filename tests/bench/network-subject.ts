import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UndirectedGraph } from "graphology";
import louvain from "graphology-communities-louvain";
import { connectedComponents } from "graphology-components";
import { coreNumber } from "graphology-cores";
import graphologyBetweenness from "graphology-metrics/centrality/betweenness.js";
import simmelianStrength from "graphology-metrics/edge/simmelian-strength.js";
import { network } from "../../src/cli/measure/network.ts";
import { random } from "../../src/core/random.ts";
import { betweenness } from "../../src/measures/betweenness.ts";
import { countBridges } from "../../src/measures/bridges.ts";
import { clustering } from "../../src/measures/clustering.ts";
import { communities } from "../../src/measures/communities.ts";
import { components } from "../../src/measures/components.ts";
import { constraint } from "../../src/measures/constraint.ts";
import { cores } from "../../src/measures/cores.ts";
import { distances } from "../../src/measures/distances.ts";
import { buildCloseGraph } from "../../src/measures/graph.ts";
import type { Kernel, Subject } from "./network.ts";

// One subject on one network, in a process of its own: told on the command line, answers in a file.

type Figures = Record<string, number | null>;
/** What a kernel found, to compare, and what the next one needs. */
type Kernels = Partial<Record<Kernel, () => Figures | Promise<Figures>>>;

const [subject, folder = "", people] = process.argv.slice(2) as [Subject, string, string];
const n = Number(people);

function readTies(): { from: Int32Array; to: Int32Array } {
	const { buffer, byteOffset, length } = readFileSync(join(folder, "ties"));
	const m = length / 8;
	return { from: new Int32Array(buffer, byteOffset, m), to: new Int32Array(buffer, byteOffset + 4 * m, m) };
}

const largest = (values: Iterable<number>) => {
	let most = 0;
	for (const value of values) if (value > most) most = value;
	return most;
};
const total = (values: Iterable<number>) => {
	let sum = 0;
	for (const value of values) if (!Number.isNaN(value)) sum += value;
	return sum;
};

function filo(): Kernels {
	const { from, to } = readTies();
	let { graph } = buildCloseGraph(0, [], []);
	const between = async (steps?: number) => {
		const found = await betweenness(graph, { workers: 0, ...(steps && { steps }) });
		return { max: largest(found), sum: total(found) };
	};
	return {
		build: () => {
			({ graph } = buildCloseGraph(n, from, to));
			return { ties: graph.m };
		},
		components: () => {
			const { count, sizes } = components(graph);
			return { count, largest: largest(sizes) };
		},
		cores: () => ({ max: largest(cores(graph)) }),
		clustering: () => {
			const { triangles, transitivity, average } = clustering(graph);
			return { triangles, transitivity, average };
		},
		bridges: () => countBridges(graph),
		constraint: () => ({ sum: total(constraint(graph)) }),
		communities: () => ({ modularity: communities(graph, 1).modularity }),
		distances: () => distances(graph, components(graph)),
		betweenness: () => between(),
		"betweenness, 3 steps": () => between(3),
	};
}

/** Its types name a first argument that the library has already given itself. */
const coreOf = coreNumber as unknown as (graph: UndirectedGraph) => Record<string, number>;

function graphology(): Kernels {
	const { from, to } = readTies();
	const graph = new UndirectedGraph();
	return {
		build: () => {
			graph.clear();
			for (let u = 0; u < n; u++) graph.addNode(u);
			for (let i = 0; i < from.length; i++) graph.addEdge(from[i], to[i]);
			return { ties: graph.size };
		},
		components: () => {
			const found = connectedComponents(graph);
			return { count: found.length, largest: largest(found.map((members) => members.length)) };
		},
		cores: () => ({ max: largest(Object.values(coreOf(graph))) }),
		// It counts the triangles of each tie; half of those at a person's ties are that person's.
		clustering: () => {
			const strengths = simmelianStrength(graph);
			let triangles = 0;
			let triples = 0;
			let sum = 0;
			graph.forEachNode((node) => {
				const ties = graph.degree(node);
				if (ties < 2) return;
				let closed = 0;
				graph.forEachEdge(node, (tie) => {
					closed += (strengths[tie] ?? 0) / 2;
				});
				triangles += closed / 3;
				triples += (ties * (ties - 1)) / 2;
				sum += (2 * closed) / (ties * (ties - 1));
			});
			return { triangles, transitivity: (3 * triangles) / triples, average: sum / n };
		},
		communities: () => ({ modularity: louvain.detailed(graph, { rng: random(1) }).modularity }),
		betweenness: () => {
			const found = Object.values(graphologyBetweenness(graph, { normalized: false, getEdgeWeight: null }));
			return { max: largest(found), sum: total(found) };
		},
	};
}

/** Everything but betweenness from two CSV files, by the code of `./filo measure network`; paths of one step are none. */
function command(): Kernels {
	const [ties, folk] = ["ties.csv", "people.csv"].map((name) => join(folder, name)) as [string, string];
	return {
		"from CSV": async () => {
			const found = await network({ ties, people: folk, steps: 1 }, () => undefined);
			return { people: found.people, ties: found.ties, triangles: found.triangles };
		},
	};
}

/** The most memory this process ever held, in bytes; where /proc does not say, since it began. */
function peak(): number {
	try {
		const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
		return Number(kilobytes) * 1024;
	} catch {
		return process.resourceUsage().maxRSS * 1024;
	}
}

const cpuMs = () => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
};

/** A kernel's time is its processor's; the command's is what somebody waits, however many threads share it. */
const clock = subject === "command" ? () => performance.now() : cpuMs;

const kernels = { filo, graphology, command }[subject as "filo" | "graphology" | "command"]();
const skipped = new Set(process.argv.slice(5));
const repeated = Math.max(1, Math.round(10_000 / n));
const base = process.memoryUsage.rss();
const found: Record<string, { ms: number; figures: Figures }> = {};
for (const [name, kernel] of Object.entries(kernels)) {
	if (skipped.has(name)) continue;
	// Small networks more than once: what counts is the code when it is warm, for every subject alike.
	for (let i = 0; i < repeated; i++) {
		const before = clock();
		const figures = await kernel();
		const ms = clock() - before;
		if (ms < (found[name]?.ms ?? Number.POSITIVE_INFINITY)) found[name] = { ms, figures };
	}
}
writeFileSync(join(folder, "answer.json"), JSON.stringify({ found, bytes: peak() - base }));
