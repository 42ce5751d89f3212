import { degree, type Graph } from "./graph.ts";

/**
 * Each person's core: the largest k such that they belong to a group in which everybody has at least k ties within it.
 *
 * Batagelj and Zaveršnik (2003, arXiv:cs/0310049): people leave in the order of the ties that remain to them, here
 * level by level, which needs no bins and touches one number a tie. Whoever is left at level k has k ties or more, so
 * looking them through at every level costs no more than the ties do: O(n + m) time, 12 bytes a person. Without ties: 0.
 */
export function cores(graph: Graph): Int32Array {
	const { n, offsets, neighbours } = graph;
	// Ties to people still there; once somebody has left, their core.
	const ties = new Int32Array(n);
	const left = new Int32Array(n);
	for (let u = 0; u < n; u++) {
		ties[u] = degree(graph, u);
		left[u] = u;
	}
	const leaving = new Int32Array(n);
	for (let level = 0, many = n; many > 0; level++) {
		let stay = 0;
		let go = 0;
		for (let i = 0; i < many; i++) {
			const u = left[i]!;
			const own = ties[u]!;
			if (own > level) left[stay++] = u;
			else if (own === level) leaving[go++] = u;
		}
		many = stay;
		for (let i = 0; i < go; i++) {
			const u = leaving[i]!;
			for (let k = offsets[u]!, end = offsets[u + 1]!; k < end; k++) {
				const v = neighbours[k]!;
				if (ties[v]! > level && --ties[v]! === level) leaving[go++] = v;
			}
		}
	}
	return ties;
}
