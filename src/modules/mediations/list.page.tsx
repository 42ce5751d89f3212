import { Actions, Empty, Entries, LinkButton } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { calledIn } from "../community/contract.ts";
import type { MediationLine } from "./contract.ts";

type Props = { view: View; items: readonly MediationLine[]; next: string | null };

/** The mediations on which the reader is named. */
export function List({ view, items, next }: Props) {
	const { say, language } = view;
	const names = new Intl.ListFormat(language, { type: "conjunction" });
	return (
		<Page view={view} place="community" title={say("mediations.title")} lead={say("mediations.lead")}>
			{items.length > 0 ? (
				<Entries
					label={say("mediations.title")}
					items={items.map((line) => ({
						key: line.id,
						title: (
							<a href={`/mediations/${line.id}`}>
								{names.format(line.parties.map(calledIn)) || say("mediations.nobody_left")}
							</a>
						),
						line: [
							say(`mediations.state_${line.state}`),
							say("mediations.opened_line", { day: dateInWords(language, line.openedOn) }),
						].join(" · "),
					}))}
				/>
			) : (
				<Empty>
					<p>{say("mediations.empty")}</p>
				</Empty>
			)}
			{next && (
				<p>
					<a href={`/mediations?cursor=${encodeURIComponent(next)}`} rel="next">
						{say("ui.older")}
					</a>
				</p>
			)}
			{view.actor.role !== "social-worker" && (
				<Actions>
					<LinkButton href="/mediations/new">{say("mediations.new")}</LinkButton>
				</Actions>
			)}
		</Page>
	);
}
