import { Card, Empty, Entries } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { type Need, needTabs } from "../contract.ts";
import type { Suggestion } from "../rules.ts";
import { Older, Sections, when } from "../words.tsx";
import type { NeedsPage } from "./reading/service.ts";

/** What the notes may add up to, and the needs there are. */
export function NeedsList({ view, show, needs }: { view: View; show: (typeof needTabs)[number]; needs: NeedsPage }) {
	const { say } = view;
	return (
		<Page view={view} place="listening" title={say("listening.needs_title")} lead={say("listening.needs_lead")}>
			<Sections view={view} current="needs" />
			{needs.suggestions.length > 0 && <Suggestions view={view} suggestions={needs.suggestions} />}
			<nav class="tabs" aria-label={say("listening.show")}>
				<ul>
					{needTabs.map((tab) => (
						<li key={tab}>
							<a
								href={tab === "open" ? "/listening/needs" : `/listening/needs?show=${tab}`}
								aria-current={tab === show ? "page" : undefined}
							>
								{say(`listening.tab_${tab}`)}
							</a>
						</li>
					))}
				</ul>
			</nav>
			{needs.items.length === 0 ? (
				<Empty>
					<p>{say(`listening.empty_needs_${show}`)}</p>
				</Empty>
			) : (
				<Entries
					label={say("listening.needs_title")}
					items={needs.items.map((need) => ({
						key: need.id,
						title: <a href={`/listening/needs/${need.id}`}>{need.title}</a>,
						line: underNeed(view, need),
					}))}
				/>
			)}
			<Older
				view={view}
				path={show === "open" ? "/listening/needs" : `/listening/needs?show=${show}`}
				next={needs.next}
			/>
		</Page>
	);
}

/** What a list says under a need's title. */
export function underNeed(view: View, need: Need & { placeLabel?: string }): string {
	const { say } = view;
	return [
		say(`listening.state_${need.state}`),
		need.topic && say(`listening.topic_${need.topic}`),
		need.placeLabel,
		say("listening.notes_count", { n: need.notes }),
		say("listening.last_heard", { day: when(view, need.lastHeardOn) }),
	]
		.filter(Boolean)
		.join(" · ");
}

function Suggestions({ view, suggestions }: { view: View; suggestions: readonly Suggestion[] }) {
	const { say } = view;
	return (
		<Card labelledBy="suggestions">
			<h2 id="suggestions">{say("listening.suggestions_title")}</h2>
			<Entries
				items={suggestions.map((s) => {
					const notes = s.notes.slice(0, 50).map((id) => `note=${id}`);
					return {
						key: s.notes.join(),
						title: whySuggested(view, s),
						actions: <a href={`/listening/needs/new?${notes.join("&")}`}>{say("listening.gather_these")}</a>,
					};
				})}
			/>
		</Card>
	);
}

/** «4 appunti su carte e uffici da via Roggia, dal 3 ottobre». */
function whySuggested(view: View, s: Suggestion): string {
	const { say } = view;
	const values = {
		n: s.notes.length,
		topic: say(`listening.topic_${s.topic}`),
		day: when(view, s.since),
		place: s.placeLabel ?? "",
	};
	return say(s.placeLabel ? "listening.why_place" : "listening.why_topic", values);
}
