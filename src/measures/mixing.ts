import type { Graph } from "./graph.ts";

/** Ties of people of whom a group is known, between two of one group and between two of different ones. */
export type Mixing = { internal: number; external: number };

/** Counts ties within and between groups; `groupOf` has that of each node, −1 where it is not known. O(n + m) time. */
export function mixing({ n, offsets, neighbours }: Graph, groupOf: Int32Array): Mixing {
	const found: Mixing = { internal: 0, external: 0 };
	for (let u = 0; u < n; u++) {
		if (groupOf[u]! < 0) continue;
		for (let k = offsets[u]!; k < offsets[u + 1]!; k++) {
			const v = neighbours[k]!;
			if (v < u || groupOf[v]! < 0) continue;
			if (groupOf[v] === groupOf[u]) found.internal++;
			else found.external++;
		}
	}
	return found;
}

/** (external − internal) / (external + internal); null where there is no tie. */
export function balance({ internal, external }: Mixing): number | null {
	const known = internal + external;
	return known === 0 ? null : (external - internal) / known;
}

/**
 * The E-I index of Krackhardt and Stern (1988, doi:10.2307/2786835): (external − internal) / (external + internal) ties
 * by one attribute; −1 when everybody keeps to their own, 1 when nobody does. Ties of people of whom the attribute is
 * not known (null or empty) are left out. Null when none is left. O(n + m) time, 4 bytes a person.
 */
export function eiIndex(graph: Graph, values: readonly (string | null)[]): number | null {
	const groups = new Map<string, number>();
	const of = new Int32Array(graph.n).fill(-1);
	for (let u = 0; u < graph.n; u++) {
		const value = values[u];
		if (!value) continue;
		const group = groups.get(value) ?? groups.size;
		groups.set(value, group);
		of[u] = group;
	}
	return balance(mixing(graph, of));
}
