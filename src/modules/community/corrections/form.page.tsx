import { Actions, Button, ErrorSummary, Form, PartyPicker, Readers, TextField } from "../../../ui/components.tsx";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { type Candidate, calledIn, nounOf, type PartyLine, pathOf } from "../contract.ts";
import { OrganisationFields, PlaceFields } from "../parties/new.page.tsx";

type Props = { view: View; party: PartyLine; form: FormState; candidates?: readonly Candidate[] };

/** The form as it starts: everything as it stands now. */
export function standing(party: PartyLine): FormState {
	const { label, sector, doing, familyDistrict, sort, residents } = party;
	return {
		values: {
			label,
			...(sector && { sector }),
			...(doing && { doing }),
			...(familyDistrict && { familyDistrict: "yes" }),
			...(sort && { sort }),
			...(typeof residents === "number" && { residents: String(residents) }),
		},
		errors: {},
	};
}

/** Correcting a party: what it is called, where it is, and what belongs to its kind. */
export function Correct({ view, party, form, candidates }: Props) {
	const { say } = view;
	const noun = nounOf[party.kind];
	const fields = { view, form };
	const chosen = party.placeId && party.placeLabel ? { id: party.placeId, label: party.placeLabel } : undefined;
	return (
		<Page
			view={view}
			place="community"
			title={say("community.correct_title", { label: calledIn(party) })}
			lead={say("community.correct_lead")}
		>
			<p>
				<a href={pathOf(party)}>{say("community.back_to", { label: calledIn(party) })}</a>
			</p>
			<ErrorSummary {...fields} />
			<Form action={`${pathOf(party)}/correct`} label={say("community.correct_title", { label: calledIn(party) })}>
				{party.level && <input type="hidden" name="level" value={party.level} />}
				<TextField
					{...fields}
					name="label"
					label={say(`community.label_${noun}`)}
					hint={say(party.level ? `community.correct_hint_${party.level}` : `community.label_${noun}_hint`)}
					maxLength={120}
					required
				/>
				{party.kind === "organisation" && <OrganisationFields {...fields} />}
				{party.kind === "place" && <PlaceFields {...fields} />}
				<PartyPicker
					{...fields}
					name="place"
					kinds="place"
					label={say(`community.place_${noun}`)}
					hint={say("community.place_hint")}
					chosen={chosen}
					candidates={candidates}
				/>
				<Readers>{say("community.readers")}</Readers>
				<Actions>
					<Button>{say("community.correct_save")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
