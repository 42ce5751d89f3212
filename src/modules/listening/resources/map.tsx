import { geoMercator } from "d3-geo";
import { scaleSqrt } from "d3-scale";
import { boxOf, middleOf, type Outline, type Position } from "../../../core/outlines/outline.ts";
import { type Named, Outlines } from "../../../ui/outline.tsx";
import type { DrawnPlace } from "./store.ts";

/** What lies at a place: how many of each sort, added up. */
export type Spot = { place: DrawnPlace; n: number };

const width = 640;
const height = 420;

/** A place's own spot: where it was said to be, or the middle of its outline. */
function ownSpot({ at, outline }: DrawnPlace): Position | undefined {
	return at ?? (outline ? middleOf([outline]) : undefined);
}

/** Where a place lies: its own spot, or that of the nearest one around it that has one. */
function spotOf(place: DrawnPlace, places: ReadonlyMap<string, DrawnPlace>): Position | undefined {
	let here: DrawnPlace | undefined = place;
	for (let up = 0; here && up < 5; up += 1) {
		const own = ownSpot(here);
		if (own) return own;
		here = here.around ? places.get(here.around) : undefined;
	}
	return undefined;
}

/** Those of which nobody has said where they lie: the table has them, the map has not. */
export function unplaced(spots: readonly Spot[], places: ReadonlyMap<string, DrawnPlace>): Spot[] {
	return spots.filter((spot) => !spotOf(spot.place, places));
}

/**
 * Whether a map says where: every place that is drawn lies somewhere, and not all at one spot; or there are outlines,
 * and something lies within.
 */
export function liesSomewhere(
	spots: readonly Spot[],
	places: ReadonlyMap<string, DrawnPlace>,
	outlines: readonly Named[],
): boolean {
	const lacking = unplaced(spots, places).length;
	if (outlines.length > 0) return lacking < spots.length;
	return lacking === 0 && new Set(knownSpots(places).map((spot) => spot.join())).size > 1;
}

function knownSpots(places: ReadonlyMap<string, DrawnPlace>): Position[] {
	return [...places.values()].map(ownSpot).filter((spot) => spot !== undefined);
}

/** What is drawn under the circles: how far the neighbourhood reaches, then the places that have an outline. */
export function outlinesOf(
	neighbourhood: { id: string; label: string; outline: Outline | null },
	places: readonly DrawnPlace[],
): Named[] {
	return [neighbourhood, ...places].flatMap(({ id, label, outline }) => (outline ? [{ id, label, outline }] : []));
}

/**
 * A map of circles: each place where something is lies at its spot (Mercator, WGS 84), area by how many; every other
 * place is a small dot, so that one finds one's way. The outlines that are known lie
 * under them. Drawn from the figures alone: no tiles.
 */
export function PlacesMap({
	spots,
	places,
	outlines,
	title,
	desc,
}: {
	spots: readonly Spot[];
	places: ReadonlyMap<string, DrawnPlace>;
	outlines: readonly Named[];
	title: string;
	desc?: string;
}) {
	const known = knownSpots(places);
	const at = projectionOf([...known, ...outlines.flatMap(({ outline }) => outline.coordinates.flat(2))]);
	const radius = scaleSqrt([0, Math.max(1, ...spots.map((spot) => spot.n))], [4, 26]);
	const drawn = spots
		.flatMap((spot) => {
			const own = spotOf(spot.place, places);
			if (!own) return [];
			const [x, y] = at(own);
			return [{ ...spot, x, y, r: radius(spot.n) }];
		})
		.sort((a, b) => b.n - a.n);
	return (
		<svg class="map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
			{desc && <desc>{desc}</desc>}
			<Outlines drawn={outlines} at={at} />
			{known.map((spot) => {
				const [x, y] = at(spot);
				return <circle key={spot.join()} class="fill-soft" cx={x.toFixed(1)} cy={y.toFixed(1)} r="2" />;
			})}
			{drawn.map((spot) => (
				<circle
					key={spot.place.id}
					class="fill-teal"
					cx={spot.x.toFixed(1)}
					cy={spot.y.toFixed(1)}
					r={spot.r.toFixed(1)}
				>
					<title>{`${spot.place.label}: ${spot.n}`}</title>
				</circle>
			))}
			{withRoom(drawn).map((spot) => (
				<text
					key={spot.place.id}
					x={Math.min(Math.max(spot.x, 90), width - 90).toFixed(0)}
					y={Math.max(18, spot.y - spot.r - 6).toFixed(0)}
					text-anchor="middle"
				>
					{`${shortened(spot.place.label, 24)}: ${spot.n}`}
				</text>
			))}
		</svg>
	);
}

/** Points and outlines in one projection, as large as the sheet allows. */
function projectionOf(points: readonly Position[]): (point: Position) => [number, number] {
	const { west, east, south, north } = boxOf(points) ?? { west: 0, east: 1, south: 0, north: 1 };
	const corners: Position[] = [
		[west, south],
		[east, north],
	];
	const project = geoMercator().fitExtent(
		[
			[60, 48],
			[width - 60, height - 40],
		],
		{ type: "MultiPoint", coordinates: corners },
	);
	return (point) => project(point) ?? [0, 0];
}

type Drawn = Spot & { x: number; y: number; r: number };

/** The names that find room beside each other and cover no circle, the fullest places first; the table has them all. */
function withRoom(drawn: readonly Drawn[]): Drawn[] {
	const named: Drawn[] = [];
	const lineOf = (spot: Drawn) => spot.y - spot.r - 12;
	for (const spot of drawn) {
		const isNear = (x: number, y: number, room: number) =>
			Math.abs(lineOf(spot) - y) < 12 + room && Math.abs(spot.x - x) < 110 + room;
		const covers = drawn.some((other) => other !== spot && isNear(other.x, other.y, other.r));
		if (
			!covers &&
			named.every((other) => Math.abs(lineOf(other) - lineOf(spot)) > 22 || Math.abs(other.x - spot.x) > 220)
		)
			named.push(spot);
	}
	return named.slice(0, 8);
}

function shortened(text: string, most: number): string {
	return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

const boxWidth = 196;
const boxHeight = 40;
const inRow = 3;

/**
 * Where no place has a spot: which place stands in which. The outermost ones are frames, with what lies inside them;
 * it shows no distances and no directions.
 */
export function PlacesScheme({
	spots,
	places,
	title,
}: {
	spots: readonly Spot[];
	places: ReadonlyMap<string, DrawnPlace>;
	title: string;
}) {
	const outermost = (place: DrawnPlace): DrawnPlace => {
		let here = place;
		for (let up = 0; here.around && up < 5; up += 1) here = places.get(here.around) ?? { ...here, around: null };
		return here;
	};
	const frames = Map.groupBy(spots, (spot) => outermost(spot.place).id);
	let y = 8;
	const laid = [...frames].map(([id, inside]) => {
		const rows = Math.ceil(inside.length / inRow);
		const frame = { id, inside, y, height: 34 + rows * (boxHeight + 8) };
		y += frame.height + 12;
		return frame;
	});
	return (
		<svg class="map" viewBox={`0 0 ${width} ${Math.max(60, y)}`} role="img" aria-label={title}>
			{laid.map((frame) => (
				<g key={frame.id}>
					<rect
						class="fill-card stroke-soft"
						x="8"
						y={frame.y}
						width={width - 16}
						height={frame.height}
						rx="6"
						stroke-width="1.5"
					/>
					<text x="18" y={frame.y + 22}>
						{shortened(places.get(frame.id)?.label ?? "", 56)}
					</text>
					{frame.inside.map((spot, i) => {
						const x = 18 + (i % inRow) * (boxWidth + 8);
						const top = frame.y + 32 + Math.floor(i / inRow) * (boxHeight + 8);
						return (
							<g key={spot.place.id}>
								<rect class="fill-sand" x={x} y={top} width={boxWidth} height={boxHeight} rx="4" />
								<text x={x + 8} y={top + 26}>{`${shortened(spot.place.label, 19)}: ${spot.n}`}</text>
							</g>
						);
					})}
				</g>
			))}
		</svg>
	);
}
