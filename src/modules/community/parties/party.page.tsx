import type { ComponentChildren } from "preact";
import { Actions, Button, Empty, Entries, LinkButton, Phone } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { emptyForm } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { OutlineFigure } from "../../../ui/outline.tsx";
import { answerLine } from "../agreements/parts.tsx";
import {
	type Agreement,
	type Contact,
	calledIn,
	isStanding,
	type PartyLine,
	pathOf,
	type TieTold,
} from "../contract.ts";
import { ProtectionForm, SafeCard, SafeForm } from "../safe/parts.tsx";
import { TieSentence, tieLine } from "../words.tsx";
import { ContactForm, ForwardForm, GroundForm, LeftForm, SameForm, type Sent, TieForm } from "./forms.tsx";
import type { PartyWhole } from "./service.ts";

type Props = { view: View; whole: PartyWhole; sent?: Sent; today: string };

function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
	return (
		<section aria-labelledby={id} class="stack">
			<h2 id={id}>{title}</h2>
			{children}
		</section>
	);
}

/** Who or what it is, in a line. */
function leadOf(view: View, party: PartyLine): string {
	const { say, language } = view;
	const parts = [
		party.level && say(`community.known_by_${party.level}`),
		party.kind !== "person" && say(`community.kind_${party.kind}`),
		party.sector && say(`community.sector_${party.sector}`),
		party.familyDistrict && say("community.family_district"),
		party.doing,
		party.sort && say(`community.sort_${party.sort}`),
		typeof party.residents === "number" && say("community.residents_n", { n: party.residents }),
		say("community.known_since_line", { day: dateInWords(language, party.knownSince) }),
		party.existedBefore && say("community.existed_before"),
		party.leftOn && say("community.left_line", { day: dateInWords(language, party.leftOn) }),
	];
	return parts.filter(Boolean).join(" · ");
}

function Ties({ view, ties, here, label }: { view: View; ties: PartyWhole["ties"]; here: string; label: string }) {
	const { say } = view;
	return (
		<Entries
			label={label}
			items={ties.map((tie) => ({
				key: tie.id,
				title: <TieSentence view={view} tie={tie} here={here} />,
				line: tieLine(view, tie),
				actions: tie.until ? undefined : <a href={`/community/ties/${tie.id}`}>{say("community.tie_open")}</a>,
			}))}
		/>
	);
}

/** Who belongs to it or works there stands first, everything else after. */
function belongs(tie: TieTold, id: string): boolean {
	return tie.other === id && (tie.kind === "member_of" || tie.kind === "works_at");
}

function TieSections(props: Props) {
	const { view, whole } = props;
	const { say } = view;
	const { party, ties } = whole;
	const members = ties.filter((tie) => belongs(tie, party.id));
	const others = ties.filter((tie) => !belongs(tie, party.id));
	return (
		<>
			{members.length > 0 && (
				<Section id="members" title={say("community.members")}>
					<Ties view={view} ties={members} here={party.id} label={say("community.members")} />
				</Section>
			)}
			<Section id="ties" title={say("community.ties")}>
				{others.length > 0 ? (
					<Ties view={view} ties={others} here={party.id} label={say("community.ties")} />
				) : (
					<Empty>
						<p>{say("community.no_ties")}</p>
					</Empty>
				)}
				<TieForm {...props} party={party} />
			</Section>
		</>
	);
}

export function ContactValue({ contact }: { contact: Contact }) {
	if (contact.kind === "phone") return <Phone number={contact.value} />;
	if (contact.kind === "email") return <a href={`mailto:${encodeURIComponent(contact.value)}`}>{contact.value}</a>;
	return <>{contact.value}</>;
}

function Contacts(props: Props) {
	const { view, whole } = props;
	const { say } = view;
	const { party, contacts, agreements } = whole;
	if (party.kind !== "person" && party.kind !== "organisation") return null;
	const mayKeep =
		party.kind === "organisation" || agreements.some((a) => a.purpose === "contact" && isStanding(a, props.today));
	return (
		<Section id="contacts" title={say("community.contacts")}>
			{contacts.length > 0 && (
				<Entries
					label={say("community.contacts")}
					items={contacts.map((contact) => ({
						key: contact.id,
						title: <ContactValue contact={contact} />,
						line: say(`community.contact_${contact.kind}`),
						actions: (
							<form method="post" action={`/community/contacts/${contact.id}/end`}>
								<Button quiet>{say("community.contact_end", { kind: contact.kind })}</Button>
							</form>
						),
					}))}
				/>
			)}
			{mayKeep || props.sent?.name === "contact" ? (
				<ContactForm {...props} party={party} />
			) : (
				<p class="soft">{say("community.contact_agreement_first")}</p>
			)}
		</Section>
	);
}

/** What was agreed to and what no longer is; withdrawing stands beside each. */
export function AgreementEntries({
	view,
	agreements,
	withdraw,
}: {
	view: View;
	agreements: readonly Agreement[];
	withdraw: (agreement: Agreement) => ComponentChildren;
}) {
	const { say } = view;
	return (
		<Entries
			label={say("community.agreements")}
			items={agreements.map((agreement) => ({
				key: agreement.id,
				title: say(`community.purpose_${agreement.purpose}`),
				line: answerLine(view, agreement),
				actions: agreement.withdrawnOn ? undefined : withdraw(agreement),
			}))}
		/>
	);
}

function Agreements(props: Props) {
	const { view, whole } = props;
	const { say } = view;
	const { party, agreements } = whole;
	return (
		<Section id="agreements" title={say("community.agreements")}>
			{agreements.length > 0 ? (
				<AgreementEntries
					view={view}
					agreements={agreements}
					withdraw={(agreement) => (
						<LinkButton href={`/community/agreements/${agreement.id}`} quiet>
							{say("community.withdraw_open", { purpose: agreement.purpose })}
						</LinkButton>
					)}
				/>
			) : (
				<p class="soft">{say("community.no_agreements")}</p>
			)}
			<Actions>
				<LinkButton href={`${pathOf(party)}/agreements`} quiet>
					{say("ledger.all")}
				</LinkButton>
				<LinkButton href={`${pathOf(party)}/agreements/new?purpose=contact`}>{say("ledger.new_link")}</LinkButton>
			</Actions>
			<ForwardForm {...props} party={party} />
		</Section>
	);
}

function Grounds(props: Props) {
	const { view, whole } = props;
	const { say, language } = view;
	const { party, grounds } = whole;
	if (party.level !== "description" && grounds.length === 0) return null;
	return (
		<Section id="grounds" title={say("forgetting.grounds")}>
			{grounds.length > 0 && (
				<Entries
					label={say("forgetting.grounds")}
					items={grounds.map((ground) => ({
						key: ground.id,
						title: ground.words,
						line: [
							say("community.since", { day: dateInWords(language, ground.since) }),
							ground.endedOn && say("community.until", { day: dateInWords(language, ground.endedOn) }),
						]
							.filter(Boolean)
							.join(" · "),
						actions: ground.endedOn ? undefined : (
							<form method="post" action={`/community/grounds/${ground.id}/end`}>
								<Button quiet>{say("forgetting.ground_end", { words: ground.words })}</Button>
							</form>
						),
					}))}
				/>
			)}
			<GroundForm {...props} party={party} />
		</Section>
	);
}

/** Who stands behind this page while the two are one; separating is always possible. */
function Behind({ view, whole }: Props) {
	const { say, language } = view;
	const { behind } = whole;
	if (behind.length === 0) return null;
	return (
		<Section id="same" title={say("same.behind")}>
			<Entries
				label={say("same.behind")}
				items={behind.map((merge) => ({
					key: merge.id,
					title: merge.goneLabel ?? say("same.somebody"),
					line: say("same.merged_on", { day: dateInWords(language, merge.mergedOn) }),
					actions: (
						<form method="post" action={`/community/same/${merge.id}/separate`}>
							<Button quiet>{say("same.separate", { label: merge.goneLabel ?? say("same.somebody") })}</Button>
						</form>
					),
				}))}
			/>
		</Section>
	);
}

/** The page of one party: what the community knows, and what can be added to it. */
export function PartyPage(props: Props) {
	const { view, whole } = props;
	const { say } = view;
	const { party, inside } = whole;
	return (
		<Page view={view} title={whole.calledApart ?? calledIn(party)} place="community" lead={leadOf(view, party)}>
			{party.protected && (
				<p class="done">
					<strong>{say("safe.in_person")}</strong> {say("safe.in_person_what")}
				</p>
			)}
			{whole.safe && <SafeCard view={view} safe={whole.safe} />}
			{party.kind === "person" && (
				<SafeForm
					view={view}
					form={props.sent?.name === "safe" ? props.sent.form : emptyForm}
					safe={whole.safe}
					action={`${pathOf(party)}/safe`}
					isOwn={false}
					open={props.sent?.name === "safe"}
				/>
			)}
			{party.placeId && party.placeLabel && (
				<p>
					{say(party.kind === "place" ? "community.around" : "community.at_place")}{" "}
					<a href={pathOf({ kind: "place", id: party.placeId })}>{party.placeLabel}</a>
				</p>
			)}
			{party.kind === "person" && (
				<p class="row">
					<a href={`/listening/notes?about=${party.id}`}>{say("community.its_notes")}</a>
					<a href={`/exchange/acts?person=${party.id}`}>{say("community.its_acts")}</a>
					<a href={`/network/circle/${party.id}`}>{say("community.its_circle")}</a>
					{view.actor.role === "facilitator" && (
						<a href={`/referrals/new?person=${party.id}`}>{say("referrals.person_link")}</a>
					)}
					<a href={`/publication/hours/${party.id}`}>{say("hours.sheet_title")}</a>
					<a href={`/rights/persons/${party.id}`}>{say("rights.link_person")}</a>
					<a href={`${pathOf(party)}/readings`}>{say("readings.print_link")}</a>
				</p>
			)}
			{party.kind === "place" && (
				<p>
					<a href={`/publication/places/${party.id}/map`}>{say("pins.link")}</a>
				</p>
			)}
			{party.kind === "household" && (
				<p>
					<a href={`/network/circle/household/${party.id}`}>{say("community.its_circles")}</a>
				</p>
			)}
			{whole.outline && <OutlineFigure view={view} outline={whole.outline} place={party.label} />}
			<Actions>
				<LinkButton href={`${pathOf(party)}/correct`} quiet>
					{say("community.correct_link")}
				</LinkButton>
			</Actions>
			<TieSections {...props} />
			{party.kind === "place" && inside.length > 0 && (
				<Section id="inside" title={say("community.inside")}>
					<Entries
						label={say("community.inside")}
						items={inside.map((p) => ({
							key: p.id,
							title: <a href={pathOf(p)}>{p.label}</a>,
							line: say(`community.kind_${p.kind}`),
						}))}
					/>
				</Section>
			)}
			<Contacts {...props} />
			{party.kind === "person" && <Agreements {...props} />}
			{party.kind === "person" && <Grounds {...props} />}
			{!party.leftOn && <LeftForm {...props} party={party} />}
			{party.kind === "person" && <ProtectionForm view={view} id={party.id} isProtected={Boolean(party.protected)} />}
			{!party.protected && <SameForm {...props} party={party} />}
			{party.kind === "person" && (
				<p>
					<a href={`/community/persons/${party.id}/erasure`}>{view.say("erasure.link")}</a>
				</p>
			)}
			<Behind {...props} />
		</Page>
	);
}
