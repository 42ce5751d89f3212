import type { Outline } from "../../../core/outlines/outline.ts";
import type { View } from "../../../ui/http.ts";
import { Outlines } from "../../../ui/outline.tsx";
import { directionOf } from "../../../ui/words.ts";
import type { Pin } from "./contract.ts";
import { blurMetres, type Sheet, sheetOf } from "./rules.ts";

/** How long the scale can be, in metres: of a neighbourhood the first, of a municipality one of the others. */
const bars = [500, 1000, 2000, 5000, 10_000];
/** Shorter than this, in steps of the sheet, it says nothing. */
const shortestBar = 30;
/** Further than this, in metres, nobody asks for the way on foot. */
const farthestWalk = 2000;
const metresOfMinute = 75;

/**
 * Public places as numbers on a plain sheet with the neighbourhood's outline, where it has one: the list beside says
 * the same. A place that is not seen exactly is its square. Drawn here, without anybody else's tiles.
 */
export function PlacesMap({ view, boundary, pins }: { view: View; boundary: Outline | null; pins: readonly Pin[] }) {
	const sheet = sheetOf(boundary, pins);
	if (!sheet) return null;
	const { width, height } = sheet;
	return (
		<svg class="map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={view.say("square.map_title")}>
			<Outlines
				drawn={boundary ? [{ id: "boundary", outline: boundary }] : []}
				at={([longitude, latitude]) => sheet.at({ longitude, latitude })}
			/>
			{pins.map((pin, i) => (
				<Dot key={pin.placeId} pin={pin} n={i + 1} sheet={sheet} />
			))}
			<North view={view} />
			<Bar view={view} sheet={sheet} />
		</svg>
	);
}

function short(n: number): string {
	return n.toFixed(1);
}

function Dot({ pin, n, sheet }: { pin: Pin; n: number; sheet: Sheet }) {
	const [x, y] = sheet.at(pin);
	const side = blurMetres * sheet.ofMetre;
	return (
		<g>
			<title>{pin.name}</title>
			{pin.blurred && (
				<rect
					x={short(x - side / 2)}
					y={short(y - side / 2)}
					width={short(side)}
					height={short(side)}
					class="stroke-teal"
					fill="none"
					stroke-width="1.5"
					stroke-dasharray="5 4"
				/>
			)}
			<circle
				cx={short(x)}
				cy={short(y)}
				r="12"
				class={pin.blurred ? "fill-card stroke-teal" : "fill-teal"}
				stroke-width="2"
			/>
			<text
				x={short(x)}
				y={short(y + 5)}
				text-anchor="middle"
				font-size="14"
				font-weight="600"
				class={pin.blurred ? undefined : "fill-card"}
			>
				{n}
			</text>
		</g>
	);
}

function North({ view }: { view: View }) {
	return (
		<g>
			<path d="M20 38V16M20 8l-5 11h10z" class="fill-soft stroke-soft" stroke-width="1.5" />
			<text x="20" y="53" text-anchor="middle" font-size="14" class="fill-soft">
				{view.say("square.map_north")}
			</text>
		</g>
	);
}

/** How far five hundred metres are on the sheet, or some kilometres on that of a municipality, and how long one walks. */
function Bar({ view, sheet: { width, height, ofMetre } }: { view: View; sheet: Sheet }) {
	const metres = bars.find((one) => one * ofMetre >= shortestBar) ?? 10_000;
	const long = metres * ofMetre;
	const direction = directionOf(view.language);
	const [x, y] = [width - 16 - long, height - 10];
	return (
		<g>
			<path
				d={`M${short(x)} ${y - 6}V${y}H${short(x + long)}V${y - 6}`}
				class="stroke-soft"
				fill="none"
				stroke-width="1.5"
			/>
			<text
				x={short(x + long)}
				y={y - 11}
				text-anchor={direction === "rtl" ? "start" : "end"}
				direction={direction}
				font-size="14"
				class="fill-soft"
			>
				{scaleWords(view, metres)}
			</text>
		</g>
	);
}

function scaleWords({ say, language }: View, metres: number): string {
	const kilometres = new Intl.NumberFormat(language, { style: "unit", unit: "kilometer" });
	const far = metres === 500 ? say("square.map_scale") : kilometres.format(metres / 1000);
	return metres > farthestWalk ? far : `${far} · ${say("square.map_walk", { n: Math.round(metres / metresOfMinute) })}`;
}
