import { type Forward, forward } from "./clustering.ts";
import { degree, type Graph } from "./graph.ts";

/**
 * Burt's constraint (1992, *Structural Holes*), unweighted: how far a person's acquaintances know one another, so that
 * news and help come from one side only. For i with dᵢ ties, Σ over acquaintances j of (1/dᵢ + Σ over common q of
 * 1/(dᵢ·d_q))². NaN for whoever has no tie, as in igraph.
 *
 * The inner sum, but for the factor 1/dᵢ, is the same seen from j: it is gathered once a tie, over the triangles (see
 * `clustering`). O(m√m) time at worst, 12 bytes a tie and 24 a person.
 */
export function constraint(graph: Graph, ties: Forward = forward(graph)): Float64Array {
	const { n } = graph;
	const common = commonOf(graph, ties);
	const sum = new Float64Array(n);
	for (let u = 0; u < n; u++) {
		let own = sum[u]!;
		for (let k = ties.starts[u]!, end = ties.starts[u + 1]!; k < end; k++) {
			const square = (1 + common[k]!) ** 2;
			own += square;
			sum[ties.targets[k]!]! += square;
		}
		sum[u] = own;
	}
	// 0 / 0 is NaN: who has no tie has no constraint.
	for (let u = 0; u < n; u++) sum[u]! /= degree(graph, u) ** 2;
	return sum;
}

/** Per tie, Σ 1/d over the acquaintances that both ends share. */
function commonOf(graph: Graph, { starts, targets }: Forward): Float64Array {
	const { n } = graph;
	const share = new Float64Array(n);
	for (let u = 0; u < n; u++) share[u] = 1 / degree(graph, u);
	const common = new Float64Array(targets.length);
	const reached = new Int32Array(n).fill(-1);
	for (let u = 0; u < n; u++) {
		const first = starts[u]!;
		const end = starts[u + 1]!;
		const own = share[u]!;
		for (let k = first; k < end; k++) reached[targets[k]!] = k;
		for (let k = first; k < end; k++) {
			const v = targets[k]!;
			const other = share[v]!;
			let between = 0;
			for (let j = starts[v]!, stop = starts[v + 1]!; j < stop; j++) {
				const w = targets[j]!;
				const third = reached[w]!;
				if (third < first) continue;
				between += share[w]!;
				common[third]! += other;
				common[j]! += own;
			}
			common[k]! += between;
		}
	}
	return common;
}
