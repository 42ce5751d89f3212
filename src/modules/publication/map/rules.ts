import { boxOf, type Outline, type Position } from "../../../core/outlines/outline.ts";
import { Refused } from "../../../core/refusal.ts";
import type { PlaceSort } from "../../community/contract.ts";
import type { Pin, Point } from "./contract.ts";

/** Metres of a degree of latitude, and of longitude at the equator: near enough for a neighbourhood. */
const metresOfDegree = 111_320;
/** How wide a square is in which a place is only known to lie. */
export const blurMetres = 250;

const number = String.raw`(-?\d{1,3}[.,]\d{1,12})`;
/** What people paste: a pair of degrees, or the link of a map with one in it, latitude first. */
const spoken = [
	new RegExp(`[?&]mlat=${number}&mlon=${number}`),
	new RegExp(`!3d${number}!4d${number}`),
	new RegExp(String.raw`#map=\d{1,2}(?:\.\d+)?/${number}/${number}`),
	new RegExp(`@${number},${number}`),
	new RegExp(String.raw`(?:[?&](?:q|ll|query|center)=|geo:)${number},(?:\s|%20)*${number}`),
	new RegExp(String.raw`^\s*${number}\s*°?\s*[NS]?\s*[,;\s]\s*${number}\s*°?\s*[EW]?\s*$`),
];

/** Where somebody says a place lies: degrees typed, or a map's link pasted. Throws `invalid` (`where`), also for the two the wrong way round. */
export function pointIn(text: string): Point {
	for (const pattern of spoken) {
		const [, latitude, longitude] = pattern.exec(text) ?? [];
		if (latitude && longitude) return inItaly({ latitude: degrees(latitude), longitude: degrees(longitude) });
	}
	throw new Refused("invalid", { where: "pins.error_where" });
}

function degrees(text: string): number {
	return Math.round(Number(text.replace(",", ".")) * 100_000) / 100_000;
}

function inItaly(point: Point): Point {
	const { latitude, longitude } = point;
	if (latitude > 35 && latitude < 48 && longitude > 6 && longitude < 19) return point;
	throw new Refused("invalid", { where: "pins.error_far" });
}

/** The middle of the square of 250 metres in which a point lies: of all points in it the same. */
export function blur({ latitude, longitude }: Point): Point {
	const high = blurMetres / metresOfDegree;
	const row = Math.floor(latitude / high);
	const middle = (row + 0.5) * high;
	const wide = high / Math.cos((middle * Math.PI) / 180);
	return { latitude: middle, longitude: (Math.floor(longitude / wide) + 0.5) * wide };
}

/**
 * How exactly a place may be shown: a home never, a street or hamlet, where people live, only blurred, and a square or
 * a room as who sets it says; but where somebody lives in the room, it is a home.
 */
export function mayShow({ sort, livedIn }: { sort: PlaceSort; livedIn: boolean }): "never" | "blurred" | "exact" {
	if (sort === "stair" || sort === "block") return "never";
	if (sort === "street" || sort === "hamlet") return "blurred";
	return livedIn ? "never" : "exact";
}

/** A sheet on which places are drawn: how wide and high, how to get from degrees to it, and how many of its steps a metre is. */
export type Sheet = {
	width: number;
	height: number;
	ofMetre: number;
	at: (point: Point) => [x: number, y: number];
};

/** About as wide as the narrowest phone, so that what is written on it can be read there. */
const width = 340;
const margin = 34;
/** Room below for the scale, which no place may cover. */
const foot = 30;
/** Nothing is drawn closer than this: a square alone still has its surroundings. */
const leastMetres = 1200;

/** The sheet that holds the boundary and all places. Undefined where there is nothing to draw. */
export function sheetOf(boundary: Outline | null, pins: readonly Pin[]): Sheet | undefined {
	const box = boxOf([
		...(boundary?.coordinates.flat(2) ?? []),
		...pins.map(({ longitude, latitude }): Position => [longitude, latitude]),
	]);
	if (!box) return undefined;
	const { west, east, south, north } = box;
	const middle = { longitude: (west + east) / 2, latitude: (south + north) / 2 };
	const wide = metresOfDegree * Math.cos((middle.latitude * Math.PI) / 180);
	const metres = {
		x: Math.max(leastMetres, (east - west) * wide + blurMetres),
		y: Math.max(leastMetres * 0.6, (north - south) * metresOfDegree + blurMetres),
	};
	const ofMetre = Math.min((width - 2 * margin) / metres.x, (width - 2 * margin) / metres.y);
	const high = metres.y * ofMetre + 2 * margin;
	const height = Math.round(high + foot);
	return {
		width,
		height,
		ofMetre,
		at: ({ longitude, latitude }) => [
			width / 2 + (longitude - middle.longitude) * wide * ofMetre,
			high / 2 - (latitude - middle.latitude) * metresOfDegree * ofMetre,
		],
	};
}
