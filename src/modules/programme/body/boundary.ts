import type { Outline } from "../../../core/outlines/outline.ts";
import { type Faulty, readOutline } from "../../../core/outlines/reading.ts";
import { fold } from "../../../core/text.ts";

type Unclear = { fault: "json" } | { fault: "many" | "unknown"; names: string[] };
export type ReadBoundary = { ok: true; boundary: Outline } | ({ ok: false } & (Unclear | Faulty));

const featuresMost = 2000;

type Area = { names: string[]; geometry: unknown };

/**
 * The boundary in a GeoJSON text: the area whose name or number is `feature` or, where none was asked for, that is called
 * as the place is, or the only one there. Never throws; a fault comes with the point near which it is, or with the areas
 * between which there was to choose.
 */
export function readBoundary(text: string, place: string, feature?: string): ReadBoundary {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch {
		return { ok: false, fault: "json" };
	}
	const areas = areasOf(parsed).filter(({ geometry }) => isArea(geometry));
	const [only, ...others] = areas;
	if (!only) return { ok: false, fault: "shape" };
	const wanted = fold(feature ?? place);
	const named = areas.filter(({ names }) => names.some((name) => fold(name) === wanted));
	const chosen = named.length === 1 ? named[0] : others.length === 0 ? only : undefined;
	if (!chosen) return { ok: false, fault: feature && named.length === 0 ? "unknown" : "many", names: choiceOf(areas) };
	const read = readOutline(chosen.geometry) ?? { fault: "shape" as const };
	return "outline" in read ? { ok: true, boundary: read.outline } : { ok: false, ...read };
}

/** What each area is called, as far as they can be told apart by it. */
function choiceOf(areas: readonly Area[]): string[] {
	return [...new Set(areas.flatMap(({ names }) => names.slice(0, 1)))].sort((a, b) => a.localeCompare(b));
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isArea(geometry: unknown): boolean {
	return isRecord(geometry) && (geometry.type === "Polygon" || geometry.type === "MultiPolygon");
}

function areasOf(value: unknown): Area[] {
	if (!isRecord(value)) return [];
	if (value.type === "FeatureCollection")
		return Array.isArray(value.features) ? value.features.slice(0, featuresMost).flatMap(areasOf) : [];
	if (value.type === "Feature") return [{ names: namesOf(value.properties), geometry: value.geometry }];
	return [{ names: [], geometry: value }];
}

/** The words by which publishers name a feature, then those by which they number it. */
const nameWords = ["name", "nome", "comune", "denominazione", "den", "desc_com", "quartiere", "circoscrizione"];
const codeWords = ["code", "codice", "istat", "pro_com_t", "pro_com", "catasto", "belfiore", "id"];

/** What a feature is called, and its numbers; the name stands first. */
function namesOf(properties: unknown): string[] {
	if (!isRecord(properties)) return [];
	const said = new Map(Object.entries(properties).map(([word, value]) => [word.toLowerCase(), value]));
	return [...nameWords, ...codeWords]
		.map((word) => said.get(word))
		.filter((value) => typeof value === "string" || typeof value === "number")
		.map((value) => String(value).slice(0, 120))
		.filter(Boolean);
}
