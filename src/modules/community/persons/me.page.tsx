import { Empty, Entries } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { emptyForm, type FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import type { Agreement, Contact, PartyLine } from "../contract.ts";
import { AgreementEntries, ContactValue } from "../parties/party.page.tsx";
import type { SafeContact } from "../safe/contract.ts";
import { SafeCard, SafeForm } from "../safe/parts.tsx";

type Mine = { person: PartyLine; agreements: Agreement[]; contacts: Contact[]; safe?: SafeContact };

/** What is written down of the reader, and what they agreed to, each with its way out. */
export function MePage({ view, mine, form }: { view: View; mine: Mine | undefined; form?: FormState }) {
	const { say, language } = view;
	if (!mine) {
		return (
			<Page view={view} title={say("community.me_title")}>
				<Empty>
					<p>{say("community.me_unknown")}</p>
				</Empty>
			</Page>
		);
	}
	const { person, agreements, contacts } = mine;
	return (
		<Page view={view} title={say("community.me_title")} lead={say("community.me_lead")}>
			<dl>
				<dt>{say("community.me_called")}</dt>
				<dd>{person.label}</dd>
				<dt>{say("community.me_level")}</dt>
				<dd>{say(`community.level_${person.level ?? "description"}`)}</dd>
				<dt>{say("community.me_since")}</dt>
				<dd>{dateInWords(language, person.knownSince)}</dd>
			</dl>
			<p>
				<a href="/network/circle">{say("community.my_circle")}</a>
			</p>
			<p>
				<a href="/referrals/mine">{say("referrals.own_link")}</a>
			</p>
			{mine.safe && <SafeCard view={view} safe={mine.safe} />}
			<SafeForm
				view={view}
				form={form ?? emptyForm}
				safe={mine.safe}
				action="/community/me/safe"
				isOwn
				open={form !== undefined}
			/>
			<p>
				<a href="/rights">{say("rights.link_mine")}</a>
			</p>
			<p>
				<a href="/community/me/readings">{say("readings.link")}</a>
			</p>
			<h2>{say("community.contacts")}</h2>
			{contacts.length > 0 ? (
				<Entries
					label={say("community.contacts")}
					items={contacts.map((contact) => ({
						key: contact.id,
						title: <ContactValue contact={contact} />,
						line: say(`community.contact_${contact.kind}`),
					}))}
				/>
			) : (
				<p>{say("community.me_no_contacts")}</p>
			)}
			<h2>{say("community.agreements")}</h2>
			<p>{say("community.me_withdraw_hint")}</p>
			{agreements.length > 0 ? (
				<AgreementEntries
					view={view}
					agreements={agreements}
					withdraw={(agreement) => (
						<a href={`/community/agreements/${agreement.id}`}>
							{say("community.withdraw_open", { purpose: agreement.purpose })}
						</a>
					)}
				/>
			) : (
				<p>{say("community.no_agreements")}</p>
			)}
			<p>
				<a href="/community/me/agreements">{say("ledger.all")}</a>
			</p>
			<p>
				<a href="/community/me/erasure">{say("erasure.mine_link")}</a>
			</p>
		</Page>
	);
}
