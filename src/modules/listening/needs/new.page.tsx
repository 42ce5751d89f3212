import { Actions, Button, Empty, ErrorSummary, Form, Readers, Select, TextField } from "../../../ui/components.tsx";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { readersOf } from "../notes/form.tsx";
import { offeredTopics, Sections, underNote } from "../words.tsx";
import type { Gathering } from "./reading/service.ts";

/** Notes about to be gathered: into a new need, or into one that is there. */
export function NewNeed({
	view,
	form,
	id,
	gathering,
}: {
	view: View;
	form: FormState;
	id: string;
	gathering: Gathering;
}) {
	const { say } = view;
	const { notes, topic, placeId, placeLabel, openNeeds } = gathering;
	if (notes.length === 0) {
		return (
			<Page view={view} place="listening" title={say("listening.new_need_title")}>
				<Sections view={view} />
				<ErrorSummary view={view} form={form} />
				<Empty>
					<p>{say("listening.nothing_gathered")}</p>
					<p>
						<a href="/listening/notes?show=unplaced">{say("listening.tab_unplaced")}</a>
					</p>
				</Empty>
			</Page>
		);
	}
	const title = [topic && say(`listening.topic_${topic}`), placeLabel].filter(Boolean).join(", ");
	return (
		<Page
			view={view}
			place="listening"
			title={say("listening.new_need_title")}
			lead={say("listening.new_need_lead", { n: notes.length })}
		>
			<Sections view={view} />
			<ErrorSummary view={view} form={form} />
			<Form action="/listening/needs" id={id} label={say("listening.new_need_title")}>
				<button type="submit" hidden />
				<fieldset class="field" id="f-notes" tabIndex={-1}>
					<legend>{say("listening.gathered")}</legend>
					{notes.map((n) => (
						<div key={n.id} class="tick">
							<label for={`n-${n.id}`}>
								<input type="checkbox" id={`n-${n.id}`} name="notes" value={n.id} checked />
								<span>
									{n.text}
									<br />
									<small>{underNote(view, n)}</small>
								</span>
							</label>
						</div>
					))}
				</fieldset>
				<TextField
					view={view}
					form={form}
					name="title"
					label={say("listening.need_title")}
					hint={say("listening.need_title_hint")}
					value={title.slice(0, 160)}
					maxLength={160}
				/>
				<Select
					view={view}
					form={form}
					name="topic"
					label={say("listening.topic")}
					value={topic ?? ""}
					empty={say("listening.no_topic")}
					options={offeredTopics(view).map((t) => ({ value: t, label: say(`listening.topic_${t}`) }))}
				/>
				{placeId && <input type="hidden" name="place" value={placeId} />}
				{openNeeds.length > 0 && (
					<Select
						view={view}
						form={form}
						name="need"
						label={say("listening.join_need")}
						hint={say("listening.join_need_hint")}
						empty={say("listening.a_new_need")}
						options={openNeeds.map((need) => ({ value: need.id, label: need.title }))}
					/>
				)}
				<Readers>{readersOf(view)}</Readers>
				<Actions>
					<Button>{say("listening.save_need")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
