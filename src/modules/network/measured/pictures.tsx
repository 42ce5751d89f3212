import { Table } from "../../../ui/components.tsx";
import { dateInWords, numberInWords, shortDate } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import type { Figures, Point } from "./contract.ts";

/** What is drawn month by month. */
const series = ["people", "ties", "multiplexPairs", "betweenPlaces", "betweenAges", "singleTie"] as const;
type Series = (typeof series)[number];

/** Small pictures of the last twelve months, each with its sentence, and their numbers in one table. */
export function Months({ view, figures: { months, from } }: { view: View; figures: Figures }) {
	const { say, language } = view;
	// What was withheld of one month is withheld of all: a gap would tell how few there were.
	const told = series.filter((name) => months.every((point) => typeof point[name] === "number"));
	return (
		<section>
			<h2>{say("network.months_title")}</h2>
			<p class="small soft">{say("network.months_lead")}</p>
			<div class="multiples">
				{told.map((name) => (
					<SmallPicture key={name} view={view} name={name} months={months} from={from} />
				))}
			</div>
			<details>
				<summary>{say("network.months_table")}</summary>
				<Table
					caption={say("network.months_table")}
					head={[say("network.day"), ...told.map((name) => say(`network.series_${name}`))]}
					figures={told.map((_, i) => i + 1)}
					rows={months.map((point) => [
						shortDate(language, point.day),
						...told.map((name) => numberInWords(language, point[name] ?? 0)),
					])}
				/>
			</details>
		</section>
	);
}

const width = 260;
const height = 72;

type Picture = { view: View; name: Series; months: readonly Point[]; from: string };

/** A bar a month; those of the period being spoken of in the thread's colour. */
function SmallPicture({ view, name, months, from }: Picture) {
	const { say, language } = view;
	const most = Math.max(1, ...months.map((point) => point[name] ?? 0));
	const step = width / Math.max(1, months.length);
	const first = months[0];
	const last = months.at(-1);
	const said = say("network.from_to", {
		what: say(`network.series_${name}`),
		first: first?.[name] ?? 0,
		from: first ? dateInWords(language, first.day) : "",
		last: last?.[name] ?? 0,
		to: last ? dateInWords(language, last.day) : "",
	});
	return (
		<figure class="picture">
			<svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={said}>
				{months.map((point, i) => {
					const tall = Math.max(2, ((point[name] ?? 0) / most) * height);
					return (
						<rect
							key={point.day}
							class={point.day >= from ? "fill-thread" : "fill-sand"}
							x={i * step + 2}
							y={height - tall}
							width={step - 4}
							height={tall}
							rx={Math.min(3, tall / 2)}
						/>
					);
				})}
			</svg>
			<figcaption>{said}</figcaption>
		</figure>
	);
}
