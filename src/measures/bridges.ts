import { buildGraph, type Graph } from "./graph.ts";

/**
 * A depth-first walk of every component. `low` is the earliest person, by place in the walk, that somebody at or
 * behind this person is tied to without going back through the tie they were reached by. Whoever is behind a person
 * stands in `sequence` right after them, `behind` places long (themselves included).
 */
type Walk = {
	/** Each person's place in the walk. */
	order: Int32Array;
	/** The person at each place. */
	sequence: Int32Array;
	/** Through whom a person was reached; −1 where a walk began. */
	parent: Int32Array;
	low: Int32Array;
	behind: Int32Array;
	/** The first place of the walk of the person's component. */
	root: Int32Array;
};

/** One tie by which `behind` people hang on the rest of their component. */
export type Bridge = {
	/** The end of the smaller side (of the later-walked side if both are equal), and the other end. */
	near: number;
	far: number;
	/** Who is on the near end's side, `near` among them. */
	side: Int32Array;
	/** How many are on the other side. */
	rest: number;
};

/** A person without whom `pieces` come apart: everybody in them but those of the largest piece. */
export type Articulation = { at: number; pieces: Int32Array[] };

/**
 * How many ties (bridges) and how many people (articulation points) a component falls apart without.
 *
 * Tarjan (1972, doi:10.1137/0201010), low-link without recursion. O(n + m) time, 24 bytes a person. No ties: both 0.
 */
export function countBridges(graph: Graph): { bridges: number; articulationPoints: number } {
	const walk = walked(graph);
	let bridges = 0;
	for (let v = 0; v < graph.n; v++) if (isBridge(walk, v)) bridges++;
	let articulationPoints = 0;
	for (const cuts of cutOffs(walk)) if (cuts > 1) articulationPoints++;
	return { bridges, articulationPoints };
}

/**
 * Every bridge whose smaller side has at least `least` people, with that side. O(n + m) and the sizes of the sides.
 */
export function bridgesHolding(graph: Graph, least: number): Bridge[] {
	const walk = walked(graph);
	const found: Bridge[] = [];
	for (let v = 0; v < graph.n; v++) {
		if (!isBridge(walk, v)) continue;
		const size = walk.behind[v]!;
		const whole = walk.behind[walk.sequence[walk.root[v]!]!]!;
		if (Math.min(size, whole - size) < least) continue;
		const inside = behindOf(walk, v);
		const outside = size * 2 <= whole ? undefined : restOf(walk, v);
		const ends = outside === undefined ? [v, walk.parent[v]!] : [walk.parent[v]!, v];
		found.push({
			near: ends[0]!,
			far: ends[1]!,
			side: outside ?? inside,
			rest: outside === undefined ? whole - size : size,
		});
	}
	return found;
}

/**
 * Every person without whom at least `least` people are cut off from the largest piece that remains of their
 * component. O(n + m) and the sizes of the pieces.
 */
export function articulationsHolding(graph: Graph, least: number): Articulation[] {
	const walk = walked(graph);
	const cut = new Map<number, Int32Array[]>();
	for (let v = 0; v < graph.n; v++) {
		const u = walk.parent[v]!;
		if (u < 0 || walk.low[v]! < walk.order[u]!) continue;
		const pieces = cut.get(u);
		if (pieces) pieces.push(behindOf(walk, v));
		else cut.set(u, [behindOf(walk, v)]);
	}
	const found: Articulation[] = [];
	for (const [at, pieces] of cut) {
		const rest = aroundOf(walk, at, pieces);
		if (rest.length > 0) pieces.push(rest);
		if (pieces.length < 2) continue;
		pieces.sort((a, b) => a.length - b.length);
		pieces.pop();
		if (pieces.reduce((sum, piece) => sum + piece.length, 0) >= least) found.push({ at, pieces });
	}
	return found.sort((a, b) => a.at - b.at);
}

/** The blocks that no single tie holds together, and the tree (one a component) that the bridges make of them. */
export type TwoEdgeBlocks = {
	/** Each person's block. */
	of: Int32Array;
	count: number;
	/** How many people each block has. */
	sizes: Int32Array;
	/** Both ends of every bridge, as people. */
	from: Int32Array;
	to: Int32Array;
	/** Blocks as nodes, bridges as ties. */
	tree: Graph;
	/** The blocks that hang on the others by one bridge, ascending. */
	leaves: Int32Array;
};

/**
 * Two-edge-connected components: two people are in one block when no single tie's loss parts them. A person without
 * ties is a block of one, and no leaf. O(n + m) time, 40 bytes a person.
 */
export function twoEdgeBlocks(graph: Graph): TwoEdgeBlocks {
	const walk = walked(graph);
	const of = new Int32Array(graph.n);
	const sizes: number[] = [];
	const from: number[] = [];
	const to: number[] = [];
	for (let i = 0; i < graph.n; i++) {
		const v = walk.sequence[i]!;
		const begins = walk.low[v] === walk.order[v];
		const block = begins ? sizes.push(0) - 1 : of[walk.parent[v]!]!;
		of[v] = block;
		sizes[block]!++;
		if (!begins || walk.parent[v]! < 0) continue;
		from.push(walk.parent[v]!);
		to.push(v);
	}
	const count = sizes.length;
	const blockOf = (person: number) => of[person]!;
	const tree = buildGraph(count, from.map(blockOf), to.map(blockOf));
	const leaves = Int32Array.from(sizes.keys()).filter((b) => tree.offsets[b + 1]! - tree.offsets[b]! === 1);
	return {
		of,
		count,
		sizes: Int32Array.from(sizes),
		from: Int32Array.from(from),
		to: Int32Array.from(to),
		tree,
		leaves,
	};
}

function walked({ n, offsets, neighbours }: Graph): Walk {
	const order = new Int32Array(n).fill(-1);
	const sequence = new Int32Array(n);
	const parent = new Int32Array(n).fill(-1);
	const low = new Int32Array(n);
	const root = new Int32Array(n);
	const cursor = offsets.slice(0, n);
	let placed = 0;
	for (let start = 0; start < n; start++) {
		if (order[start]! >= 0) continue;
		const first = placed;
		let u = start;
		order[u] = low[u] = placed;
		root[u] = first;
		sequence[placed++] = u;
		while (u >= 0) {
			const end = offsets[u + 1]!;
			const up = parent[u]!;
			let at = cursor[u]!;
			let least = low[u]!;
			let next = -1;
			while (at < end) {
				const v = neighbours[at++]!;
				const place = order[v]!;
				if (place < 0) {
					next = v;
					break;
				}
				if (place < least && v !== up) least = place;
			}
			low[u] = least;
			if (next >= 0) {
				cursor[u] = at;
				parent[next] = u;
				order[next] = low[next] = placed;
				root[next] = first;
				sequence[placed++] = next;
				u = next;
			} else {
				if (up >= 0 && least < low[up]!) low[up] = least;
				u = up;
			}
		}
	}
	return { order, sequence, parent, low, root, behind: behindAll(sequence, parent) };
}

/** How many are behind each person, themselves included. */
function behindAll(sequence: Int32Array, parent: Int32Array): Int32Array {
	const behind = new Int32Array(sequence.length).fill(1);
	for (let i = sequence.length - 1; i >= 0; i--) {
		const v = sequence[i]!;
		const up = parent[v]!;
		if (up >= 0) behind[up]! += behind[v]!;
	}
	return behind;
}

/** Whether the tie through which `v` was reached is the only one between its two sides. */
function isBridge({ parent, low, order }: Walk, v: number): boolean {
	return parent[v]! >= 0 && low[v] === order[v];
}

/** Into how many pieces its component falls without each person: 1 where it holds. */
function cutOffs({ sequence, parent, low, order }: Walk): Int32Array {
	const pieces = new Int32Array(sequence.length);
	for (let v = 0; v < pieces.length; v++) {
		const up = parent[v]!;
		if (up < 0) continue;
		pieces[v]!++;
		if (low[v]! >= order[up]!) pieces[up]!++;
	}
	return pieces;
}

/** `v` and whoever is behind. */
function behindOf({ sequence, order, behind }: Walk, v: number): Int32Array {
	return sequence.slice(order[v]!, order[v]! + behind[v]!);
}

/** Whoever of `v`'s component is not behind. */
function restOf(walk: Walk, v: number): Int32Array {
	const { sequence, order, behind, root } = walk;
	const first = root[v]!;
	const after = order[v]! + behind[v]!;
	return joined(sequence.subarray(first, order[v]!), sequence.subarray(after, first + behind[sequence[first]!]!));
}

/** Whoever of `at`'s component is neither `at` nor in one of the pieces behind it. */
function aroundOf(walk: Walk, at: number, pieces: readonly Int32Array[]): Int32Array {
	const out = new Set([at]);
	for (const piece of pieces) for (const v of piece) out.add(v);
	const first = walk.root[at]!;
	return walk.sequence.subarray(first, first + walk.behind[walk.sequence[first]!]!).filter((v) => !out.has(v));
}

function joined(one: Int32Array, other: Int32Array): Int32Array {
	const both = new Int32Array(one.length + other.length);
	both.set(one);
	both.set(other, one.length);
	return both;
}
