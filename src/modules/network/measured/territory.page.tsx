import { Empty, Table } from "../../../ui/components.tsx";
import { dateInWords, numberInWords, shortDate } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { notMet } from "./rules.ts";
import type { ShownNetwork } from "./service.ts";
import { CountAgain, percent } from "./words.tsx";

/** The neighbourhoods of a territory side by side, by name: each with its own effort, none before another. */
export function TerritoryPage({ view, all }: { view: View; all: readonly ShownNetwork[] }) {
	const { say, language } = view;
	const number = (n: number) => numberInWords(language, n);
	const columns = ["people", "not_met", "ties", "grown", "deepened", "between", "single", "effort", "counted_day"];
	const waiting = all.filter((shown) => shown.progress).length;
	return (
		<Page view={view} place="community" title={say("network.territory_title")} lead={say("network.territory_lead")}>
			{all.length === 0 ? (
				<Empty>
					<p>{say("network.territory_empty")}</p>
				</Empty>
			) : (
				<Table
					caption={say("network.territory_title")}
					head={[say("network.neighbourhood"), ...columns.map((name) => say(`network.t_${name}`))]}
					figures={[1, 2, 3, 6, 7]}
					rows={all.map(({ place, measurement: { figures, measuredOn } }) => {
						const { now, growth, effort } = figures;
						return [
							place.name,
							number(now.people),
							`~ ${number(notMet(place.residents, now.people))}`,
							number(now.ties),
							say("network.t_grown_cell", {
								people: growth.newPeople,
								ties: growth.newTies,
								from: dateInWords(language, figures.from),
							}),
							say("network.t_deepened_cell", { n: growth.deepened, pairs: now.multiplexPairs }),
							percent(now.placedTies === 0 ? null : now.betweenPlaces / now.placedTies),
							number(now.singleTie),
							say("network.t_effort_cell", effort),
							shortDate(language, measuredOn),
						];
					})}
				/>
			)}
			<p class="small soft">{say("network.territory_hint")}</p>
			{waiting > 0 && (
				<p role="status">
					{say("network.territory_waiting", { n: waiting })} <a href={view.path}>{say("network.look_again")}</a>
				</p>
			)}
			<CountAgain view={view} of="territory" />
		</Page>
	);
}
