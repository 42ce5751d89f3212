import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import type { Entry, Sector } from "./contract.ts";
import { arranged, half, type Mark, marks, radii } from "./rules.ts";

const side = 2 * half;
/** Room on every side for the names of the quarters. */
const margin = 26;

const shapes: Record<Sector, string> = {
	family: "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z",
	neighbours: "M-6.5-6.5h13v13h-13z",
	associations: "M0-9L9 0L0 9L-9 0z",
	services: "M0-8.5L8.5 6.5H-8.5z",
};

/** The two ends of each quarter's name. */
const corners: Record<Sector, { x: number; y: number; anchor: "start" | "end" }> = {
	family: { x: -margin, y: -8, anchor: "start" },
	neighbours: { x: side + margin, y: -8, anchor: "end" },
	associations: { x: side + margin, y: side + 20, anchor: "end" },
	services: { x: -margin, y: side + 20, anchor: "start" },
};

/** Whoever gives a hand is joined to the middle by a line, both ways by two; shapes and lines speak without colours. */
function Line({ mark }: { mark: Mark<Entry> }) {
	const { x, y, entry } = mark;
	if (entry.hand === null) return null;
	const length = Math.hypot(x - half, y - half) || 1;
	const [dx, dy] = [(-2.5 * (y - half)) / length, (2.5 * (x - half)) / length];
	const offsets = entry.hand === "both" ? [1, -1] : [0];
	return (
		<>
			{offsets.map((o) => (
				<line
					key={o}
					class="stroke-soft"
					x1={half + o * dx}
					y1={half + o * dy}
					x2={x + o * dx}
					y2={y + o * dy}
					stroke-width="1.2"
				/>
			))}
		</>
	);
}

/** The map of one person: four rings by four quarters, numbered as the lists under it. */
export function Drawing({ view, entries }: { view: View; entries: readonly Entry[] }) {
	const { say } = view;
	const placed = marks(entries);
	return (
		<figure class="picture">
			<svg
				viewBox={`${-margin} ${-margin} ${side + 2 * margin} ${side + 2 * margin}`}
				role="img"
				aria-label={say("circle.picture")}
			>
				{Object.entries(radii)
					.reverse()
					.map(([ring, r]) => (
						<circle key={ring} class="stroke-sand fill-card" cx={half} cy={half} r={r} stroke-width="1.5" />
					))}
				<path class="stroke-sand" d={`M${half} 0V${side}M0 ${half}H${side}`} stroke-width="1" stroke-dasharray="3 4" />
				{Object.entries(corners).map(([sector, { x, y, anchor }]) => (
					<text key={sector} x={x} y={y} text-anchor={anchor} font-size="13">
						{say(`circle.sector_${sector}`)}
					</text>
				))}
				{placed.map((mark) => (
					<Line key={mark.entry.id} mark={mark} />
				))}
				<circle class="fill-card stroke-teal" cx={half} cy={half} r="15" stroke-width="2" />
				<text x={half} y={half + 4.5} text-anchor="middle" font-size="13">
					{say("circle.me")}
				</text>
				{placed.map(({ n, x, y, entry }) => (
					<g key={entry.id} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
						{entry.caredFor && <circle class="stroke-teal fill-card" r="12.5" stroke-width="1.5" />}
						<path class="fill-teal" d={shapes[entry.sector]} />
						<text x="13" y="4.5" font-size="13" font-weight="600">
							{n}
						</text>
					</g>
				))}
			</svg>
			<figcaption>{say("circle.caption")}</figcaption>
		</figure>
	);
}

/** What is said of somebody, behind their name. */
export function lineOf(view: View, entry: Entry): string {
	const { say, language } = view;
	return [
		entry.hand && say(`circle.hand_${entry.hand}`),
		entry.caredFor && say("circle.cared_for"),
		entry.since && say("circle.since_day", { day: dateInWords(language, entry.since) }),
		entry.until && say("circle.until_day", { day: dateInWords(language, entry.until) }),
	]
		.filter(Boolean)
		.join(" · ");
}

/** The same as lists within lists, with the numbers of the drawing: quarter, ring, name. */
export function Lists<One extends Entry>({
	view,
	entries,
	after,
}: {
	view: View;
	entries: readonly One[];
	after?: (entry: One) => preact.ComponentChildren;
}) {
	const { say } = view;
	const numbers = new Map(marks(entries).map(({ n, entry }) => [entry.id, n]));
	return (
		<ul>
			{arranged(entries)
				.filter((one) => one.rings.length > 0)
				.map(({ sector, rings }) => (
					<li key={sector}>
						<strong>{say(`circle.sector_${sector}`)}</strong>
						<ul>
							{rings.map(({ ring, entries: here }) => (
								<li key={ring}>
									{say(`circle.ring_${ring}`)}
									<ul>
										{here.map((entry) => (
											<li key={entry.id}>
												{numbers.get(entry.id)}. <strong>{entry.label}</strong>
												{lineOf(view, entry) && <span class="soft"> {lineOf(view, entry)}</span>}
												{after && <> {after(entry)}</>}
											</li>
										))}
									</ul>
								</li>
							))}
						</ul>
					</li>
				))}
		</ul>
	);
}
