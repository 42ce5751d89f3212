import { dayOf } from "../../../core/period.ts";
import { Actions, Empty, Entries, LinkButton } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Older, Sections } from "../words.tsx";
import type { Meeting } from "./contract.ts";
import { whenAndWhere } from "./parts.tsx";

type Props = { view: View; meetings: { items: Meeting[]; next: string | null } };

/** Meetings to come and meetings held, the latest day first. */
export function MeetingsList({ view, meetings }: Props) {
	const { say } = view;
	const today = dayOf(view.now);
	const groups = [
		{ key: "coming", items: meetings.items.filter((m) => m.heldOn >= today).toReversed() },
		{ key: "held", items: meetings.items.filter((m) => m.heldOn < today) },
	];
	return (
		<Page view={view} place="listening" title={say("meetings.title")} lead={say("meetings.lead")}>
			<Sections view={view} current="meetings" />
			{meetings.items.length === 0 && (
				<Empty>
					<p>{say("meetings.empty")}</p>
				</Empty>
			)}
			{groups
				.filter(({ items }) => items.length > 0)
				.map(({ key, items }) => (
					<section key={key} aria-labelledby={key}>
						<h2 id={key}>{say(`meetings.${key}`)}</h2>
						<Entries
							items={items.map((m) => ({
								key: m.id,
								title: <a href={`/listening/meetings/${m.id}`}>{m.title}</a>,
								line: whenAndWhere(view, m),
							}))}
						/>
					</section>
				))}
			<Older view={view} path="/listening/meetings" next={meetings.next} />
			<p>
				<a href="/listening/promises">{say("meetings.all_promises")}</a>
			</p>
			<Actions>
				<LinkButton href="/listening/meetings/new">{say("meetings.new")}</LinkButton>
			</Actions>
		</Page>
	);
}
