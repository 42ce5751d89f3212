import { BadFile } from "./bad-file.ts";

type Position = [number, number];

/** The features of a GeoJSON file (RFC 7946) as rows: what they say of themselves, and the middle of the box around them. Throws `BadFile`. */
export function sheetOfGeoJson(text: string): { name: string; rows: string[][] } {
	const features = featuresOf(text);
	const names = [...new Set(features.flatMap(({ properties }) => Object.keys(properties ?? {})))].slice(0, 100);
	const rows = features.map(({ properties, geometry }) => {
		const middle = middleOf(geometry?.coordinates);
		return [...names.map((name) => plain(properties?.[name])), ...(middle ?? ["", ""])].map(String);
	});
	return { name: "", rows: [[...names, "longitude", "latitude"], ...rows] };
}

type Feature = { properties?: Record<string, unknown> | null; geometry?: { coordinates?: unknown } | null };

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

/** Five decimals are a metre. */
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
	const round = (n: number) => Math.round(n * 1e5) / 1e5;
	return [round((box.west + box.east) / 2), round((box.south + box.north) / 2)];
}
