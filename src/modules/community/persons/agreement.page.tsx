import { Actions, Button, ErrorSummary, Form, ReadBy, TextField } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { type Agreement, type Contact, calledIn, type PartyLine, pathOf } from "../contract.ts";

type Props = {
	view: View;
	agreement: Agreement;
	person: PartyLine;
	labelFalls: boolean;
	/** Those that go with it. */
	contacts: readonly Contact[];
	form: FormState;
};

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

/** Withdrawing an agreement, on the word of the person it belongs to: what stops at once stands there before. */
export function AgreementPage({ view, agreement, person, labelFalls, contacts, form }: Props) {
	const { say, language } = view;
	const isElsewhere = agreement.purpose === "circle" || agreement.purpose === "referral";
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
				<a href={view.actor.personId === person.id ? "/community/me" : pathOf(person)}>
					{view.actor.personId === person.id
						? say("community.me_title")
						: say("community.back_to", { label: calledIn(person) })}
				</a>
			</p>
			{agreement.withdrawnOn && (
				<p>{say("community.withdrawn", { day: dateInWords(language, agreement.withdrawnOn) })}</p>
			)}
			<p>
				<a href={view.actor.personId === person.id ? "/community/me/agreements" : `${pathOf(person)}/agreements`}>
					{say("ledger.all")}
				</a>
			</p>
			{!agreement.withdrawnOn && (
				<section class="card stack" aria-labelledby="stops">
					<h2 id="stops">{say("ledger.stops_title")}</h2>
					<p>{say(`ledger.stops_${agreement.purpose}`)}</p>
					{contacts.length > 0 && (
						<ul>
							{contacts.map((contact) => (
								<li key={contact.id}>
									{say(`community.contact_${contact.kind}`)}: {contact.value}
								</li>
							))}
						</ul>
					)}
					<p>{say("ledger.stays")}</p>
				</section>
			)}
			{!agreement.withdrawnOn && isElsewhere && (
				<>
					<ErrorSummary view={view} form={form} />
					<p>{say(`community.error_withdraw_${agreement.purpose}`)}</p>
					{agreement.purpose === "circle" && (
						<p>
							<a href={`${circlePath(view, person.id)}#withdraw`}>{say("community.its_circle")}</a>
						</p>
					)}
					{agreement.purpose === "referral" && view.actor.personId === person.id && (
						<p>
							<a href="/referrals/mine">{say("referrals.own_link")}</a>
						</p>
					)}
				</>
			)}
			{!agreement.withdrawnOn && !isElsewhere && (
				<>
					<ErrorSummary view={view} form={form} />
					<Form action={`/community/agreements/${agreement.id}/withdraw`}>
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
						<ReadBy view={view} of="community.parties" />
						<Actions>
							<Button>
								{view.actor.personId === person.id
									? say("community.withdraw_mine", { purpose: agreement.purpose })
									: say("community.withdraw")}
							</Button>
						</Actions>
					</Form>
				</>
			)}
		</Page>
	);
}
