import { newId } from "../../../../core/ids.ts";
import {
	Actions,
	Button,
	type Candidate,
	ErrorSummary,
	Form,
	PartyPicker,
	Readers,
	Select,
	TextField,
} from "../../../../ui/components.tsx";
import { type FormState, typedValue } from "../../../../ui/form.ts";
import type { View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import { Sections } from "../../words.tsx";
import { tableKinds } from "../contract.ts";
import type { Promising } from "./service.ts";

type Props = { view: View; form: FormState; promising: Promising; candidates: readonly Candidate[] };

/** What was promised at a meeting, by whom, and by when. */
export function NewPromise({ view, form, promising, candidates }: Props) {
	const { say } = view;
	const { meeting, me, colleagues, points } = promising;
	return (
		<Page
			view={view}
			place="listening"
			title={say("meetings.new_promise")}
			lead={<a href={`/listening/meetings/${meeting.id}`}>{meeting.title}</a>}
		>
			<Sections view={view} current="meetings" />
			<ErrorSummary view={view} form={form} />
			<Form action={`/listening/meetings/${meeting.id}/promises`} id={typedValue(form, "id") || newId()}>
				<input type="hidden" name="meeting" value={meeting.id} />
				<TextField
					view={view}
					form={form}
					name="what"
					label={say("meetings.what")}
					hint={say("meetings.what_hint")}
					maxLength={300}
					required
				/>
				<TextField
					view={view}
					form={form}
					name="dueOn"
					type="date"
					min={meeting.heldOn}
					label={say("meetings.due_on")}
					required
				/>
				{points.length > 0 && (
					<Select
						view={view}
						form={form}
						name="item"
						label={say("meetings.on_point")}
						empty={say("meetings.on_no_point")}
						options={points.map((point) => ({ value: point.id, label: point.line }))}
					/>
				)}
				<h2>{say("meetings.who_promises")}</h2>
				<p>{say("meetings.who_promises_lead")}</p>
				<Select
					view={view}
					form={form}
					name="account"
					label={say("meetings.colleague")}
					empty={say("meetings.no_colleague")}
					options={[
						{ value: me, label: say("meetings.me") },
						...colleagues.map((c) => ({ value: c.id as string, label: c.name })),
					]}
				/>
				<PartyPicker
					view={view}
					form={form}
					name="party"
					label={say("meetings.promising_party")}
					kinds={tableKinds.join(",")}
					candidates={candidates}
				/>
				<TextField
					view={view}
					form={form}
					name="words"
					label={say("meetings.named_as")}
					hint={say("meetings.named_as_hint")}
					maxLength={120}
				/>
				<Readers>{say("meetings.readers_promise")}</Readers>
				<Actions>
					<Button>{say("meetings.save_promise")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
