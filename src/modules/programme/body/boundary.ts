import { fold } from "../../../core/text.ts";
import type { Boundary } from "./contract.ts";

export type Fault = "boundary_json" | "boundary_shape" | "boundary_degrees" | "boundary_many" | "boundary_points";
export type ReadBoundary = { ok: true; boundary: Boundary } | { ok: false; fault: Fault; names: string[] };

const pointsMost = 4000;

type Shape = { name: string; geometry: unknown };

/**
 * The boundary in a GeoJSON text: the only polygon in it, or the one whose name is `wanted`. Coordinates are rounded
 * to five decimals (about a metre). Never throws; a fault says what to do, and the names there were to choose from.
 */
export function readBoundary(text: string, wanted: string): ReadBoundary {
	const fail = (fault: Fault, names: string[] = []): ReadBoundary => ({ ok: false, fault, names });
	let parsed: unknown;
	try {
		parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch {
		return fail("boundary_json");
	}
	const shapes = shapesOf(parsed).filter(({ geometry }) => polygonsOf(geometry) !== undefined);
	const named = shapes.filter(({ name }) => fold(name) === fold(wanted));
	const chosen = shapes.length === 1 ? shapes[0] : named.length === 1 ? named[0] : undefined;
	if (shapes.length === 0) return fail("boundary_shape");
	if (!chosen)
		return fail(
			"boundary_many",
			shapes
				.slice(0, 12)
				.map(({ name }) => name)
				.filter(Boolean),
		);
	const polygons = polygonsOf(chosen.geometry) ?? [];
	const points = polygons.flat(2);
	if (points.length > pointsMost) return fail("boundary_points");
	if (points.length < 4 || !points.every(isOnEarth)) return fail("boundary_degrees");
	const coordinates = polygons.map((rings) => rings.map((ring) => ring.map(rounded)));
	return { ok: true, boundary: { type: "MultiPolygon", coordinates } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shapesOf(value: unknown): Shape[] {
	if (!isRecord(value)) return [];
	if (value.type === "FeatureCollection")
		return Array.isArray(value.features) ? value.features.slice(0, 2000).flatMap(shapesOf) : [];
	if (value.type === "Feature") return [{ name: nameOf(value.properties), geometry: value.geometry }];
	return [{ name: "", geometry: value }];
}

/** The name of a feature, under one of the words that publishers use. */
function nameOf(properties: unknown): string {
	if (!isRecord(properties)) return "";
	const word = ["name", "nome", "NAME", "NOME", "comune", "COMUNE", "denominazione"].find(
		(key) => typeof properties[key] === "string",
	);
	return word ? String(properties[word]) : "";
}

function polygonsOf(geometry: unknown): number[][][][] | undefined {
	if (!isRecord(geometry)) return undefined;
	const found =
		geometry.type === "Polygon" ? [geometry.coordinates] : geometry.type === "MultiPolygon" ? geometry.coordinates : [];
	return Array.isArray(found) && found.length > 0 && found.every(isPolygon) ? found : undefined;
}

function isPolygon(value: unknown): value is number[][][] {
	return Array.isArray(value) && value.length > 0 && value.every((ring) => Array.isArray(ring) && ring.every(isPoint));
}

function isPoint(value: unknown): value is number[] {
	return Array.isArray(value) && value.length >= 2 && value.slice(0, 2).every(Number.isFinite);
}

function isOnEarth([longitude = Number.NaN, latitude = Number.NaN]: number[]): boolean {
	return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
}

function rounded([longitude = 0, latitude = 0]: number[]): [number, number] {
	return [Math.round(longitude * 1e5) / 1e5, Math.round(latitude * 1e5) / 1e5];
}
