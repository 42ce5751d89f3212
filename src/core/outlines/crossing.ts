import type { Position, Ring } from "./outline.ts";

/** Nearer than this, in degrees, a point lies on a line: about a centimetre. */
const touching = 1e-7;
/** Lines next to each other that are looked at together. */
const leaf = 6;
/** How many pairs of lines are looked at before a drawing counts as tangled: some tens of milliseconds. */
const mostPairs = 4_000_000;

/** The lines of all rings, one after the other, in flat arrays. */
type Lines = { n: number; x: Float64Array; y: Float64Array; toX: Float64Array; toY: Float64Array };

/**
 * Where two lines of some rings cross, of the same ring or of two. That they touch, or run along each other, is no
 * crossing: what lies inside is as clear as before. «tangled» where so many lie upon each other that it takes too long to say.
 *
 * Lines that follow each other lie beside each other, so a tree of the boxes around them needs no sorting: two
 * branches are looked into where their boxes overlap. Of a municipality's ring that is a few for each line.
 */
export function crossingIn(rings: readonly Ring[]): Position | "tangled" | undefined {
	const lines = linesOf(rings);
	if (lines.n === 0) return undefined;
	const tree = treeOf(lines);
	let left = mostPairs;
	const waiting: [number, number][] = [[1, 1]];
	for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
		const [one, other] = pair;
		if (one !== other && !tree.meet(one, other)) continue;
		if (tree.isLeaf(one) && tree.isLeaf(other)) {
			left -= leaf * leaf;
			if (left < 0) return "tangled";
			const found = crossingBetween(lines, tree.spanOf(one), tree.spanOf(other));
			if (found) return found;
		} else if (one === other) {
			waiting.push([one * 2, one * 2], [one * 2 + 1, one * 2 + 1], [one * 2, one * 2 + 1]);
		} else {
			left -= 1;
			for (const a of [one * 2, one * 2 + 1]) waiting.push([a, other * 2], [a, other * 2 + 1]);
		}
	}
	return undefined;
}

function linesOf(rings: readonly Ring[]): Lines {
	const n = rings.reduce((sum, ring) => sum + Math.max(0, ring.length - 1), 0);
	const [x, y, toX, toY] = Array.from({ length: 4 }, () => new Float64Array(n)) as [
		Float64Array,
		Float64Array,
		Float64Array,
		Float64Array,
	];
	let at = 0;
	for (const ring of rings)
		for (let i = 1; i < ring.length; i += 1) {
			[x[at], y[at]] = ring[i - 1]!;
			[toX[at], toY[at]] = ring[i]!;
			at += 1;
		}
	return { n, x, y, toX, toY };
}

/** A whole binary tree, its nodes numbered from 1, those below n being 2n and 2n + 1; all leaves are equally deep. */
function treeOf({ n, x, y, toX, toY }: Lines) {
	const leaves = 2 ** Math.ceil(Math.log2(Math.max(1, n / leaf)));
	const boxes = new Float64Array(leaves * 8);
	const spanOf = (node: number): [from: number, to: number] => {
		const from = (node - leaves) * leaf;
		return [from, Math.min(n, from + leaf)];
	};
	const grow = (node: number, box: ArrayLike<number>) => {
		boxes[node * 4] = Math.min(boxes[node * 4]!, box[0]!);
		boxes[node * 4 + 1] = Math.min(boxes[node * 4 + 1]!, box[1]!);
		boxes[node * 4 + 2] = Math.max(boxes[node * 4 + 2]!, box[2]!);
		boxes[node * 4 + 3] = Math.max(boxes[node * 4 + 3]!, box[3]!);
	};
	for (let node = leaves * 2 - 1; node >= 1; node -= 1) {
		boxes.set([Infinity, Infinity, -Infinity, -Infinity], node * 4);
		if (node >= leaves) {
			const [from, to] = spanOf(node);
			for (let i = from; i < to; i += 1)
				grow(node, [
					Math.min(x[i]!, toX[i]!),
					Math.min(y[i]!, toY[i]!),
					Math.max(x[i]!, toX[i]!),
					Math.max(y[i]!, toY[i]!),
				]);
		} else for (const below of [node * 2, node * 2 + 1]) grow(node, boxes.subarray(below * 4, below * 4 + 4));
	}
	return {
		spanOf,
		isLeaf: (node: number) => node >= leaves,
		meet: (one: number, other: number) =>
			boxes[one * 4]! <= boxes[other * 4 + 2]! &&
			boxes[other * 4]! <= boxes[one * 4 + 2]! &&
			boxes[one * 4 + 1]! <= boxes[other * 4 + 3]! &&
			boxes[other * 4 + 1]! <= boxes[one * 4 + 3]!,
	};
}

function crossingBetween(
	lines: Lines,
	[from, to]: [number, number],
	[otherFrom, otherTo]: [number, number],
): Position | undefined {
	for (let i = from; i < to; i += 1)
		for (let j = Math.max(otherFrom, i + 1); j < otherTo; j += 1) {
			const found = crossingOf(lines, i, j);
			if (found) return found;
		}
	return undefined;
}

/** The point where each of two lines has the ends of the other on its two sides. */
function crossingOf({ x, y, toX, toY }: Lines, i: number, j: number): Position | undefined {
	const dx = toX[i]! - x[i]!;
	const dy = toY[i]! - y[i]!;
	const begin = dx * (y[j]! - y[i]!) - dy * (x[j]! - x[i]!);
	const end = dx * (toY[j]! - y[i]!) - dy * (toX[j]! - x[i]!);
	if (!areApart(begin, end, dx * dx + dy * dy)) return undefined;
	const ex = toX[j]! - x[j]!;
	const ey = toY[j]! - y[j]!;
	const otherBegin = ex * (y[i]! - y[j]!) - ey * (x[i]! - x[j]!);
	const otherEnd = ex * (toY[i]! - y[j]!) - ey * (toX[i]! - x[j]!);
	if (!areApart(otherBegin, otherEnd, ex * ex + ey * ey)) return undefined;
	const along = otherBegin / (otherBegin - otherEnd);
	return [x[i]! + along * dx, y[i]! + along * dy];
}

/** Whether two points lie on two sides of a line, both off it; `squared` is the square of its length. */
function areApart(begin: number, end: number, squared: number): boolean {
	const least = touching * touching * squared;
	return begin > 0 !== end > 0 && begin * begin > least && end * end > least;
}
