import { addDays, dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	type Candidate,
	Chips,
	ErrorSummary,
	Form,
	PartyPicker,
	Readers,
	TextArea,
	TextField,
	Tick,
} from "../../../ui/components.tsx";
import { emptyForm, type FormState } from "../../../ui/form.ts";
import { Once, type View } from "../../../ui/http.ts";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { aboutKinds, heardFromKinds, noteKinds } from "../contract.ts";
import { offeredTopics } from "../words.tsx";

export type NoteFormProps = {
	view: View;
	form: FormState;
	/** The note's id, made when the page is. */
	id: string;
	/** Somebody the note will be about, already chosen. */
	about?: Candidate;
	/** Who may have been meant by what was typed. */
	candidates?: readonly Candidate[];
	/** Among other things on a page: what is rarely needed stays folded. */
	brief?: boolean;
};

/** «Che cosa hai ascoltato?»: the text is enough, the rest is one tap each. */
export function NoteForm({ view, form, id, about, candidates, brief }: NoteFormProps) {
	const { say } = view;
	const touched = Object.keys(form.values).length > 0;
	return (
		<>
			<ErrorSummary view={view} form={form} />
			<Form action="/listening/notes" id={id} label={say("listening.form_label")}>
				{/* Return in a field saves: the first button of a form is the one it presses. */}
				<button type="submit" hidden />
				<TextArea
					view={view}
					form={form}
					name="text"
					label={say("listening.text")}
					required
					rows={3}
					maxLength={4000}
				/>
				<Chips
					view={view}
					form={form}
					name="kind"
					label={say("listening.kind")}
					required
					value="noticed"
					options={noteKinds.map((kind) => ({ value: kind, label: say(`listening.kind_${kind}`) }))}
				/>
				<PartyPicker
					view={view}
					form={form}
					name="about"
					label={say("listening.about")}
					hint={say("listening.about_hint")}
					kinds={aboutKinds.join(",")}
					chosen={about}
					candidates={candidates}
				/>
				<Tick view={view} form={form} name="urgent" label={say("listening.urgent")} />
				<Tick view={view} form={form} name="duringVisit" label={say("listening.during_visit")} />
				<Readers>{readersOf(view)}</Readers>
				<LegalGround view={view} purpose="listening" />
				<Actions>
					<Button>{say("listening.save_note")}</Button>
				</Actions>
				{/* Below the button: nobody has to pass it to save. */}
				{brief ? (
					<details open={touched}>
						<summary>{say("listening.more")}</summary>
						<More view={view} form={form} />
					</details>
				) : (
					<>
						<More view={view} form={form} />
						<Actions>
							<Button quiet>{say("listening.save_note")}</Button>
						</Actions>
					</>
				)}
			</Form>
		</>
	);
}

/** Who will read what is written in this neighbourhood's notebook. */
export function readersOf({ say, neighbourhood }: View): string {
	return neighbourhood ? say("listening.readers_of", { place: neighbourhood.name }) : say("listening.readers");
}

/** What is one tap each. Nothing typed yet: it is the same for every reader of the day. */
function More({ view, form }: { view: View; form: FormState }) {
	const draw = () => <MoreFields view={view} form={form} />;
	if (form !== emptyForm) return draw();
	return <Once of={["more of a note", view.language, dayOf(view.now), view.unusedTopics]} draw={draw} />;
}

function MoreFields({ view, form }: { view: View; form: FormState }) {
	const { say } = view;
	const today = dayOf(view.now);
	return (
		<>
			<Chips
				view={view}
				form={form}
				name="topic"
				label={say("listening.topic")}
				hint={say("listening.topic_hint")}
				options={offeredTopics(view).map((topic) => ({ value: topic, label: say(`listening.topic_${topic}`) }))}
			/>
			<Chips
				view={view}
				form={form}
				name="heardOn"
				label={say("listening.heard_on")}
				options={[
					{ value: today, label: say("listening.day_today") },
					{ value: addDays(today, -1), label: say("listening.day_yesterday") },
				]}
			/>
			<TextField view={view} form={form} name="otherDay" type="date" max={today} label={say("listening.other_day")} />
			<PartyPicker
				view={view}
				form={form}
				name="heardFromId"
				label={say("listening.heard_from")}
				hint={say("listening.heard_from_hint")}
				kinds={heardFromKinds.join(",")}
			/>
		</>
	);
}
