import type { Outline, Position } from "./outline.ts";

/** A point of a drawing, in its own steps: to the right, and down. */
export type Spot = [x: number, y: number];

/** What is smaller than this, in steps of the drawing, nobody sees. */
const finest = 0.25;
/** How many points the outlines of one drawing have together: about 4 kB when they are sent. */
const mostSpots = 900;

/**
 * The `d` of an SVG path for each outline, projected by `at` and simplified to what the drawing can show (Douglas and
 * Peucker, 1973): the points that matter most, at most 900 in all. To be filled by `evenodd`, so that holes stay holes.
 */
export function pathsOf(outlines: readonly Outline[], at: (point: Position) => Spot): string[] {
	const drawn = outlines.map(({ coordinates }) =>
		coordinates.flat().map((ring) => {
			const spots = apart(ring.slice(0, -1).map(at));
			return { spots, weights: weightsOf(spots) };
		}),
	);
	for (const rings of drawn) keepLargest(rings);
	const weights = drawn.flatMap((rings) => rings.flatMap((ring) => [...ring.weights]));
	const least = Math.max(finest, weights.sort((a, b) => b - a)[mostSpots] ?? 0);
	return drawn.map((rings) =>
		rings.map(({ spots, weights }) => lineOf(spots.filter((_, i) => weights[i]! > least))).join(""),
	);
}

/** Without those that lie on the one before: of many outlines on a small sheet that is most of them. */
function apart(spots: readonly Spot[]): Spot[] {
	let [lastX, lastY] = [Infinity, Infinity];
	return spots.filter(([x, y], i) => {
		const isApart = i < 3 || Math.hypot(x - lastX, y - lastY) >= finest;
		if (isApart) [lastX, lastY] = [x, y];
		return isApart;
	});
}

type Drawn = { spots: readonly Spot[]; weights: Float64Array };

/** However small an outline is, a triangle of its largest ring is drawn. */
function keepLargest(rings: readonly Drawn[]): void {
	const [largest] = rings.toSorted((a, b) => heaviest(b) - heaviest(a));
	if (largest) for (const [i] of heaviestThree(largest)) largest.weights[i] = Infinity;
}

function heaviest({ weights }: Drawn): number {
	return weights.reduce((most, weight) => Math.max(most, weight), 0);
}

function heaviestThree({ weights }: Drawn): [number, number][] {
	return [...weights.entries()].sort((a, b) => b[1] - a[1]).slice(0, 3);
}

/**
 * How far off the line each point of a ring is when it is left out with all that matter less. The ring is cut at its
 * first point and at the one farthest from it.
 */
function weightsOf(spots: readonly Spot[]): Float64Array {
	const weights = new Float64Array(spots.length);
	const [first] = spots;
	if (!first) return weights;
	const away = spots.map(([x, y]) => Math.hypot(x - first[0], y - first[1]));
	const far = away.reduce((most, one, i) => (one > away[most]! ? i : most), 0);
	weights[0] = away[far]!;
	weights[far] = away[far]!;
	const waiting = [
		{ from: 0, to: far, most: away[far]! },
		{ from: far, to: spots.length, most: away[far]! },
	];
	for (let part = waiting.pop(); part; part = waiting.pop()) {
		const { from, to, most } = part;
		const [begin, end] = [spots[from]!, spots[to % spots.length]!];
		let [middle, farthest] = [-1, -1];
		for (let i = from + 1; i < to; i += 1) {
			const off = offLine(spots[i]!, begin, end);
			if (off > farthest) [middle, farthest] = [i, off];
		}
		if (middle < 0) continue;
		// Nothing matters more than what it hangs on: left out by weight, a line is simplified from coarse to fine.
		const weight = Math.min(most, farthest);
		weights[middle] = weight;
		waiting.push({ from, to: middle, most: weight }, { from: middle, to, most: weight });
	}
	return weights;
}

/** How far a point is from the line between two others. */
function offLine([x, y]: Spot, [x1, y1]: Spot, [x2, y2]: Spot): number {
	const [dx, dy] = [x2 - x1, y2 - y1];
	const length = dx * dx + dy * dy;
	const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
	return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

/** A closed line, from point to point in tenths of a step; none for what is no triangle any more. */
function lineOf(spots: readonly Spot[]): string {
	if (spots.length < 3) return "";
	const tenths = spots.map(([x, y]): Spot => [Math.round(x * 10), Math.round(y * 10)]);
	const [begin, ...steps] = tenths.map(([x, y], i) => {
		const [beforeX, beforeY] = tenths[i - 1] ?? [0, 0];
		return `${(x - beforeX) / 10} ${(y - beforeY) / 10}`;
	});
	return `M${begin}l${steps.join(" ")}z`;
}
