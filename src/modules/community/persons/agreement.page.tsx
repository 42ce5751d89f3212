import { Actions, Button, ErrorSummary, Form, TextField } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { type Agreement, calledIn, type PartyLine, pathOf } from "../contract.ts";

type Props = { view: View; agreement: Agreement; person: PartyLine; labelFalls: boolean; form: FormState };

/** How to speak of somebody whose name falls: by where they live, where that is known. */
export function plainDescription(view: View, person: PartyLine): string {
	return person.placeLabel
		? view.say("community.somebody_at", { place: person.placeLabel })
		: view.say("community.somebody_here");
}

/** Where somebody's circle is, for the person themselves and for staff: it is withdrawn there, with all that is in it. */
export function circlePath({ actor }: View, personId: string): string {
	return actor.personId === personId ? "/network/circle" : `/network/circle/${personId}`;
}

/** Withdrawing an agreement, on the word of the person it belongs to. */
export function AgreementPage({ view, agreement, person, labelFalls, form }: Props) {
	const { say, language } = view;
	const given = say("community.given", {
		day: dateInWords(language, agreement.givenOn),
		how: say(`community.way_${agreement.givenHow}`),
	});
	return (
		<Page
			view={view}
			title={say("community.withdraw_title", { label: calledIn(person) })}
			place="community"
			lead={`${say(`community.purpose_${agreement.purpose}`)} · ${given}`}
		>
			<p>
				<a href={pathOf(person)}>{say("community.back_to", { label: calledIn(person) })}</a>
			</p>
			{agreement.withdrawnOn && (
				<p>{say("community.withdrawn", { day: dateInWords(language, agreement.withdrawnOn) })}</p>
			)}
			{!agreement.withdrawnOn && agreement.purpose === "circle" && (
				<>
					<ErrorSummary view={view} form={form} />
					<p>{say("community.error_withdraw_circle")}</p>
					<p>
						<a href={`${circlePath(view, person.id)}#withdraw`}>{say("community.its_circle")}</a>
					</p>
				</>
			)}
			{!agreement.withdrawnOn && agreement.purpose !== "circle" && (
				<>
					<ErrorSummary view={view} form={form} />
					<Form action={`/community/agreements/${agreement.id}/withdraw`}>
						<p>
							{say("community.withdraw_what", {
								purpose: labelFalls || ["contact", "story"].includes(agreement.purpose) ? agreement.purpose : "other",
							})}
						</p>
						{labelFalls && (
							<TextField
								view={view}
								form={form}
								name="describedAs"
								label={say("community.described_as")}
								hint={say("community.described_as_hint")}
								value={plainDescription(view, person)}
								maxLength={120}
								required
							/>
						)}
						<Actions>
							<Button>{say("community.withdraw")}</Button>
						</Actions>
					</Form>
				</>
			)}
		</Page>
	);
}
