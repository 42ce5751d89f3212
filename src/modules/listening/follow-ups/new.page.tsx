import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Actions, Button, ErrorSummary, Form, Readers, Select, TextField } from "../../../ui/components.tsx";
import { type FormState, typedValue } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { Sections, short } from "../words.tsx";
import type { Beginning } from "./service.ts";

/** What to come back to, when, and who does. */
export function NewFollowUp({ view, form, beginning }: { view: View; form: FormState; beginning: Beginning }) {
	const { say } = view;
	const { origin, me, colleagues } = beginning;
	const lead = origin && <a href={origin.path}>{short(origin.words)}</a>;
	const hands = [
		{ value: me, label: say("listening.assigned_me") },
		...colleagues.map((c) => ({ value: c.id, label: c.name })),
	];
	return (
		<Page view={view} place="listening" title={say("listening.new_follow_up")} lead={lead}>
			<Sections view={view} current="follow-ups" />
			<ErrorSummary view={view} form={form} />
			<Form action="/listening/follow-ups" id={typedValue(form, "id") || newId()}>
				{origin && <input type="hidden" name={origin.kind} value={origin.id} />}
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
				<Select
					view={view}
					form={form}
					name="assignedTo"
					label={say("listening.assigned_to")}
					options={hands}
					value={me}
					required
				/>
				<Readers>{say("listening.readers")}</Readers>
				<LegalGround view={view} purpose="listening" />
				<Actions>
					<Button>{say("listening.save_follow_up")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
