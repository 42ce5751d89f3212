import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Actions, Button, Chips, ErrorSummary, Form, Readers, TextArea, TextField } from "../../ui/components.tsx";
import { type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { type Act, holdings, type Mediation, type MediationParty } from "./contract.ts";
import { between, partyName } from "./parts.tsx";

type Props = { view: View; mediation: Mediation; act: Act; of?: string; form: FormState };

/** Which of the parties a step can be done with. */
function partiesFor(act: Act, parties: readonly MediationParty[]): MediationParty[] {
	if (act === "hear") return parties.filter((party) => party.heardOn === null);
	return parties.filter((party) => party.agreedOn === null);
}

/** One step, with what it needs and nothing else. */
export function StepPage({ view, mediation, act, of, form }: Props) {
	const { say } = view;
	const common = { view, form };
	const choices = (parties: readonly MediationParty[]) =>
		parties.map((party) => ({ value: party.id, label: partyName(view, party) }));
	return (
		<Page view={view} place="community" title={say(`mediations.act_${act}`)} lead={between(view, mediation)}>
			<p>
				<a href={`/mediations/${mediation.id}`}>{say("mediations.back_to_one")}</a>
			</p>
			<ErrorSummary {...common} />
			<p>{say(`mediations.act_${act}_what`)}</p>
			{act === "agree" && mediation.proposal && <blockquote>{mediation.proposal}</blockquote>}
			<Form action={`/mediations/${mediation.id}/steps`} id={typedValue(form, "id") || newId()}>
				<input type="hidden" name="act" value={act} />
				{(act === "hear" || act === "agree") && (
					<Chips
						{...common}
						name="of"
						label={say(`mediations.of_${act}`)}
						options={choices(partiesFor(act, mediation.parties))}
						value={of}
						required
					/>
				)}
				{act === "meet" && (
					<Chips
						{...common}
						name="present"
						label={say("mediations.present")}
						options={choices(mediation.parties)}
						value={mediation.parties.map((party) => party.id)}
						several
						required
					/>
				)}
				{act === "hand" && (
					<TextField
						{...common}
						name="to"
						label={say("mediations.to")}
						hint={say("mediations.to_hint")}
						maxLength={200}
						required
					/>
				)}
				{act === "follow" && (
					<Chips
						{...common}
						name="holds"
						label={say("mediations.holds")}
						options={holdings.map((value) => ({ value, label: say(`mediations.holds_${value}`) }))}
						required
					/>
				)}
				{act === "agree" && (
					<TextField
						{...common}
						name="called"
						label={say("mediations.called")}
						hint={say("mediations.called_hint")}
						maxLength={120}
					/>
				)}
				{["meet", "propose", "end", "hand", "follow", "reopen"].includes(act) && (
					<TextArea
						{...common}
						name="words"
						label={say(`mediations.words_${act}`)}
						value={act === "propose" ? mediation.proposal : undefined}
						rows={act === "propose" || act === "meet" ? 8 : 3}
						maxLength={act === "propose" || act === "meet" ? 4000 : act === "reopen" ? 1000 : 2000}
						required={act !== "hand" && act !== "follow"}
					/>
				)}
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
					<Button>{say(`mediations.act_${act}`)}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
