import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Actions, Button, Chips, ErrorSummary, Form, Readers, TextArea, TextField } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import type { Mediation, Words } from "./contract.ts";
import { between, namesOf, partyName } from "./parts.tsx";

/** What one of them says, and who may hear it. */
export function NewWords({ view, mediation, form }: { view: View; mediation: Mediation; form: FormState }) {
	const { say } = view;
	const common = { view, form };
	return (
		<Page view={view} place="community" title={say("mediations.say")} lead={between(view, mediation)}>
			<p>
				<a href={`/mediations/${mediation.id}`}>{say("mediations.back_to_one")}</a>
			</p>
			<ErrorSummary {...common} />
			<Form action={`/mediations/${mediation.id}/words`} id={typedValue(form, "id") || newId()}>
				<Chips
					{...common}
					name="of"
					label={say("mediations.who_says")}
					options={mediation.parties.map((party) => ({ value: party.id, label: partyName(view, party) }))}
					required
				/>
				<TextArea
					{...common}
					name="words"
					label={say("mediations.their_words")}
					hint={say("mediations.their_words_hint")}
					rows={6}
					maxLength={2000}
					required
				/>
				<Chips
					{...common}
					name="hearers"
					label={say("mediations.hearers")}
					hint={say("mediations.hearers_hint")}
					options={(["mediator", "others"] as const).map((value) => ({
						value,
						label: say(`mediations.hearers_${value}`),
					}))}
					required
				/>
				<TextField
					{...common}
					name="day"
					type="date"
					label={say("mediations.day")}
					value={dayOf(view.now)}
					max={dayOf(view.now)}
					required
				/>
				<Readers>{say("mediations.readers")}</Readers>
				<Actions>
					<Button>{say("mediations.say_save")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

/** Exactly what the others will hear, before anybody tells them. */
export function TellPage(props: { view: View; mediation: Mediation; words: Words; form: FormState }) {
	const { view, mediation, words, form } = props;
	const { say, language } = view;
	const others = mediation.parties.filter((party) => party.id !== words.of).map((party) => party.id);
	return (
		<Page
			view={view}
			place="community"
			title={say("mediations.will_hear", { who: namesOf(view, mediation, others) })}
			lead={say("mediations.will_hear_lead", { who: namesOf(view, mediation, [words.of]) })}
		>
			<p>
				<a href={`/mediations/${mediation.id}`}>{say("mediations.back_to_one")}</a>
			</p>
			<blockquote>{words.words ?? say("mediations.key_gone")}</blockquote>
			{words.toldOn ? (
				<p>{say("mediations.told_on", { day: dateInWords(language, words.toldOn) })}</p>
			) : (
				<>
					<ErrorSummary view={view} form={form} />
					<Form action={`/mediations/${mediation.id}/words/${words.id}/tell`} label={say("mediations.tell")}>
						<TextField
							view={view}
							form={form}
							name="day"
							type="date"
							label={say("mediations.told_day")}
							value={dayOf(view.now)}
							min={words.saidOn}
							max={dayOf(view.now)}
							required
						/>
						<Button>{say("mediations.tell")}</Button>
					</Form>
					<form method="post" action={`/mediations/${mediation.id}/words/${words.id}/keep`}>
						<Button quiet>{say("mediations.keep")}</Button>
					</form>
				</>
			)}
		</Page>
	);
}
