import { newId } from "../../core/ids.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	ErrorSummary,
	Form,
	Readers,
	Select,
	TextArea,
	TextField,
	Tick,
} from "../../ui/components.tsx";
import { languageInWords } from "../../ui/dates.ts";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { residentLanguages } from "../../ui/words.ts";
import { type Initiative, runners, spokenLanguages } from "./contract.ts";
import type { Model } from "./models/contract.ts";

export type Choices = {
	models: Model[];
	objectives: { id: string; words: string }[];
	needs: { id: string; title: string }[];
};

/** The public side as fields: what happens, where and how to come; nothing about for whom. */
function PublicFields({ view, form, given }: { view: View; form: FormState; given: Partial<Initiative> }) {
	const { say } = view;
	const codes = [...new Set([...spokenLanguages, ...(given.languages ?? [])])];
	return (
		<>
			<TextField
				view={view}
				form={form}
				name="title"
				label={say("initiatives.title")}
				value={given.title}
				maxLength={120}
				required
			/>
			<TextArea
				view={view}
				form={form}
				name="invitation"
				label={say("initiatives.invitation")}
				hint={say("initiatives.invitation_hint")}
				rows={4}
				value={given.invitation}
				maxLength={2000}
			/>
			<Select
				view={view}
				form={form}
				name="language"
				label={say("initiatives.written_in")}
				value={given.language ?? "it"}
				options={residentLanguages.map((value) => ({ value, label: languageInWords(view.language, value) }))}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="placeWords"
				label={say("initiatives.place")}
				value={given.placeWords}
				maxLength={200}
			/>
			<Chips
				view={view}
				form={form}
				name="languages"
				several
				label={say("initiatives.languages")}
				value={given.languages ?? ["it"]}
				options={codes.map((code) => ({ value: code, label: languageInWords(view.language, code) }))}
			/>
			<fieldset class="field">
				<legend>{say("initiatives.reach")}</legend>
				<Tick view={view} form={form} name="onFoot" label={say("initiatives.on_foot")} checked={given.onFoot} />
				<Tick view={view} form={form} name="byBus" label={say("initiatives.by_bus")} checked={given.byBus} />
				<Tick view={view} form={form} name="stepFree" label={say("initiatives.step_free")} checked={given.stepFree} />
			</fieldset>
			<TextField
				view={view}
				form={form}
				name="capacity"
				inputMode="numeric"
				label={say("initiatives.capacity")}
				value={given.capacity?.toString()}
			/>
			<Readers>{say("initiatives.public_readers")}</Readers>
		</>
	);
}

function Objectives({
	view,
	form,
	choices,
	given,
}: {
	view: View;
	form: FormState;
	choices: Choices;
	given: string[];
}) {
	const options = choices.objectives.map((o) => ({ value: o.id, label: `${o.id} ${o.words}` }));
	return (
		<Chips
			view={view}
			form={form}
			name="objectives"
			several
			label={view.say("initiatives.objectives")}
			hint={view.say("initiatives.objectives_hint")}
			value={given}
			options={options}
		/>
	);
}

/** A new initiative: from a need, from a model, from the title of an idea, or from nothing. */
export function NewInitiative({
	view,
	form,
	choices,
	model,
	need,
	title,
}: {
	view: View;
	form: FormState;
	choices: Choices;
	model?: Model;
	need?: string;
	title?: string;
}) {
	const { say } = view;
	const given = model ? { title: model.name, invitation: model.invitation } : { title };
	return (
		<Page view={view} place="initiatives" title={say("initiatives.new_title")} lead={say("initiatives.new_lead")}>
			<ErrorSummary view={view} form={form} />
			{!model && (
				<nav class="tabs" aria-label={say("initiatives.models_title")}>
					{choices.models.map((m) => (
						<a key={m.id} href={`/initiatives/new?model=${m.id}${need ? `&need=${need}` : ""}`}>
							{say("initiatives.start_from", { model: m.name })}
						</a>
					))}
				</nav>
			)}
			<Form action="/initiatives" id={newId()}>
				<Card>
					<h2>{say("initiatives.public_side")}</h2>
					<PublicFields view={view} form={form} given={given} />
				</Card>
				<Card>
					<h2>{say("initiatives.working_side")}</h2>
					<Select
						view={view}
						form={form}
						name="model"
						label={say("initiatives.model")}
						value={model?.id}
						empty={say("initiatives.no_model")}
						options={choices.models.map((m) => ({ value: m.id, label: m.name }))}
					/>
					{choices.needs.length > 0 && (
						<Chips
							view={view}
							form={form}
							name="needs"
							several
							label={say("initiatives.needs")}
							value={need ? [need] : []}
							options={choices.needs.map((n) => ({ value: n.id, label: n.title }))}
						/>
					)}
					<Objectives view={view} form={form} choices={choices} given={[]} />
					<Chips
						view={view}
						form={form}
						name="runBy"
						label={say("initiatives.run_by")}
						value="staff"
						options={runners.map((who) => ({ value: who, label: say(`initiatives.run_${who}`) }))}
					/>
					<Readers>{say("initiatives.working_readers")}</Readers>
				</Card>
				<Actions>
					<Button>{say("initiatives.start")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

/** The same fields of one that is there. */
export function EditInitiative({
	view,
	form,
	choices,
	initiative,
	remarks,
}: {
	view: View;
	form: FormState;
	choices: Choices;
	initiative: Initiative;
	remarks: string | null;
}) {
	const { say } = view;
	return (
		<Page view={view} place="initiatives" title={say("initiatives.edit_title", { title: initiative.title })}>
			<ErrorSummary view={view} form={form} />
			<Form action={`/initiatives/${initiative.id}/edit`}>
				<Card>
					<h2>{say("initiatives.public_side")}</h2>
					<PublicFields view={view} form={form} given={initiative} />
				</Card>
				<Card>
					<h2>{say("initiatives.working_side")}</h2>
					<Objectives view={view} form={form} choices={choices} given={initiative.objectives} />
					<TextArea
						view={view}
						form={form}
						name="remarks"
						label={say("initiatives.remarks")}
						value={remarks ?? ""}
						maxLength={4000}
					/>
					<Readers>{say("initiatives.working_readers")}</Readers>
				</Card>
				<Actions>
					<Button>{say("initiatives.save")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
