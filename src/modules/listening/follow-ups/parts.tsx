import { dayOf } from "../../../core/period.ts";
import { Actions, Button, Entries, Form, TextField } from "../../../ui/components.tsx";
import { emptyForm, type FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import type { FollowUp } from "../contract.ts";
import { when } from "../words.tsx";

type HereProps = { view: View; followUps: readonly FollowUp[]; newId: string; of: { note: string } | { need: string } };

/** What there is to come back to, on the page of a note or of a need, and a new one. */
export function FollowUpsHere({ view, followUps, newId, of }: HereProps) {
	const { say } = view;
	return (
		<>
			<h2>{say("listening.follow_ups_title")}</h2>
			{followUps.length > 0 && (
				<Entries
					label={say("listening.follow_ups_title")}
					items={followUps.map((f) => ({
						key: f.id,
						title: f.doneAt ? f.what : <a href={`/listening/follow-ups#f-${f.id}`}>{f.what}</a>,
						line: f.doneAt
							? [say("listening.follow_up_done_line"), f.outcome].filter(Boolean).join(": ")
							: when(view, f.dueOn),
					}))}
				/>
			)}
			<details>
				<summary>{say("listening.new_follow_up")}</summary>
				<FollowUpForm view={view} form={emptyForm} id={newId} of={of} />
			</details>
		</>
	);
}

/** What to come back to, and when. */
export function FollowUpForm({
	view,
	form,
	id,
	of,
}: {
	view: View;
	form: FormState;
	id: string;
	of?: { note?: string; need?: string };
}) {
	const { say } = view;
	return (
		<Form action="/listening/follow-ups" id={id} label={say("listening.new_follow_up")}>
			{of?.note && <input type="hidden" name="note" value={of.note} />}
			{of?.need && <input type="hidden" name="need" value={of.need} />}
			<TextField view={view} form={form} name="what" label={say("listening.what")} required maxLength={300} />
			<TextField
				view={view}
				form={form}
				name="dueOn"
				type="date"
				min={dayOf(view.now)}
				label={say("listening.due_on")}
				required
			/>
			<Actions>
				<Button>{say("listening.save_follow_up")}</Button>
			</Actions>
		</Form>
	);
}
