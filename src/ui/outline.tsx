import { pathsOf, type Spot } from "../core/outlines/drawing.ts";
import { boxOf, type Outline, type Position, pointInWords, squareKm } from "../core/outlines/outline.ts";
import type { View } from "./http.ts";

/** An outline to draw, and what it is the outline of. */
export type Named = { id: string; label?: string; outline: Outline };

/** Outlines on a map, under whatever else it shows; the first lies lowest. */
export function Outlines({ drawn, at }: { drawn: readonly Named[]; at: (point: Position) => Spot }) {
	const paths = pathsOf(
		drawn.map(({ outline }) => outline),
		at,
	);
	return (
		<>
			{drawn.map(({ id, label }, i) => (
				<path key={id} d={paths[i]} class="fill-sand stroke-soft" fill-rule="evenodd" stroke-width="1.5">
					{label && <title>{label}</title>}
				</path>
			))}
		</>
	);
}

const width = 320;
const margin = 8;

/** The plane that touches the earth in the middle of an outline, as wide as a narrow phone, north up. */
function planeOf({ coordinates }: Outline): { height: number; at: (point: Position) => Spot } {
	const { west, east, south, north } = boxOf(coordinates.flat(2)) ?? { west: 0, east: 1, south: 0, north: 1 };
	const narrower = Math.cos(((south + north) * Math.PI) / 360);
	const room = width - 2 * margin;
	const steps = room / Math.max((east - west) * narrower, north - south);
	const left = margin + (room - (east - west) * narrower * steps) / 2;
	return {
		height: Math.round((north - south) * steps + 2 * margin),
		at: ([x, y]) => [left + (x - west) * narrower * steps, margin + (north - y) * steps],
	};
}

/** How large it is, and in how many parts. */
function wordsOf({ say, language }: View, outline: Outline): string {
	const km2 = squareKm(outline);
	const digits = { maximumFractionDigits: km2 < 10 ? 2 : 0 };
	return say("outline.words", { km2: km2.toLocaleString(language, digits), n: outline.coordinates.length });
}

/** The outline of one place, with what can be said of it in words; `near` rings a point of it. */
export function OutlineFigure({
	view,
	outline,
	place,
	near,
}: {
	view: View;
	outline: Outline;
	place: string;
	near?: Position;
}) {
	const { height, at } = planeOf(outline);
	const [x, y] = near ? at(near) : [0, 0];
	const title = view.say("outline.title", { place });
	const words = near ? view.say("outline.near", { point: pointInWords(near) }) : wordsOf(view, outline);
	return (
		<figure class="picture">
			<svg class="map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
				<desc>{words}</desc>
				<Outlines drawn={[{ id: "outline", outline }]} at={at} />
				{near && (
					<circle cx={x.toFixed(1)} cy={y.toFixed(1)} r="12" fill="none" class="stroke-thread" stroke-width="3" />
				)}
			</svg>
			<figcaption>{near ? `${title}. ${words}` : `${title}, ${words}`}</figcaption>
		</figure>
	);
}
