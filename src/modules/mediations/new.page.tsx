import { newId } from "../../core/ids.ts";
import { Actions, Button, ErrorSummary, Form, PartyPicker, Readers, TextArea } from "../../ui/components.tsx";
import { type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { LegalGround } from "../../ui/legal-ground.tsx";
import type { Candidate } from "../community/contract.ts";
import { type PartyField, partyFields } from "./contract.ts";

type Props = { view: View; form: FormState; candidates: Partial<Record<PartyField, Candidate[]>> };

/** Between whom, and about what: nothing more is needed to begin. */
export function New({ view, form, candidates }: Props) {
	const { say } = view;
	return (
		<Page view={view} place="community" title={say("mediations.new")} lead={say("mediations.new_lead")}>
			<p>
				<a href="/mediations">{say("mediations.back")}</a>
			</p>
			<ErrorSummary view={view} form={form} />
			<Form action="/mediations" id={typedValue(form, "id") || newId()}>
				{partyFields.map((name) => (
					<PartyPicker
						key={name}
						view={view}
						form={form}
						name={name}
						kinds="person,household,group"
						label={say(`mediations.field_${name}`)}
						candidates={candidates[name]}
						required={name === "one" || name === "other"}
					/>
				))}
				<TextArea
					view={view}
					form={form}
					name="matter"
					label={say("mediations.matter")}
					hint={say("mediations.matter_hint")}
					maxLength={300}
					required
				/>
				<p class="hint">{say("mediations.no_violence")}</p>
				<Readers>{say("mediations.readers_new")}</Readers>
				<LegalGround view={view} purpose="mediation" />
				<Actions>
					<Button>{say("mediations.open")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
