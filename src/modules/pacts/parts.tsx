import { dateInWords, euroInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { apart, Written } from "../../ui/written.tsx";
import { type Kind, supports, type Version } from "./contract.ts";

/** How a party is told: their name, or what they are where it is nobody's to read. */
export function nameOf(
	view: View,
	party: { kind: Kind; called: string | null; through?: string | null } | undefined,
): string {
	const { say } = view;
	if (!party?.called) return say(`pacts.kind_${party?.kind ?? "citizen"}`);
	if (!party.through) return party.called;
	return say("pacts.through", { name: apart(view, party.called), person: apart(view, party.through) });
}

type Named = ReadonlyMap<string, { kind: Kind; called: string | null; through?: string | null }>;

/** To whom a promise is made. */
export function toWhom(view: View, to: string | null, parties: Named): string {
	const { say } = view;
	return to ? say("pacts.to_one", { name: apart(view, nameOf(view, parties.get(to))) }) : say("pacts.to_all");
}

/** What a version says, as it is read. */
export function PactText({ view, version, parties }: { view: View; version: Version; parties: Named }) {
	const { say, language } = view;
	const line = (label: string, text: string) =>
		text && (
			<>
				<dt>{label}</dt>
				<dd>
					<Written view={view} language={version.language}>
						{text}
					</Written>
				</dd>
			</>
		);
	return (
		<dl>
			{line(say("pacts.about"), version.about)}
			{version.promises.map((promise) => (
				<>
					<dt key={promise.party}>
						{nameOf(view, parties.get(promise.party) ?? { kind: promise.kind, called: null })}{" "}
						<span class="soft">{toWhom(view, promise.to, parties)}</span>
					</dt>
					<dd>
						{promise.words ? (
							<Written view={view} language={version.language}>
								{promise.words}
							</Written>
						) : (
							<p class="soft">{say("pacts.nothing_yet")}</p>
						)}
					</dd>
				</>
			))}
			{line(say("pacts.where"), version.where)}
			{version.until && (
				<>
					<dt>{say("pacts.until")}</dt>
					<dd>{dateInWords(language, version.until)}</dd>
				</>
			)}
			{supports.map((name) => line(say(`pacts.${name}`), version[name]))}
			{version.budgetCents > 0 && (
				<>
					<dt>{say("pacts.budget")}</dt>
					<dd>{euroInWords(language, version.budgetCents)}</dd>
				</>
			)}
			{line(say("pacts.checking"), version.checking)}
		</dl>
	);
}

/** The same as lines of text, each with its label, to compare one by one or to print. */
export function linesOf(view: View, version: Version, parties: Named): string[] {
	const { say, language } = view;
	const labelled = (label: string, text: string) =>
		text === "" ? [] : text.split("\n").map((line, i) => (i === 0 ? `${label}: ${line}` : line));
	const money = version.budgetCents > 0 ? euroInWords(language, version.budgetCents) : "";
	return [
		...labelled(say("pacts.called"), version.title),
		...labelled(say("pacts.about"), version.about),
		...version.promises.flatMap(({ party, kind, words, to }) => {
			const name = nameOf(view, parties.get(party) ?? { kind, called: null });
			return labelled(`${name} ${toWhom(view, to, parties)}`, words || say("pacts.nothing_yet"));
		}),
		...labelled(say("pacts.where"), version.where),
		...labelled(say("pacts.until"), version.until ? dateInWords(language, version.until) : ""),
		...supports.flatMap((name) => labelled(say(`pacts.${name}`), version[name])),
		...labelled(say("pacts.budget"), money),
		...labelled(say("pacts.checking"), version.checking),
	];
}
