import { random } from "../core/random.ts";
import { degree, type Graph } from "./graph.ts";

export type Communities = {
	/** The community of each node, numbered from 0 in the order of their first members. */
	of: Int32Array;
	count: number;
	/** Newman's Q of this partition; null without ties. */
	modularity: number | null;
};

/** A graph whose nodes stand for sets of people: how many ties join them, and how many ends of ties each has. */
type Level = {
	n: number;
	offsets: Int32Array;
	neighbours: Int32Array;
	/** How many ties each entry of `neighbours` stands for; null where each is one. */
	weights: Int32Array | null;
	strengths: Int32Array;
};

/** Arrays as long as the people are many, made once and used on every level. */
type Desk = {
	random: () => number;
	ends: number;
	/** Ends of ties in each community. */
	totals: Int32Array;
	/** Ties from the node at hand into each community, and which communities those are. */
	towards: Int32Array;
	touched: Int32Array;
	/** A ring of nodes to look at, and which are in it. */
	queue: Int32Array;
	queued: Uint8Array;
};

/** How often the whole is begun again from what it found; most networks settle sooner. */
const roundsMax = 10;

/** With more ties than this one round has to do: on half a million people a second one adds 0.00003. */
const tiesForRounds = 500_000;

/** More nodes than this no longer lie in a processor's cache: they are looked at one after the other, not by chance. */
const nodesForChance = 100_000;

/**
 * Parts of a network that are denser inside than towards each other: a partition of high modularity,
 * Q = Σ over communities of (ties inside / m − (ends of ties / 2m)²). Somebody without ties is a community alone.
 *
 * Traag, Waltman & van Eck, "From Louvain to Leiden" (2019): nodes move to the best neighbouring community, each
 * community is split into parts that hang together, the parts become nodes, and so on; here a part takes the best
 * merge instead of a random one, and what does not hang together in the end is taken apart. The seed decides in which
 * order nodes are looked at. Gains are compared as whole numbers, so the same seed finds the same communities on every
 * machine. A large graph wants its `buildCloseGraph`. Near O(m) time a round; about 30 bytes a tie and 50 a
 * node.
 */
export function communities(graph: Graph, seed: number): Communities {
	const { n, m } = graph;
	const strengths = Int32Array.from({ length: n }, (_, u) => degree(graph, u));
	const base: Level = { n, offsets: graph.offsets, neighbours: graph.neighbours, weights: null, strengths };
	const desk: Desk = {
		random: random(seed),
		ends: 2 * m,
		totals: new Int32Array(n),
		towards: new Int32Array(n),
		touched: new Int32Array(n),
		queue: new Int32Array(n),
		queued: new Uint8Array(n),
	};
	const found = Int32Array.from({ length: n }, (_, u) => u);
	let modularity = modularityOf(base, found, desk);
	const rounds = m > tiesForRounds ? 1 : roundsMax;
	for (let round = 0; round < rounds && m > 0; round++) {
		improve(base, found, desk);
		hangTogether(base, found, desk);
		const next = modularityOf(base, found, desk);
		const hasSettled = next <= modularity;
		modularity = next;
		if (hasSettled) break;
	}
	return { of: found, count: renumber(found), modularity: m > 0 ? modularity : null };
}

/** One round: moves, splits and gathers level by level until no node moves any more, and writes the result into `of`. */
function improve(base: Level, of: Int32Array, desk: Desk): void {
	let level = base;
	let community = of.slice();
	/** Which node of the level each person is in. */
	let standing: Int32Array | null = null;
	for (;;) {
		moveNodes(level, community, desk);
		for (let u = 0; u < base.n; u++) of[u] = community[standing ? standing[u]! : u]!;
		const parts = partsOf(level, community, desk);
		const count = renumber(parts);
		if (count === level.n) return;
		const above = gathered(level, parts, count, desk);
		const communityAbove = new Int32Array(count);
		for (let v = 0; v < level.n; v++) communityAbove[parts[v]!] = community[v]!;
		// Communities are numbered as nodes are, so that their totals fit the same arrays.
		renumber(communityAbove);
		if (standing) for (let u = 0; u < base.n; u++) standing[u] = parts[standing[u]!]!;
		else standing = parts;
		level = above;
		community = communityAbove;
	}
}

/** How many ties join node `u` to each community around it, in `towards`; answers with how many those are. */
function look({ offsets, neighbours, weights }: Level, u: number, community: Int32Array, desk: Desk): number {
	const { towards, touched } = desk;
	let count = 0;
	const end = offsets[u + 1]!;
	for (let k = offsets[u]!; k < end; k++) {
		const c = community[neighbours[k]!]!;
		if (towards[c] === 0) touched[count++] = c;
		towards[c]! += weights ? weights[k]! : 1;
	}
	return count;
}

/** Fast local moving: a node goes where the modularity gains most, and the neighbours it leaves are looked at again. */
function moveNodes(level: Level, community: Int32Array, desk: Desk): void {
	const { n, offsets, neighbours, strengths } = level;
	const { ends, totals, towards, touched, queue, queued } = desk;
	totals.fill(0, 0, n);
	for (let u = 0; u < n; u++) totals[community[u]!]! += strengths[u]!;
	lineUp(queue, n, desk.random);
	queued.fill(1, 0, n);
	let waiting = n;
	for (let head = 0; waiting > 0; waiting--) {
		const u = queue[head]!;
		head = head + 1 === n ? 0 : head + 1;
		queued[u] = 0;
		const count = look(level, u, community, desk);
		const own = community[u]!;
		const strength = strengths[u]!;
		totals[own]! -= strength;
		let best = own;
		let gain = towards[own]! * ends - strength * totals[own]!;
		for (let i = 0; i < count; i++) {
			const c = touched[i]!;
			const other = towards[c]! * ends - strength * totals[c]!;
			if (other > gain) {
				gain = other;
				best = c;
			}
			towards[c] = 0;
		}
		totals[best]! += strength;
		if (best === own) continue;
		community[u] = best;
		const end = offsets[u + 1]!;
		for (let k = offsets[u]!; k < end; k++) {
			const v = neighbours[k]!;
			if (queued[v] === 1 || community[v] === best) continue;
			queued[v] = 1;
			let tail = head + waiting - 1;
			if (tail >= n) tail -= n;
			queue[tail] = v;
			waiting++;
		}
	}
}

/** Splits communities into parts: a node still alone joins the part of its community where the modularity gains most. */
function partsOf(level: Level, community: Int32Array, desk: Desk): Int32Array {
	const { n, offsets, neighbours, weights, strengths } = level;
	const { ends, totals, towards, touched, queue } = desk;
	const parts = Int32Array.from({ length: n }, (_, u) => u);
	const isJoined = new Uint8Array(n);
	for (let u = 0; u < n; u++) totals[u] = strengths[u]!;
	lineUp(queue, n, desk.random);
	for (let i = 0; i < n; i++) {
		const u = queue[i]!;
		if (isJoined[u] === 1) continue;
		let count = 0;
		const end = offsets[u + 1]!;
		for (let k = offsets[u]!; k < end; k++) {
			const v = neighbours[k]!;
			if (community[v] !== community[u]) continue;
			const part = parts[v]!;
			if (towards[part] === 0) touched[count++] = part;
			towards[part]! += weights ? weights[k]! : 1;
		}
		let best = u;
		let gain = 0;
		for (let j = 0; j < count; j++) {
			const part = touched[j]!;
			const other = towards[part]! * ends - strengths[u]! * totals[part]!;
			if (other > gain) {
				gain = other;
				best = part;
			}
			towards[part] = 0;
		}
		if (best === u) continue;
		parts[u] = best;
		isJoined[best] = 1;
		totals[best]! += strengths[u]!;
	}
	return parts;
}

/** The level above: parts as nodes. Ties inside a part only live on in its strength. */
function gathered(level: Level, parts: Int32Array, count: number, desk: Desk): Level {
	const { n, strengths } = level;
	const { towards, touched } = desk;
	const starts = new Int32Array(count + 1);
	for (let u = 0; u < n; u++) starts[parts[u]! + 1]!++;
	for (let part = 0; part < count; part++) starts[part + 1]! += starts[part]!;
	const members = new Int32Array(n);
	const cursor = starts.slice(0, count);
	for (let u = 0; u < n; u++) members[cursor[parts[u]!]!++] = u;

	const offsets = new Int32Array(count + 1);
	const above = new Int32Array(count);
	const most = tiesBetween(level, parts);
	const neighbours = new Int32Array(most);
	const weights = new Int32Array(most);
	let written = 0;
	for (let part = 0; part < count; part++) {
		let around = 0;
		for (let i = starts[part]!; i < starts[part + 1]!; i++) {
			const u = members[i]!;
			above[part]! += strengths[u]!;
			const end = level.offsets[u + 1]!;
			for (let k = level.offsets[u]!; k < end; k++) {
				const other = parts[level.neighbours[k]!]!;
				if (other === part) continue;
				if (towards[other] === 0) touched[around++] = other;
				towards[other]! += level.weights ? level.weights[k]! : 1;
			}
		}
		for (let i = 0; i < around; i++) {
			const other = touched[i]!;
			neighbours[written] = other;
			weights[written++] = towards[other]!;
			towards[other] = 0;
		}
		offsets[part + 1] = written;
	}
	return {
		n: count,
		offsets,
		// What was set aside and not written takes no memory; a copy would, for both at once.
		neighbours: neighbours.subarray(0, written),
		weights: weights.subarray(0, written),
		strengths: above,
	};
}

/** How many entries of a level's ties lead from one part to another. */
function tiesBetween({ n, offsets, neighbours }: Level, parts: Int32Array): number {
	let count = 0;
	for (let u = 0; u < n; u++) {
		const end = offsets[u + 1]!;
		for (let k = offsets[u]!; k < end; k++) if (parts[neighbours[k]!] !== parts[u]) count++;
	}
	return count;
}

/** Gives each piece of a community a label of its own: what no tie holds together counts as two, and gains by it. */
function hangTogether({ n, offsets, neighbours }: Level, of: Int32Array, { queue, queued }: Desk): void {
	const pieces = new Int32Array(n);
	queued.fill(0);
	for (let first = 0; first < n; first++) {
		if (queued[first] === 1) continue;
		queued[first] = 1;
		queue[0] = first;
		let count = 1;
		for (let i = 0; i < count; i++) {
			const u = queue[i]!;
			pieces[u] = first;
			for (let k = offsets[u]!; k < offsets[u + 1]!; k++) {
				const v = neighbours[k]!;
				if (queued[v] === 1 || of[v] !== of[u]) continue;
				queued[v] = 1;
				queue[count++] = v;
			}
		}
	}
	of.set(pieces);
}

/** Newman's Q, from whole numbers. */
function modularityOf({ n, offsets, neighbours, strengths }: Level, of: Int32Array, { ends, totals }: Desk): number {
	totals.fill(0);
	let inside = 0;
	for (let u = 0; u < n; u++) {
		totals[of[u]!]! += strengths[u]!;
		const end = offsets[u + 1]!;
		for (let k = offsets[u]!; k < end; k++) if (of[neighbours[k]!] === of[u]) inside++;
	}
	let squares = 0;
	for (let c = 0; c < n; c++) squares += (totals[c]! / ends) ** 2;
	return inside / ends - squares;
}

/** Numbers labels from 0 in the order in which they first appear, in place; answers with how many there are. */
export function renumber(labels: Int32Array): number {
	let highest = -1;
	for (let u = 0; u < labels.length; u++) highest = Math.max(highest, labels[u]!);
	const names = new Int32Array(highest + 1).fill(-1);
	let count = 0;
	for (let u = 0; u < labels.length; u++) {
		const label = labels[u]!;
		if (names[label] === -1) names[label] = count++;
		labels[u] = names[label]!;
	}
	return count;
}

/** 0 … n − 1 in the first n places, in an order that chance decides (Fisher–Yates) where that is not too dear. */
function lineUp(row: Int32Array, n: number, draw: () => number): void {
	const isByChance = n <= nodesForChance;
	for (let u = 0; u < n; u++) {
		const at = isByChance ? Math.floor(draw() * (u + 1)) : u;
		row[u] = row[at]!;
		row[at] = u;
	}
}
