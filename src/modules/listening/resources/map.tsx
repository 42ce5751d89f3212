import { geoMercator } from "d3-geo";
import { scaleSqrt } from "d3-scale";
import type { DrawnPlace } from "./store.ts";

/** What lies at a place: how many of each sort, added up. */
export type Spot = { place: DrawnPlace; n: number };

const width = 640;
const height = 420;

/** Where a place lies: its own spot, or that of the nearest one around it that has one. */
function spotOf(place: DrawnPlace, places: ReadonlyMap<string, DrawnPlace>): [number, number] | undefined {
	let here: DrawnPlace | undefined = place;
	for (let up = 0; here && up < 5; up += 1) {
		if (here.at) return here.at;
		here = here.around ? places.get(here.around) : undefined;
	}
	return undefined;
}

/** True where every place that is drawn lies somewhere, and not all at one spot: only then a map says where. */
export function liesSomewhere(spots: readonly Spot[], places: ReadonlyMap<string, DrawnPlace>): boolean {
	const found = spots.map((spot) => spotOf(spot.place, places));
	const all = [...places.values()].flatMap((place) => (place.at ? [place.at.join()] : []));
	return found.every((at) => at !== undefined) && new Set(all).size > 1;
}

/**
 * A map of circles: each place where something is lies at its spot (Mercator, WGS 84), area by how many; every other
 * place is a small dot, so that one finds one's way. Drawn from the figures alone: no tiles, no boundaries.
 */
export function PlacesMap({
	spots,
	places,
	title,
}: {
	spots: readonly Spot[];
	places: ReadonlyMap<string, DrawnPlace>;
	title: string;
}) {
	const known = [...places.values()].flatMap((place) => (place.at ? [place.at] : []));
	const project = geoMercator().fitExtent(
		[
			[60, 48],
			[width - 60, height - 40],
		],
		{ type: "MultiPoint", coordinates: known },
	);
	const radius = scaleSqrt([0, Math.max(1, ...spots.map((spot) => spot.n))], [4, 26]);
	const drawn = spots
		.map((spot) => {
			const [x, y] = project(spotOf(spot.place, places) ?? [0, 0]) ?? [0, 0];
			return { ...spot, x, y, r: radius(spot.n) };
		})
		.sort((a, b) => b.n - a.n);
	return (
		<svg class="map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
			{known.map((at) => {
				const [x, y] = project(at) ?? [0, 0];
				return <circle key={at.join()} class="fill-soft" cx={x.toFixed(1)} cy={y.toFixed(1)} r="2" />;
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
