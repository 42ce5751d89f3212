import { addDays, dayOf } from "../core/period.ts";
import { Card, LinkButton, Table } from "../ui/components.tsx";
import { clockInWords, dateInWords, monthInWords, shortDate } from "../ui/dates.ts";
import type { View } from "../ui/http.ts";
import type { Figures, Week } from "./today.read.ts";

type Props = { view: View; figures: Figures; visits: number; recorders: number };

/** The month in a sentence, what stands behind it, and ten weeks of new ties beside their table. */
export function FiguresCard({ view, figures, visits, recorders }: Props) {
	const { say, language } = view;
	const { from, to, newPersons, newTies, acts, newlyMet } = figures.month;
	const total = figures.weeks.reduce((sum, week) => sum + week.newTies, 0);
	return (
		<Card labelledBy="month">
			<h2 id="month">{say("today.month_title")}</h2>
			<p class="sentence">{say("today.month", { persons: newPersons, ties: newTies, acts })}</p>
			{newlyMet > 0 && <p>{say("today.newly_met", { n: newlyMet })}</p>}
			<p class="small soft">{say("today.effort", { visits, sessions: figures.sessions, recorders })}</p>
			<p class="small soft">
				{say("today.period", { from: dateInWords(language, from), to: dateInWords(language, to) })}{" "}
				{say("today.fresh", { time: clockInWords(language, view.now) })}
			</p>
			<figure class="picture">
				<Bars view={view} weeks={figures.weeks} label={say("today.bars", { n: total })} />
				<figcaption>{say("today.bars_caption")}</figcaption>
			</figure>
			<details>
				<summary>{say("today.bars_table")}</summary>
				<Table
					caption={say("today.bars_table")}
					head={[say("today.week"), say("today.new_ties")]}
					rows={figures.weeks.map((week) => [
						say("today.week_of", {
							from: shortDate(language, week.monday),
							to: shortDate(language, lastDay(week, to)),
						}),
						String(week.newTies),
					])}
					figures={[1]}
				/>
			</details>
			<p class="row">
				<PlaceLinks view={view} />
			</p>
		</Card>
	);
}

/** From the figures of the neighbourhood on screen to what it is like, and to what later figures compare with. */
export function PlaceLinks({ view }: { view: View }) {
	const { say, neighbourhood } = view;
	if (!neighbourhood) return null;
	return (
		<>
			<LinkButton href="/network" quiet>
				{say("network.link")}
			</LinkButton>
			<LinkButton href={`/programme/neighbourhoods/${neighbourhood.slug}/profile`} quiet>
				{say("evaluation.profile_of", { name: neighbourhood.name })}
			</LinkButton>
			<LinkButton href={`/evaluation/neighbourhoods/${neighbourhood.slug}/baseline`} quiet>
				{say("evaluation.baseline_link")}
			</LinkButton>
		</>
	);
}

/** The last day of a week that has come. */
function lastDay(week: Week, today: string): string {
	const sunday = addDays(week.monday, 6);
	return sunday < today ? sunday : today;
}

const width = 300;
const height = 84;

/** A bar a week; those of the month being spoken of in the thread's colour. */
function Bars({ view, weeks, label }: { view: View; weeks: readonly Week[]; label: string }) {
	const most = Math.max(1, ...weeks.map((w) => w.newTies));
	const step = width / Math.max(1, weeks.length);
	const first = weeks.at(0);
	const monthName = (week: Week | undefined) =>
		week ? monthInWords(view.language, week.monday).replace(/\s*\d{4}$/, "") : "";
	return (
		<svg viewBox={`0 0 ${width} ${height + 20}`} role="img" aria-label={label}>
			{weeks.map((week, i) => {
				const tall = week.newTies === 0 ? 2 : Math.max(4, (week.newTies / most) * height);
				return (
					<rect
						key={week.monday}
						class={week.thisMonth ? "fill-thread" : "fill-sand"}
						x={i * step + 2}
						y={height - tall}
						width={step - 6}
						height={tall}
						rx={Math.min(3, tall / 2)}
					/>
				);
			})}
			<text class="fill-soft" x={2} y={height + 16} font-size="12">
				{monthName(first)}
			</text>
			<text class="fill-soft" x={width - 4} y={height + 16} font-size="12" text-anchor="end">
				{monthInWords(view.language, dayOf(view.now)).replace(/\s*\d{4}$/, "")}
			</text>
		</svg>
	);
}
