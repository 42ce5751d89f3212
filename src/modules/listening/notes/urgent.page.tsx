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
} from "../../../ui/components.tsx";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { aboutKinds } from "../contract.ts";
import { readersOf } from "./form.tsx";

type Props = {
	view: View;
	form: FormState;
	id: string;
	phones: readonly { label: string; phone: string }[];
	candidates?: readonly Candidate[];
};

/** The urgent path: who to call, and only then what to write. */
export function UrgentPage({ view, form, id, phones, candidates }: Props) {
	const { say } = view;
	const called = [{ value: "112", label: "112" }, ...phones.map((p) => ({ value: p.label, label: p.label }))];
	return (
		<Page view={view} place="listening" title={say("listening.urgent_title")} lead={say("listening.urgent_lead")}>
			<section class="urgent-path" aria-labelledby="call">
				<h2 id="call">{say("listening.urgent_call")}</h2>
				<p>
					<a class="button button-urgent" href="tel:112">
						{say("listening.call_112")}
					</a>
				</p>
				{phones.map((p) => (
					<p key={p.label}>
						<a class="button button-quiet" href={`tel:${p.phone.replace(/[^+\d]/g, "")}`}>
							{p.label}: {p.phone}
						</a>
					</p>
				))}
			</section>
			<h2>{say("listening.urgent_write")}</h2>
			<ErrorSummary view={view} form={form} />
			<Form action="/listening/urgent" id={id} label={say("listening.urgent_write")}>
				<button type="submit" hidden />
				<TextArea
					view={view}
					form={form}
					name="text"
					label={say("listening.urgent_text")}
					required
					rows={3}
					maxLength={4000}
				/>
				<PartyPicker
					view={view}
					form={form}
					name="about"
					label={say("listening.about")}
					hint={say("listening.about_hint")}
					kinds={aboutKinds.join(",")}
					candidates={candidates}
				/>
				<Chips view={view} form={form} name="called" label={say("listening.called")} options={called} />
				<TextField view={view} form={form} name="calledAlso" label={say("listening.called_also")} maxLength={80} />
				<Readers>{readersOf(view)}</Readers>
				<LegalGround view={view} purpose="listening" />
				<Actions>
					<Button urgent>{say("listening.save_urgent")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
