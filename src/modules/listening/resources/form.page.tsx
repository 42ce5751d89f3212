import {
	Actions,
	Button,
	type Candidate,
	Chips,
	ErrorSummary,
	Form,
	PartyPicker,
	Readers,
	Select,
	TextField,
} from "../../../ui/components.tsx";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { readersOf } from "../notes/form.tsx";
import { offeredTopics, Sections } from "../words.tsx";
import { ownerKinds, type Resource, sorts } from "./contract.ts";
import type { Beginning } from "./reading/service.ts";

type Props = {
	view: View;
	form: FormState;
	/** The new record's id, or the resource being corrected. */
	id?: string;
	resource?: Resource;
	beginning: Beginning;
	candidates: { party: readonly Candidate[]; place: readonly Candidate[] };
};

/** The form of a resource: new, or corrected. */
export function ResourceForm({ view, form, id, resource, beginning, candidates }: Props) {
	const { say } = view;
	const title = say(resource ? "resources.change" : "resources.new_title");
	return (
		<Page view={view} place="listening" title={title} lead={resource ? resource.title : say("resources.new_lead")}>
			<Sections view={view} current="resources" />
			<ErrorSummary view={view} form={form} />
			{beginning.note && <blockquote>{beginning.note.text}</blockquote>}
			<Form
				action={resource ? `/listening/resources/${resource.id}/edit` : "/listening/resources"}
				id={id}
				label={title}
			>
				<button type="submit" hidden />
				{beginning.note && <input type="hidden" name="note" value={beginning.note.id} />}
				<TextField
					view={view}
					form={form}
					name="title"
					label={say("resources.what")}
					hint={say("resources.what_hint")}
					value={beginning.title}
					maxLength={160}
					required
				/>
				<Chips
					view={view}
					form={form}
					name="sort"
					label={say("resources.sort")}
					value={resource?.sort}
					options={sorts.map((sort) => ({ value: sort, label: say(`resources.sort_${sort}`) }))}
					required
				/>
				<Select
					view={view}
					form={form}
					name="topic"
					label={say("listening.topic")}
					value={beginning.topic ?? ""}
					empty={say("listening.no_topic")}
					options={offeredTopics(view, beginning.topic).map((topic) => ({
						value: topic,
						label: say(`listening.topic_${topic}`),
					}))}
				/>
				<PartyPicker
					view={view}
					form={form}
					name="party"
					label={say("resources.party")}
					hint={say("resources.party_hint")}
					kinds={ownerKinds.join()}
					candidates={candidates.party}
					chosen={beginning.party}
				/>
				<PartyPicker
					view={view}
					form={form}
					name="place"
					label={say("listening.place")}
					kinds="place"
					candidates={candidates.place}
					chosen={beginning.place}
				/>
				<TextField
					view={view}
					form={form}
					name="available"
					label={say("resources.available")}
					hint={say("resources.available_hint")}
					value={resource?.available ?? undefined}
					maxLength={200}
				/>
				<Readers>{readersOf(view)}</Readers>
				<Actions>
					<Button>{say("resources.save")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
