import { numberInWords, shortDate } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import type { Chain, Quarter } from "./contract.ts";
import { stepsOf, treeOf } from "./rules.ts";

const step = 26;
const room = 12;

/** Chains as shapes: each dot an act, a line from what moved to what it moved. No names, no days. */
export function Trees({ view, chains }: { view: View; chains: readonly Chain[] }) {
	const { say } = view;
	return (
		<figure>
			<div class="row">
				{chains.map((chain, i) => (
					<Tree key={i} chain={chain} label={shapeInWords(view, chain)} />
				))}
			</div>
			<figcaption class="small soft">{say("generativity.trees_caption")}</figcaption>
		</figure>
	);
}

/** A chain in words: «3 acts: 1, then 2». */
function shapeInWords({ say, language }: View, chain: Chain): string {
	const [first = 0, ...next] = stepsOf(chain);
	const steps = [numberInWords(language, first), ...next.map((n) => say("generativity.tree_then", { n }))].join(", ");
	return say("generativity.tree", { n: chain.length, steps });
}

function Tree({ chain, label }: { chain: Chain; label: string }) {
	const places = treeOf(chain);
	const x = (act: number) => room + places[act]!.column * step;
	const y = (act: number) => room + places[act]!.row * step;
	const width = 2 * room + step * Math.max(...places.map(({ column }) => column));
	const height = 2 * room + step * Math.max(...places.map(({ row }) => row));
	return (
		<svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
			{chain.map(
				(before, act) =>
					before !== -1 && (
						<line
							key={act}
							class="stroke-thread"
							stroke-width={2}
							x1={x(before)}
							y1={y(before)}
							x2={x(act)}
							y2={y(act)}
						/>
					),
			)}
			{chain.map((before, act) => (
				<circle key={act} class={before === -1 ? "fill-thread" : "fill-teal"} cx={x(act)} cy={y(act)} r={6} />
			))}
		</svg>
	);
}

const width = 360;
const height = 120;

/** A dot a quarter with its interval; a quarter without a figure is a gap. The same numbers stand in the table. */
export function Quarters({ view, quarters }: { view: View; quarters: readonly Quarter[] }) {
	const { say, language } = view;
	const most = Math.max(0.1, ...quarters.map(({ figures }) => figures?.high ?? figures?.G ?? 0));
	const across = width / quarters.length;
	const y = (value: number) => height - 6 - (value / most) * (height - 12);
	const top = say("generativity.of_hundred", { n: Math.round(100 * most) });
	return (
		<figure>
			<svg
				width={width}
				height={height + 20}
				viewBox={`0 0 ${width} ${height + 20}`}
				role="img"
				aria-label={say("generativity.quarters_picture")}
			>
				<line class="stroke-sand" x1={0} y1={y(0)} x2={width} y2={y(0)} />
				<line class="stroke-sand" x1={0} y1={y(most)} x2={width} y2={y(most)} />
				{quarters.map(({ from, figures }, i) => {
					if (!figures || figures.G === null) return null;
					const x = (i + 0.5) * across;
					return (
						<g key={from}>
							{figures.low !== null && figures.high !== null && (
								<line class="stroke-thread" stroke-width={3} x1={x} y1={y(figures.low)} x2={x} y2={y(figures.high)} />
							)}
							<circle class="fill-thread" cx={x} cy={y(figures.G)} r={5} />
						</g>
					);
				})}
				<text class="fill-soft" x={2} y={y(most) + 14} font-size="13">
					{top}
				</text>
				<text class="fill-soft" x={2} y={height + 16} font-size="13">
					{shortDate(language, quarters[0]!.from)}
				</text>
				<text class="fill-soft" x={width - 2} y={height + 16} font-size="13" text-anchor="end">
					{shortDate(language, quarters.at(-1)!.to)}
				</text>
			</svg>
			<figcaption class="small soft">{say("generativity.quarters_picture")}</figcaption>
		</figure>
	);
}
