import {
	Actions,
	Button,
	Card,
	Chips,
	ErrorSummary,
	Form,
	Readers,
	TextArea,
	TextField,
} from "../../../ui/components.tsx";
import { languageInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { type Model, modelLanguages } from "./contract.ts";

type Props = {
	view: View;
	form: FormState;
	/** The new record's id; none for a change. */
	id?: string;
	action: string;
	given: Partial<Model>;
	from?: Model;
	initiative?: { id: string; title: string };
};

const lists = ["steps", "people", "needs", "watch"] as const;

/** The form of a territory's own model: adapted, written from an initiative, or changed. */
export function ModelForm({ view, form, id, action, given, from, initiative }: Props) {
	const { say } = view;
	const title = id ? say("models.new_title") : say("models.edit_title", { name: given.name ?? "" });
	const origin = initiative
		? say("models.begin_initiative", { title: initiative.title })
		: from && say("models.begin_model", { name: from.name, n: from.version });
	return (
		<Page view={view} place="initiatives" title={title} lead={origin ?? (id && say("models.new_lead"))}>
			<ErrorSummary view={view} form={form} />
			<Form action={action} id={id} label={title}>
				<button type="submit" hidden />
				{from && <input type="hidden" name="from" value={from.id} />}
				{initiative && <input type="hidden" name="initiative" value={initiative.id} />}
				<Card>
					<h2>{say("models.public_words")}</h2>
					<TextField
						view={view}
						form={form}
						name="name"
						label={say("models.name")}
						value={given.name}
						maxLength={120}
						required
					/>
					<TextArea
						view={view}
						form={form}
						name="invitation"
						label={say("initiatives.invitation")}
						hint={say("initiatives.invitation_hint")}
						value={given.invitation}
						maxLength={2000}
					/>
					<Readers>{say("models.public_readers")}</Readers>
				</Card>
				<Card>
					<h2>{say("models.recipe")}</h2>
					<TextArea
						view={view}
						form={form}
						name="summary"
						label={say("models.summary")}
						value={given.summary}
						maxLength={600}
					/>
					{lists.map((name) => (
						<TextArea
							key={name}
							view={view}
							form={form}
							name={name}
							label={say(`initiatives.model_${name === "needs" ? "takes" : name}`)}
							hint={say("models.line_each")}
							rows={name === "steps" ? 8 : 4}
							value={given[name]?.join("\n")}
							required={name === "steps"}
						/>
					))}
					<TextArea
						view={view}
						form={form}
						name="happened"
						label={say("models.happened")}
						hint={say("models.happened_hint")}
						value={given.happened ?? undefined}
						maxLength={4000}
					/>
					<Chips
						view={view}
						form={form}
						name="language"
						label={say("models.language")}
						value={given.language}
						options={modelLanguages.map((code) => ({ value: code, label: languageInWords(view.language, code) }))}
						required
					/>
					<Readers>{say("models.readers")}</Readers>
				</Card>
				<Actions>
					<Button>{say("models.save")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
