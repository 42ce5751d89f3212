import { degree, type Graph } from "./graph.ts";

/**
 * Each person's core: the largest k such that they belong to a group in which everybody has at least k ties within it.
 *
 * Batagelj and Zaveršnik (2003, arXiv:cs/0310049): people in bins by degree, taken from the lowest. O(n + m) time,
 * 16 bytes a person. Without ties: 0.
 */
export function cores(graph: Graph): Int32Array {
	const { n, offsets, neighbours } = graph;
	const core = Int32Array.from({ length: n }, (_, u) => degree(graph, u));
	const { bins, place, sorted } = byDegree(core);
	for (let i = 0; i < n; i++) {
		const u = sorted[i]!;
		const own = core[u]!;
		for (let k = offsets[u]!, end = offsets[u + 1]!; k < end; k++) {
			const v = neighbours[k]!;
			const other = core[v]!;
			if (other <= own) continue;
			// v goes one bin down: it changes places with the first of its bin, whose start moves behind it.
			const at = place[v]!;
			const start = bins[other]!;
			const first = sorted[start]!;
			if (first !== v) {
				sorted[at] = first;
				place[first] = at;
				sorted[start] = v;
				place[v] = start;
			}
			bins[other] = start + 1;
			core[v] = other - 1;
		}
	}
	return core;
}

/** People in ascending order of degree (counting sort), where each stands, and where each degree begins. */
function byDegree(degrees: Int32Array): { bins: Int32Array; place: Int32Array; sorted: Int32Array } {
	let most = 0;
	for (const ties of degrees) if (ties > most) most = ties;
	const bins = new Int32Array(most + 2);
	for (const ties of degrees) bins[ties + 1]!++;
	for (let k = 0; k <= most; k++) bins[k + 1]! += bins[k]!;
	const place = new Int32Array(degrees.length);
	const sorted = new Int32Array(degrees.length);
	const cursor = bins.slice();
	for (let u = 0; u < degrees.length; u++) {
		const at = cursor[degrees[u]!]!++;
		place[u] = at;
		sorted[at] = u;
	}
	return { bins, place, sorted };
}
