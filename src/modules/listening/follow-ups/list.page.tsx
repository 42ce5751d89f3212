import { addDays, dayOf } from "../../../core/period.ts";
import { Actions, Button, Empty, ErrorSummary, Form, LinkButton, TextField } from "../../../ui/components.tsx";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Older, Sections, when } from "../words.tsx";
import type { FollowUpsPage } from "./service.ts";

type Props = { view: View; followUps: FollowUpsPage; form: FormState };

/** What there is to come back to, the earliest first. */
export function FollowUpsList({ view, followUps, form }: Props) {
	const { say } = view;
	return (
		<Page
			view={view}
			place="listening"
			title={say("listening.follow_ups_title")}
			lead={say("listening.follow_ups_lead")}
		>
			<Sections view={view} current="follow-ups" />
			<ErrorSummary view={view} form={form} />
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
			<Actions>
				<LinkButton href="/listening/follow-ups/new">{say("listening.new_follow_up")}</LinkButton>
			</Actions>
		</Page>
	);
}

function FollowUpEntry({ view, followUp: f }: { view: View; followUp: FollowUpsPage["items"][number] }) {
	const { say } = view;
	const today = dayOf(view.now);
	const origin = f.need ? `/listening/needs/${f.need}` : f.note ? `/listening/notes/${f.note}` : undefined;
	const late = f.dueOn < today ? say("listening.due_late") : f.dueOn === today ? say("listening.day_today") : undefined;
	return (
		<li id={`f-${f.id}`}>
			<p class="entry-title">{origin ? <a href={origin}>{f.what}</a> : f.what}</p>
			<p class="entry-line">{[late, when(view, f.dueOn), f.aboutLabel, f.assignedName].filter(Boolean).join(" · ")}</p>
			<details>
				<summary>
					{say("listening.finish")}
					<span class="visually-hidden"> {f.what}</span>
				</summary>
				{/* Fields of several forms on one page: each form stands alone, its label around its field. */}
				<form method="post" action={`/listening/follow-ups/${f.id}/done`} class="form">
					<div class="field">
						<label for={`o-${f.id}`}>
							{say("listening.outcome")} <span class="optional">{say("ui.optional")}</span>
						</label>
						<input id={`o-${f.id}`} name="outcome" maxLength={500} autocomplete="off" />
					</div>
					<Button>{say("listening.save_done")}</Button>
				</form>
				<form method="post" action={`/listening/follow-ups/${f.id}/move`} class="form">
					<div class="field">
						<label for={`d-${f.id}`}>{say("listening.move_to")}</label>
						<input id={`d-${f.id}`} name="dueOn" type="date" min={today} value={addDays(today, 7)} required />
					</div>
					<Button quiet>{say("listening.save_move")}</Button>
				</form>
			</details>
		</li>
	);
}

export type AloneProps = { view: View; form: FormState; action: string };

/** A follow-up's own form again, with what was wrong: only when a day gone by was sent to be moved to. */
export function MoveAgain({ view, form, action }: AloneProps) {
	const { say } = view;
	return (
		<Page view={view} place="listening" title={say("listening.move_to")}>
			<ErrorSummary view={view} form={form} />
			<Form action={action}>
				<TextField
					view={view}
					form={form}
					name="dueOn"
					type="date"
					min={dayOf(view.now)}
					label={say("listening.move_to")}
					required
				/>
				<Button>{say("listening.save_move")}</Button>
			</Form>
		</Page>
	);
}
