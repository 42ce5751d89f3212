import { Card, Entries } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { Desk } from "../../ui/desk.tsx";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { langOf, Written } from "../../ui/written.tsx";
import type { Neighbourhood } from "../programme/contract.ts";
import type { PactWord, PublicLine, PublicPact } from "./contract.ts";
import { nameOf, PactText } from "./parts.tsx";

type At = { view: View; place: Neighbourhood };

function standing(
	{ say, language }: View,
	pact: Pick<PublicLine, "state" | "since" | "endedOn"> & { until: string | null },
) {
	const day = (on: string) => dateInWords(language, on);
	if (pact.endedOn) return say(`pacts.line_${pact.state}`, { day: day(pact.endedOn) });
	return say("pacts.line_in_force", { since: day(pact.since), until: day(pact.until ?? pact.since) });
}

/** The pacts of a neighbourhood that are or were in force. */
export function PactsPage({ view, place, pacts }: At & { pacts: readonly PublicLine[] }) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="pacts" title={say("pacts.title")} lead={say("pacts.lead")}>
			{pacts.length === 0 ? (
				<p>{say("pacts.none")}</p>
			) : (
				<Entries
					label={say("pacts.title")}
					items={pacts.map((pact) => ({
						key: pact.id,
						title: (
							<a href={`/n/${place.slug}/pacts/${pact.id}`} lang={langOf(view, pact.language)}>
								{pact.title}
							</a>
						),
						line: standing(view, pact),
					}))}
				/>
			)}
			<Desk view={view} place={place} />
		</Page>
	);
}

/** One of them: who promises what to whom, how it goes, and what was learnt. */
export function PactPage({ view, place, pact, word }: At & { pact: PublicPact; word: PactWord }) {
	const { say, language } = view;
	const { version } = pact;
	const parties = new Map(pact.parties.map((party) => [party.id as string, party]));
	return (
		<Page
			view={view}
			square={place}
			part="pacts"
			title={version.title}
			lead={`${say(`pacts.name_${word}`)}. ${standing(view, { ...pact, until: version.until })}`}
		>
			<Card labelledBy="who">
				<h2 id="who">{say("pacts.who")}</h2>
				<ul>
					{pact.parties.map((party) => (
						<li key={party.id}>{nameOf(view, party)}</li>
					))}
				</ul>
			</Card>
			<Card labelledBy="text">
				<h2 id="text">{say("pacts.text")}</h2>
				<PactText view={view} version={version} parties={parties} />
			</Card>
			{pact.learnt && (
				<Card labelledBy="learnt">
					<h2 id="learnt">{say("pacts.learnt")}</h2>
					<Written view={view} language={version.language}>
						{pact.learnt}
					</Written>
				</Card>
			)}
			{pact.diary.length > 0 && (
				<section aria-labelledby="diary">
					<h2 id="diary">{say("pacts.diary")}</h2>
					{pact.diary.map((entry) => (
						<Card key={entry.id}>
							<h3>{dateInWords(language, entry.day)}</h3>
							<Written view={view} language={entry.language}>
								{entry.words}
							</Written>
							{entry.hasPhoto && (
								<img
									src={`/n/${place.slug}/pacts/${pact.id}/diary/${entry.id}/photo`}
									alt={say("pacts.photo_of", { day: dateInWords(language, entry.day) })}
									loading="lazy"
								/>
							)}
						</Card>
					))}
				</section>
			)}
			<p>
				<a href={`/n/${place.slug}/pacts`}>{say("pacts.all")}</a>
			</p>
			<Desk view={view} place={place} />
		</Page>
	);
}
