import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crossingIn } from "./crossing.ts";
import { pathsOf, type Spot } from "./drawing.ts";
import { middleOf, type Outline, type Position, pointInWords, type Ring, squareKm } from "./outline.ts";
import { readOutline } from "./reading.ts";

/** A rectangle against the clock. */
const box = (west: number, south: number, wide: number, high = wide): Ring => [
	[west, south],
	[west + wide, south],
	[west + wide, south + high],
	[west, south + high],
	[west, south],
];
const polygon = (...rings: unknown[]) => ({ type: "Polygon", coordinates: rings });
const read = (...rings: unknown[]) => readOutline(polygon(...rings));
const faultOf = (geometry: unknown) => {
	const found = readOutline(geometry);
	return found && "fault" in found ? found.fault : undefined;
};
/** A ring of n points around 11, 46, as uneven as `uneven` says: it goes around, so it cannot cross itself. */
const round = (n: number, uneven = 0): Ring => {
	const points = Array.from({ length: n }, (_, i): Position => {
		const at = (2 * Math.PI * i) / n;
		const far = 0.1 * (1 + 0.3 * Math.sin(5 * at) + uneven * Math.sin(i * i));
		return [11 + far * Math.cos(at), 46 + far * Math.sin(at)];
	});
	return [...points, points[0]!];
};
const bow: Ring = [
	[11, 46],
	[11.2, 46.2],
	[11.2, 46],
	[11, 46.2],
	[11, 46],
];

describe("reading", () => {
	test("edges go against the clock and holes with it, whichever way they came", () => {
		const [edge, hole] = [box(11, 46, 0.3), box(11.1, 46.1, 0.1)];
		const right = { outline: { type: "MultiPolygon", coordinates: [[rounded(edge), rounded(hole).toReversed()]] } };
		expect(read(edge, hole)).toEqual(right);
		expect(read(edge.toReversed(), hole.toReversed())).toEqual(right);
	});

	test("what is wrong is told apart", () => {
		expect(readOutline({ type: "Point", coordinates: [11, 46] })).toBeUndefined();
		expect(readOutline(null)).toBeUndefined();
		expect(faultOf({ type: "MultiPolygon" })).toBe("shape");
		for (const nothing of [[], [[]], [[], []]])
			expect([faultOf({ type: "MultiPolygon", coordinates: nothing })]).toEqual(["empty"]);
		expect(faultOf(polygon([["a"]]))).toBe("shape");
		expect(faultOf(polygon(box(664000, 5100000, 1000)))).toBe("degrees");
		expect(faultOf(polygon(box(46, 11, 0.1)))).toBe("swapped");
		expect(read(box(0, 0, 0.1))).toEqual({ fault: "far", near: [0, 0] });
		expect(faultOf(polygon(round(4001)))).toBe("points");
		expect(read(box(11, 46, 0.1).slice(0, -1))).toEqual({ fault: "ring", near: [11, 46] });
		expect(read(box(11, 46, 0))).toEqual({ fault: "ring", near: [11, 46] });
		expect(read(bow)).toMatchObject({ fault: "crossing", near: [11.1, expect.closeTo(46.1, 9)] });
	});

	test("nesting without an end is no outline", () => {
		const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
		expect(faultOf({ type: "MultiPolygon", coordinates: deep })).toBe("shape");
	});

	test("a hole narrower than a metre is left out, a part too", () => {
		const crack = box(11.1, 46.1, 0.000001);
		const found = readOutline({
			type: "MultiPolygon",
			coordinates: [[box(11, 46, 0.3), crack], [box(12, 46, 0.000001)]],
		});
		expect(found).toEqual({ outline: { type: "MultiPolygon", coordinates: [[rounded(box(11, 46, 0.3))]] } });
	});
});

function rounded(ring: Ring): Ring {
	return ring.map(([x, y]) => [Math.round(x * 1e5) / 1e5, Math.round(y * 1e5) / 1e5]);
}

describe("crossing", () => {
	test("of a ring with itself, of a hole with its edge, of two parts", () => {
		expect(crossingIn([bow])).toEqual([11.1, expect.closeTo(46.1, 9)]);
		expect(crossingIn([box(11, 46, 0.2), box(11.1, 46.1, 0.2)])).toEqual([expect.any(Number), expect.any(Number)]);
		expect(crossingIn([box(11, 46, 0.2), box(11.05, 46.05, 0.1)])).toBeUndefined();
	});

	test("is found exactly where looking at every pair of lines finds one", () => {
		const degrees = fc.integer({ min: 0, max: 10_000 });
		const steps = fc.array(fc.tuple(degrees, degrees), { minLength: 3, maxLength: 60 });
		fc.assert(
			fc.property(steps, fc.boolean(), (points, isRound) => {
				const ring = (isRound ? byAngle(points) : points).map(([x, y]): Position => [11 + x / 1e5, 46 + y / 1e5]);
				const closed = [...ring, ring[0]!];
				expect(crossingIn([closed]) !== undefined).toBe(everyPair(closed));
			}),
		);
	});

	test("is none where lines touch or run along each other", () => {
		const spike: Ring = [
			[11, 46],
			[11.2, 46],
			[11.3, 46],
			[11.2, 46],
			[11.2, 46.2],
			[11, 46.2],
			[11, 46],
		];
		const touching = box(11.2, 46.05, 0.1);
		expect(crossingIn([spike])).toBeUndefined();
		expect(crossingIn([box(11, 46, 0.2), touching])).toBeUndefined();
		expect(crossingIn([])).toBeUndefined();
	});

	test("of twenty thousand points is looked for where they are near each other, and given up where all are", () => {
		expect(crossingIn([round(20_000, 0.001)])).toBeUndefined();
		const teeth = Array.from({ length: 20_000 }, (_, i): Position => {
			const [x, y] = [i % 4 < 2 ? 0 : 0.9, i / 20_000];
			return [11 + (x - y) / 2, 46 + (x + y) / 2];
		});
		expect(crossingIn([teeth])).toBe("tangled");
	});
});

/** Around the middle, so that most do not cross. */
function byAngle(points: readonly [number, number][]): [number, number][] {
	const angle = ([x, y]: [number, number]) => Math.atan2(y - 5000, x - 5000);
	return points.toSorted((a, b) => angle(a) - angle(b));
}

/** Whether two lines of a ring cross, in whole steps: without rounding. */
function everyPair(ring: Ring): boolean {
	const whole = ring.map(([x, y]) => [Math.round((x - 11) * 1e5), Math.round((y - 46) * 1e5)] as const);
	const side = (i: number, j: number) => {
		const [[x, y], [toX, toY], [ofX, ofY]] = [whole[i]!, whole[i + 1]!, whole[j]!];
		return Math.sign((toX - x) * (ofY - y) - (toY - y) * (ofX - x));
	};
	const lines = ring.slice(1).keys().toArray();
	return lines.some((i) => lines.some((j) => side(i, j) * side(i, j + 1) < 0 && side(j, i) * side(j, i + 1) < 0));
}

const at = ([x, y]: Position): Spot => [(x - 10.86) * 1100, (46.14 - y) * 1500];
const outlineOf = (...rings: Ring[]): Outline => ({ type: "MultiPolygon", coordinates: [rings] });
/** The points a path goes through. */
const pointsIn = (path: string) =>
	path
		.split("z")
		.filter(Boolean)
		.map((ring) => {
			const numbers = ring.match(/-?[\d.]+/g)!.map(Number);
			let [x, y] = [0, 0];
			return Array.from({ length: numbers.length / 2 }, (_, i): Spot => {
				[x, y] = [x + numbers[i * 2]!, y + numbers[i * 2 + 1]!];
				return [x, y];
			});
		});

describe("drawing", () => {
	test("a rectangle keeps its corners, a hole stays a ring of its own", () => {
		const [path] = pathsOf([outlineOf(box(11, 46, 0.1), box(11.02, 46.02, 0.05).toReversed())], at);
		const [edge, hole] = pointsIn(path!);
		expect(edge!.map(([x, y]) => [Math.round(x), Math.round(y)])).toEqual([
			[154, 210],
			[264, 210],
			[264, 60],
			[154, 60],
		]);
		expect(hole).toHaveLength(4);
	});

	test("five thousand points weigh less than 4 kB and stay within a step of where they were", () => {
		const ring = round(5000, 0.005);
		const [path] = pathsOf([outlineOf(ring)], at);
		expect(deflateSync(path!).length).toBeLessThan(4096);
		const [drawn] = pointsIn(path!);
		expect(drawn!.length).toBeGreaterThan(100);
		const lines = drawn!.map((spot, i) => [spot, drawn![(i + 1) % drawn!.length]!] as const);
		const off = ring.map(at).map((spot) => Math.min(...lines.map(([a, b]) => distance(spot, a, b))));
		expect(Math.max(...off)).toBeLessThan(1);
	});

	test("many outlines share the room, and however small one is it is drawn", () => {
		const many = Array.from({ length: 12 }, () => outlineOf(round(2000, 0.2)));
		const paths = pathsOf([...many, outlineOf(box(11, 46, 0.00001))], at);
		expect(deflateSync(paths.join("")).length).toBeLessThan(4096);
		expect(paths.every((path) => path.startsWith("M") && path.endsWith("z"))).toBe(true);
	});
});

function distance([x, y]: Spot, [x1, y1]: Spot, [x2, y2]: Spot): number {
	const [dx, dy] = [x2 - x1, y2 - y1];
	const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
	return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

test("how large an outline is: a hole is none of it; where its middle is", () => {
	const narrower = Math.cos((46 * Math.PI) / 180);
	const outline = outlineOf(box(11, 46, 0.1), box(11.04, 46.04, 0.02).toReversed());
	expect(squareKm(outline)).toBeCloseTo(0.0096 * 111.32 ** 2 * narrower, 1);
	expect(middleOf([outline])?.map((degrees) => degrees.toFixed(3))).toEqual(["11.050", "46.050"]);
	expect(middleOf([])).toBeUndefined();
	expect(pointInWords([11.1, 46])).toBe("46.00000, 11.10000");
});
