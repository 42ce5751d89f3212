import { dayOf } from "../../../core/period.ts";
import { Actions, Button, Empty, LinkButton } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Older, Sections, when } from "../words.tsx";
import type { FollowUpsPage } from "./service.ts";

type Props = { view: View; followUps: FollowUpsPage };

/** What there is to come back to, the earliest first. */
export function FollowUpsList({ view, followUps }: Props) {
	const { say } = view;
	return (
		<Page
			view={view}
			place="listening"
			title={say("listening.follow_ups_title")}
			lead={say("listening.follow_ups_lead")}
		>
			<Sections view={view} current="follow-ups" />
			{followUps.items.length === 0 ? (
				<Empty>
					<p>{say("listening.empty_follow_ups")}</p>
				</Empty>
			) : (
				<ul class="entries" aria-label={say("listening.follow_ups_title")}>
					{followUps.items.map((f) => (
						<FollowUpEntry key={f.id} view={view} followUp={f} />
					))}
				</ul>
			)}
			<Older view={view} path="/listening/follow-ups" next={followUps.next} />
			<p>
				<a href="/handover">{say("handover.link")}</a>
			</p>
			<Actions>
				<LinkButton href="/listening/follow-ups/new">{say("listening.new_follow_up")}</LinkButton>
			</Actions>
		</Page>
	);
}

function FollowUpEntry({ view, followUp: f }: { view: View; followUp: FollowUpsPage["items"][number] }) {
	const { say } = view;
	const today = dayOf(view.now);
	const late = f.dueOn < today ? say("listening.due_late") : f.dueOn === today ? say("listening.day_today") : undefined;
	return (
		<li id={`f-${f.id}`}>
			<p class="entry-title">
				<a href={`/listening/follow-ups/${f.id}`}>{f.what}</a>
			</p>
			<p class="entry-line">{[late, when(view, f.dueOn), f.aboutLabel, f.assignedName].filter(Boolean).join(" · ")}</p>
			<div class="entry-actions">
				<form method="post" action={`/listening/follow-ups/${f.id}/done`}>
					<Button quiet>
						{say("listening.save_done")}
						<span class="visually-hidden"> {f.what}</span>
					</Button>
				</form>
				<a href={`/listening/follow-ups/${f.id}`}>
					{say("listening.finish")}
					<span class="visually-hidden"> {f.what}</span>
				</a>
			</div>
		</li>
	);
}
