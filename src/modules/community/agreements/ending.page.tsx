import { Empty, Entries } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { calledIn, pathOf } from "../contract.ts";
import type { Ending } from "./contract.ts";

/** What ends by its day within a month, so that nobody is surprised by it. */
export function EndingPage({ view, entries }: { view: View; entries: readonly Ending[] }) {
	const { say, language } = view;
	return (
		<Page view={view} title={say("ledger.ending_title")} place="community" lead={say("ledger.ending_lead")}>
			{entries.length === 0 ? (
				<Empty>
					<p>{say("ledger.ending_none")}</p>
				</Empty>
			) : (
				<Entries
					label={say("ledger.ending_title")}
					items={entries.map((entry) => ({
						key: entry.id,
						title: (
							<a href={`${pathOf({ kind: "person", id: entry.personId })}/agreements`}>
								{calledIn(entry)}: {say(`community.purpose_${entry.purpose}`)}
							</a>
						),
						line: `${say("ledger.stands_until", { day: dateInWords(language, entry.until) })} · ${say(`ledger.stops_${entry.purpose}`)}`,
					}))}
				/>
			)}
		</Page>
	);
}
