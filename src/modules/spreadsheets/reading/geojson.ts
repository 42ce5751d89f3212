import type { Shape } from "../plan.ts";
import { BadFile } from "./bad-file.ts";

type Position = [number, number];

/** As much as an outline may have: a municipality has some hundreds. */
const mostPoints = 4000;

/**
 * The features of a GeoJSON file (RFC 7946) as rows: what they say of themselves, the middle of the box around them unless
 * they say where they are, and what they draw, by the number of their row. Throws `BadFile`.
 */
export function sheetOfGeoJson(text: string): { name: string; rows: string[][]; outlines: Map<number, Shape> } {
	const features = featuresOf(text);
	const names = [...new Set(features.flatMap(({ properties }) => Object.keys(properties ?? {})))].slice(0, 100);
	const isPlaced = names.includes("longitude") && names.includes("latitude");
	const rows = features.map(({ properties, geometry }) => {
		const middle = isPlaced ? [] : (middleOf(geometry?.coordinates) ?? ["", ""]);
		return [...names.map((name) => plain(properties?.[name])), ...middle].map(String);
	});
	const outlines = new Map<number, Shape>();
	for (const [i, { geometry }] of features.entries()) {
		const shape = shapeOf(geometry);
		if (shape) outlines.set(i + 2, shape);
	}
	return { name: "", rows: [[...names, ...(isPlaced ? [] : ["longitude", "latitude"])], ...rows], outlines };
}

type Feature = { properties?: Record<string, unknown> | null; geometry?: Geometry };
type Geometry = { type?: unknown; coordinates?: unknown } | null | undefined;

/** The outline that a geometry draws, to a metre; or what is wrong with it. Undefined where it draws none. */
function shapeOf(geometry: Geometry): Shape | undefined {
	const { type, coordinates } = geometry ?? {};
	if (type !== "Polygon" && type !== "MultiPolygon") return undefined;
	const polygons = type === "Polygon" ? [coordinates] : coordinates;
	if (!Array.isArray(polygons) || polygons.length === 0 || !polygons.every(isPolygon)) return { fault: "shape" };
	const rings = (polygons as number[][][][]).flat();
	if (rings.reduce((n, ring) => n + ring.length, 0) > mostPoints) return { fault: "points" };
	if (!rings.every((ring) => ring.every(isOnEarth))) return { fault: "degrees" };
	const rounded = (polygons as number[][][][]).map((rings) => rings.map((ring) => ring.map(toMetre)));
	if (!rounded.flat().every(isRing)) return { fault: "ring" };
	return { outline: { type: "MultiPolygon", coordinates: rounded } };
}

function isPolygon(value: unknown): value is number[][][] {
	const isPoint = (point: unknown) =>
		Array.isArray(point) && point.length >= 2 && point.slice(0, 2).every(Number.isFinite);
	return Array.isArray(value) && value.length > 0 && value.every((ring) => Array.isArray(ring) && ring.every(isPoint));
}

function isOnEarth([longitude = Number.NaN, latitude = Number.NaN]: readonly number[]): boolean {
	return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
}

/** Five decimals are a metre. */
function toMetre([longitude = 0, latitude = 0]: readonly number[]): Position {
	return [Math.round(longitude * 1e5) / 1e5, Math.round(latitude * 1e5) / 1e5];
}

/** At least a triangle, closed, and around something (RFC 7946, §3.1.6). */
function isRing(ring: readonly Position[]): boolean {
	const [first, last] = [ring[0], ring.at(-1)];
	if (ring.length < 4 || first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) return false;
	const twice = ring.reduce((sum, [x, y], i) => {
		const [nextX, nextY] = ring[(i + 1) % ring.length]!;
		return sum + x * nextY - nextX * y;
	}, 0);
	return twice !== 0;
}

function featuresOf(text: string): Feature[] {
	let found: { type?: unknown; features?: unknown };
	try {
		found = JSON.parse(text.replace(/^\ufeff/, ""));
	} catch {
		throw new BadFile("broken");
	}
	if (found.type === "Feature") return [found as Feature];
	if (found.type !== "FeatureCollection" || !Array.isArray(found.features)) throw new BadFile("type");
	return found.features.filter((feature) => typeof feature === "object" && feature !== null);
}

function plain(value: unknown): string {
	if (typeof value === "string") return value.replaceAll("\0", "").toWellFormed().trim();
	return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function middleOf(coordinates: unknown): Position | undefined {
	const box = { west: 180, south: 90, east: -180, north: -90 };
	const waiting: unknown[] = [coordinates];
	for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
		if (!Array.isArray(one)) continue;
		const [x, y] = one;
		if (typeof x !== "number" || typeof y !== "number") {
			for (const inner of one) waiting.push(inner);
			continue;
		}
		box.west = Math.min(box.west, x);
		box.east = Math.max(box.east, x);
		box.south = Math.min(box.south, y);
		box.north = Math.max(box.north, y);
	}
	if (box.west > box.east || box.south > box.north) return undefined;
	return toMetre([(box.west + box.east) / 2, (box.south + box.north) / 2]);
}
