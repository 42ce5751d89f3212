import { crossingIn } from "./crossing.ts";
import { type Outline, type Position, type Ring, twiceAround } from "./outline.ts";

/**
 * Why an outline is none: no closed area (`shape`), nothing in it (`empty`), metres (`degrees`), latitude before
 * longitude (`swapped`), not in Europe (`far`), more points than are kept (`points`), a line that is not closed or goes
 * around nothing (`ring`), or lines that cross (`crossing`).
 */
export type OutlineFault = "shape" | "empty" | "degrees" | "swapped" | "far" | "points" | "ring" | "crossing";
/** `near` is a point of what is wrong, `drawn` what was meant to be drawn where that can be shown. */
export type Faulty = { fault: OutlineFault; near?: Position; drawn?: Outline };
export type ReadOutline = { outline: Outline } | Faulty;

/** As much as an outline may have: a municipality has some hundreds. */
const mostPoints = 4000;

/**
 * The outline that the geometry of a GeoJSON feature draws, rounded to five decimals (about a metre) and wound as RFC
 * 7946 asks, edges against the clock; or what is wrong with it, and near which point. Undefined where it draws no area.
 */
export function readOutline(geometry: unknown): ReadOutline | undefined {
	const { type, coordinates } = isRecord(geometry) ? geometry : {};
	if (type !== "Polygon" && type !== "MultiPolygon") return undefined;
	if (!Array.isArray(coordinates)) return { fault: "shape" };
	const polygons = type === "Polygon" ? [coordinates] : coordinates;
	if (polygons.length === 0 || polygons.every(isEmpty)) return { fault: "empty" };
	if (!polygons.every(isPolygon)) return { fault: "shape" };
	const rings = polygons.flat();
	if (rings.reduce((n, ring) => n + ring.length, 0) > mostPoints) return { fault: "points" };
	return faultOfPlace(rings) ?? faultOfLine(polygons) ?? { outline: toMetre(polygons) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(polygon: unknown): boolean {
	return Array.isArray(polygon) && polygon.every((ring) => Array.isArray(ring) && ring.length === 0);
}

function isPolygon(value: unknown): value is Ring[] {
	return Array.isArray(value) && value.length > 0 && value.every((ring) => Array.isArray(ring) && ring.every(isPoint));
}

function isPoint(value: unknown): value is Position {
	return Array.isArray(value) && value.length >= 2 && value.slice(0, 2).every(Number.isFinite);
}

/** From the Azores to the Urals, from the Canary Islands to the North Cape. */
const europe = { west: -32, east: 60, south: 27, north: 72 };

function isInEurope(longitude: number, latitude: number): boolean {
	const { west, east, south, north } = europe;
	return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
}

function faultOfPlace(rings: readonly Ring[]): Faulty | undefined {
	const outside = rings.flat().find(([x, y]) => !isInEurope(x, y));
	if (!outside) return undefined;
	if (rings.some((ring) => ring.some(([x, y]) => Math.abs(x) > 180 || Math.abs(y) > 90))) return { fault: "degrees" };
	const isSwapped = rings.every((ring) => ring.every(([x, y]) => isInEurope(y, x)));
	return isSwapped ? { fault: "swapped" } : { fault: "far", near: outside };
}

function faultOfLine(polygons: readonly Ring[][]): Faulty | undefined {
	const rings = polygons.flat();
	const open = rings.find((ring) => !isClosed(ring));
	if (open) return { fault: "ring", near: open[0] };
	const crossing = crossingIn(rings);
	if (crossing === "tangled") return { fault: "points" };
	if (crossing) return { fault: "crossing", near: crossing, drawn: toMetre(polygons) };
	const around = rings.find((ring) => twiceAround(ring) === 0);
	return around && { fault: "ring", near: around[0] };
}

/** At least a triangle, and back where it began (RFC 7946, §3.1.6). */
function isClosed(ring: Ring): boolean {
	const [first, last] = [ring[0], ring.at(-1)];
	return ring.length >= 4 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
}

/** What is narrower than a metre closes when it is rounded: such a hole or islet is left out, unless nothing else is there. */
function toMetre(polygons: readonly Ring[][]): Outline {
	const rounded = polygons.map((rings) => rings.map((ring) => ring.map(([x, y]): Position => [short(x), short(y)])));
	const whole = rounded.filter(([edge]) => edge && twiceAround(edge) !== 0);
	const kept = (whole.length > 0 ? whole : rounded).map(([edge = [], ...holes]) => [
		wound(edge, 1),
		...holes.filter((hole) => twiceAround(hole) !== 0).map((hole) => wound(hole, -1)),
	]);
	return { type: "MultiPolygon", coordinates: kept };
}

function short(degrees: number): number {
	return Math.round(degrees * 1e5) / 1e5;
}

function wound(ring: Ring, way: 1 | -1): Ring {
	return twiceAround(ring) * way < 0 ? ring.toReversed() : ring;
}
