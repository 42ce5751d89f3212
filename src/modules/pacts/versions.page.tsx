import { dayOf } from "../../core/period.ts";
import { Button, Card, Entries, Select } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { emptyForm } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { apart } from "../../ui/written.tsx";
import { latestOf, partiesOf } from "./change.page.tsx";
import type { Pact, Version, VersionLine } from "./contract.ts";
import { linesOf } from "./parts.tsx";
import { compare } from "./rules.ts";

type Props = { view: View; pact: Pact; lines: readonly VersionLine[]; two?: readonly [Version, Version] };

/** Every version of a pact, and two of them line by line. */
export function VersionsPage({ view, pact, lines, two }: Props) {
	const { say, language } = view;
	const choices = lines.map(({ no }) => ({ value: String(no), label: say("pacts.version_no", { no }) }));
	const [newest, before] = [choices[0]?.value, choices[1]?.value];
	return (
		<Page view={view} title={say("pacts.versions")} lead={<a href={`/pacts/${pact.id}`}>{latestOf(pact).title}</a>}>
			{two && <Compared view={view} pact={pact} two={two} />}
			{lines.length > 1 && (
				<form method="get" action={`/pacts/${pact.id}/versions`} class="form" aria-label={say("pacts.compare")}>
					<Select
						view={view}
						form={emptyForm}
						name="one"
						label={say("pacts.compare_one")}
						value={String(two?.[0].no ?? before)}
						options={choices}
						required
					/>
					<Select
						view={view}
						form={emptyForm}
						name="other"
						label={say("pacts.compare_other")}
						value={String(two?.[1].no ?? newest)}
						options={choices}
						required
					/>
					<Button quiet>{say("pacts.compare")}</Button>
				</form>
			)}
			<Entries
				label={say("pacts.versions")}
				items={lines.map(({ id, no, title, by, writtenAt, inForceOn }) => ({
					key: id,
					title: `${say("pacts.version_no", { no })} · ${apart(view, title)}`,
					line: [
						dateInWords(language, dayOf(writtenAt)),
						by ? apart(view, by) : say("pacts.desk"),
						inForceOn && say("pacts.all_signed", { day: dateInWords(language, inForceOn) }),
					]
						.filter(Boolean)
						.join(" · "),
				}))}
			/>
		</Page>
	);
}

function Compared({ view, pact, two: [one, other] }: { view: View; pact: Pact; two: readonly [Version, Version] }) {
	const { say } = view;
	const parties = partiesOf(pact);
	const lines = compare(linesOf(view, one, parties), linesOf(view, other, parties));
	const side = (of: "one" | "other", { no }: Version) => (
		<Card labelledBy={`side-${of}`}>
			<h2 id={`side-${of}`}>{say("pacts.version_no", { no })}</h2>
			{lines
				.filter((line) => line.in === "both" || line.in === of)
				.map((line, i) => (
					<p key={i} class={line.in === "both" ? "soft" : undefined}>
						{line.in === "both" ? (
							line.text
						) : (
							<mark>
								<span class="visually-hidden">{say("pacts.only_here")} </span>
								{line.text}
							</mark>
						)}
					</p>
				))}
		</Card>
	);
	return (
		<>
			{lines.every((line) => line.in === "both") && <p>{say("pacts.same")}</p>}
			<div class="columns">
				{side("one", one)}
				{side("other", other)}
			</div>
		</>
	);
}
