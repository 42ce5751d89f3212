import { setImmediate } from "node:timers/promises";
import type { Position } from "../../../core/outlines/outline.ts";
import { type ReadOutline, readOutline } from "../../../core/outlines/reading.ts";
import { BadFile } from "./bad-file.ts";

/** For how many milliseconds outlines are looked at before others have their turn. */
const turn = 30;

/**
 * The features of a GeoJSON file (RFC 7946) as rows: what they say of themselves, the middle of the box around them unless
 * they say where they are, and what they draw, by the number of their row. Throws `BadFile`.
 */
export async function sheetOfGeoJson(
	text: string,
): Promise<{ name: string; rows: string[][]; outlines: Map<number, ReadOutline> }> {
	const features = featuresOf(text);
	const names = [...new Set(features.flatMap(({ properties }) => Object.keys(properties ?? {})))].slice(0, 100);
	const isPlaced = names.includes("longitude") && names.includes("latitude");
	const rows = features.map(({ properties, geometry }) => {
		const middle = isPlaced ? [] : (middleOf(geometry?.coordinates) ?? ["", ""]);
		return [...names.map((name) => plain(properties?.[name])), ...middle].map(String);
	});
	const outlines = new Map<number, ReadOutline>();
	let since = performance.now();
	for (const [i, { geometry }] of features.entries()) {
		const read = readOutline(geometry);
		if (read) outlines.set(i + 2, read);
		if (performance.now() - since < turn) continue;
		await setImmediate();
		since = performance.now();
	}
	return { name: "", rows: [[...names, ...(isPlaced ? [] : ["longitude", "latitude"])], ...rows], outlines };
}

type Feature = { properties?: Record<string, unknown> | null; geometry?: Geometry };
type Geometry = { type?: unknown; coordinates?: unknown } | null | undefined;

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
	return [toMetre((box.west + box.east) / 2), toMetre((box.south + box.north) / 2)];
}

/** Five decimals are a metre. */
function toMetre(degrees: number): number {
	return Math.round(degrees * 1e5) / 1e5;
}
