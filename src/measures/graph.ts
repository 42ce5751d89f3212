/**
 * An undirected graph without loops or parallel ties, in compressed sparse rows: the neighbours of node `u` are
 * `neighbours[offsets[u]] … neighbours[offsets[u + 1] - 1]`, ascending, and every tie stands there twice.
 */
export type Graph = {
	/** How many nodes, numbered from 0. */
	readonly n: number;
	/** How many ties. */
	readonly m: number;
	readonly offsets: Int32Array;
	readonly neighbours: Int32Array;
};

/**
 * Builds the graph from ties given as pairs of nodes, in whatever order and direction, parallel ones and loops
 * included: the former become one, the latter are left out.
 *
 * Two counting sorts, first by one end and then by the other, leave each row ascending. O(n + ties) time;
 * 16 bytes a tie and 8 a node while it builds, 8 and 4 after. Throws RangeError for a node that is not in 0 … n − 1
 * or two lists of different length.
 */
export function buildGraph(n: number, from: ArrayLike<number>, to: ArrayLike<number>): Graph {
	if (from.length !== to.length) throw new RangeError("Every tie needs two ends.");
	const starts = countEnds(n, from, to);
	const byTarget = new Int32Array(starts[n]!);
	const cursor = starts.slice(0, n);
	for (let i = 0; i < from.length; i++) {
		const u = from[i]!;
		const v = to[i]!;
		if (u === v) continue;
		byTarget[cursor[v]!++] = u;
		byTarget[cursor[u]!++] = v;
	}
	return withoutParallel(n, starts, transposed(n, starts, byTarget));
}

/** Where each node's row starts, by how many ends of ties it has. */
function countEnds(n: number, from: ArrayLike<number>, to: ArrayLike<number>): Int32Array {
	const starts = new Int32Array(n + 1);
	for (let i = 0; i < from.length; i++) {
		const u = from[i]!;
		const v = to[i]!;
		if (!(u >= 0 && u < n && v >= 0 && v < n)) throw new RangeError(`Tie ${i} joins a node that is not there.`);
		if (u === v) continue;
		starts[u + 1]!++;
		starts[v + 1]!++;
	}
	for (let u = 0; u < n; u++) starts[u + 1]! += starts[u]!;
	return starts;
}

/** The second sort: walking the rows in order writes each node into its neighbours' rows in ascending order. */
function transposed(n: number, starts: Int32Array, rows: Int32Array): Int32Array {
	const sorted = new Int32Array(rows.length);
	const cursor = starts.slice(0, n);
	for (let u = 0; u < n; u++) {
		for (let k = starts[u]!; k < starts[u + 1]!; k++) sorted[cursor[rows[k]!]!++] = u;
	}
	return sorted;
}

/** Keeps one of equal neighbours, in place. */
function withoutParallel(n: number, starts: Int32Array, sorted: Int32Array): Graph {
	const offsets = new Int32Array(n + 1);
	let kept = 0;
	for (let u = 0; u < n; u++) {
		let last = -1;
		for (let k = starts[u]!; k < starts[u + 1]!; k++) {
			const v = sorted[k]!;
			if (v !== last) sorted[kept++] = v;
			last = v;
		}
		offsets[u + 1] = kept;
	}
	return { n, m: kept / 2, offsets, neighbours: kept === sorted.length ? sorted : sorted.slice(0, kept) };
}

/** How many ties a node has. */
export function degree({ offsets }: Graph, u: number): number {
	return offsets[u + 1]! - offsets[u]!;
}
