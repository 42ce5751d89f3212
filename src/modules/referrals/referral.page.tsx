import { Actions, Card, Entries, LinkButton, Phone, Readers } from "../../ui/components.tsx";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { calledIn, pathOf } from "../community/contract.ts";
import type { Field } from "./contract.ts";
import {
	allowed,
	BasisLine,
	Calls,
	Companions,
	DeskReads,
	kindKey,
	Path,
	Section,
	StepButton,
	stateInWords,
	Words,
} from "./parts.tsx";
import type { Opened } from "./reading/service.ts";
import { isWritable } from "./rules.ts";

type Props = { view: View; whole: Opened; error?: string };

/** One referral, to whoever hands it over or to the desk. */
export function ReferralPage(props: Props) {
	const isDesk = props.view.actor.role !== "facilitator";
	return isDesk ? <AtDesk {...props} /> : <InHand {...props} />;
}

function titleOf({ view, whole }: Props): string {
	const { person, referral } = whole;
	const name = person ? calledIn(person) : whole.fields.find(({ key }) => key === "name")?.text;
	return name ? view.say(`${kindKey(referral)}_of`, { name }) : view.say(kindKey(referral));
}

function baseOf({ whole }: Props): string {
	return `/referrals/${whole.referral.id}`;
}

/** Why what was asked did not happen, over everything else. */
function Refusal({ view, error }: { view: View; error?: string }) {
	if (!error) return null;
	return (
		<div class="error-summary" role="alert" tabIndex={-1} id="errors">
			<p>{view.say(error)}</p>
		</div>
	);
}

/** What is urgent: whom to call, before anything else is read. */
function CallFirst({ view, whole }: Props) {
	const { say } = view;
	if (!whole.referral.urgent) return null;
	return (
		<section class="urgent-path" aria-labelledby="call">
			<h2 id="call">{say("referrals.call_first")}</h2>
			<p>
				<a class="button button-urgent" href="tel:112">
					{say("referrals.call_112")}
				</a>
			</p>
			{whole.phones.map(({ label, phone }) => (
				<p key={`${label} ${phone}`}>
					{label}: <Phone number={phone} />
				</p>
			))}
		</section>
	);
}

function InHand(props: Props) {
	const { view, whole, error } = props;
	const { say } = view;
	const { referral, person } = whole;
	const base = baseOf(props);
	const ended = referral.state === "closed" || referral.state === "revoked";
	return (
		<Page view={view} title={titleOf(props)} lead={stateInWords(view, referral, "facilitator")}>
			<Refusal view={view} error={error} />
			<CallFirst {...props} />
			{person && (
				<p class="row">
					<a href={pathOf(person)}>{say("community.back_to", { label: calledIn(person) })}</a>
					<a href="/referrals">{say("referrals.back_to_list")}</a>
				</p>
			)}
			<FacilitatorActs {...props} />
			<Words view={view} words={whole.words} />
			<Fields {...props} />
			<Calls view={view} calls={whole.calls}>
				{!ended && (
					<p>
						<a href={`${base}/calls`}>{say("referrals.add_call")}</a>
					</p>
				)}
			</Calls>
			<Companions
				view={view}
				companions={whole.companions}
				after={(one) =>
					!ended && (
						<form method="post" action={`${base}/companions/${one.id}/remove`}>
							<button type="submit" class="link">
								{say("referrals.remove_companion", { name: one.name })}
							</button>
						</form>
					)
				}
			>
				{!ended && (
					<p>
						<a href={`${base}/companions`}>{say("referrals.add_companion")}</a>
					</p>
				)}
			</Companions>
			<Path view={view} referral={referral} steps={whole.steps} />
		</Page>
	);
}

/** What to do now, for whoever hands it over. */
function FacilitatorActs(props: Props) {
	const { view, whole } = props;
	const { say } = view;
	const { referral, fields } = whole;
	const base = baseOf(props);
	const may = allowed(referral, "facilitator");
	const { version, chosenDeskId, deskName } = referral;
	const go = (verb: string, label: string, quiet?: boolean) => (
		<StepButton view={view} action={`${base}/${verb}`} version={version} label={say(label)} quiet={quiet} />
	);
	const ready = chosenDeskId !== null && fields.some(({ shared }) => shared);
	return (
		<Card labelledBy="now">
			<h2 id="now">{say("referrals.now")}</h2>
			<p>{say(`referrals.now_${referral.state}`)}</p>
			<BasisLine view={view} referral={referral} words={whole.words} />
			{referral.state === "draft" && (
				<p>
					{deskName ? say("referrals.desk_chosen", { desk: deskName }) : say("referrals.desk_none")}{" "}
					<a href={`${base}/desk`}>{say(deskName ? "referrals.change_desk" : "referrals.choose_desk")}</a>
				</p>
			)}
			{whole.byLink && referral.isOpen && (
				<p>
					{say("referrals.by_link")} <a href={`${base}/link`}>{say("desklink.page_title")}</a>
				</p>
			)}
			{fields.some(({ shared }) => shared) && (
				<p>
					<a href={`${base}/preview`}>{say("referrals.preview")}</a>
				</p>
			)}
			<Actions>
				{may("close") && go("close", "referrals.do_close", referral.state !== "concluded")}
				{may("revoke") && <StepButton view={view} action={`${base}/revoke`} label={say("referrals.do_revoke")} quiet />}
				{may("redraft") && go("redraft", "referrals.do_redraft", true)}
				{may("ground") && ready && (
					<LinkButton href={`${base}/ground`} quiet>
						{say("referrals.do_ground")}
					</LinkButton>
				)}
				{may("reopen") && (
					<LinkButton href={`${base}/reopen`} quiet>
						{say("referrals.do_reopen")}
					</LinkButton>
				)}
				{may("agree") && <LinkButton href={`${base}/agree`}>{say("referrals.do_agree")}</LinkButton>}
				{may("offer") && ready && go("offer", "referrals.do_offer")}
				{may("send") && go("send", "referrals.do_send")}
			</Actions>
		</Card>
	);
}

/** What leaves and what does not, each with the way to change it while it is written. */
function Fields(props: Props) {
	const { view, whole } = props;
	const { say } = view;
	const { fields, referral } = whole;
	const base = baseOf(props);
	const writable = isWritable(referral.state);
	const shared = fields.filter((field) => field.shared);
	const kept = fields.filter((field) => !field.shared);
	const entry = (field: Field) => ({
		key: field.key,
		title: say(`referrals.field_${field.key}`),
		line: (
			<>
				<span class="pre">{field.text}</span>
				{referral.state === "returned" && field.shared && !field.left && <em> {say("referrals.not_left")}</em>}
			</>
		),
		actions: writable && (
			<>
				<a href={`${base}/fields?key=${field.key}`}>
					{say("referrals.change_field", { field: say(`referrals.field_${field.key}`) })}
				</a>
				<form method="post" action={`${base}/fields/remove`}>
					<input type="hidden" name="version" value={referral.version} />
					<input type="hidden" name="key" value={field.key} />
					<button type="submit" class="link">
						{say("referrals.remove_field", { field: say(`referrals.field_${field.key}`) })}
					</button>
				</form>
			</>
		),
	});
	return (
		<Section id="fields" title={say("referrals.desk_reads")}>
			{shared.length > 0 ? (
				<Entries label={say("referrals.desk_reads")} items={shared.map(entry)} />
			) : (
				<p>{say("referrals.nothing_shared")}</p>
			)}
			<Readers>{say(referral.isOpen ? "referrals.readers_open" : "referrals.readers_draft")}</Readers>
			{kept.length > 0 && (
				<>
					<h3>{say("referrals.stays_here")}</h3>
					<Entries label={say("referrals.stays_here")} items={kept.map(entry)} />
				</>
			)}
			{writable && (
				<p>
					<a href={`${base}/fields`}>{say("referrals.add_field")}</a>
				</p>
			)}
		</Section>
	);
}

function AtDesk(props: Props) {
	const { view, whole, error } = props;
	const { say } = view;
	const { referral } = whole;
	return (
		<Page view={view} title={titleOf(props)} lead={stateInWords(view, referral, "desk")}>
			<Refusal view={view} error={error} />
			{referral.urgent && <p class="error">{say("referrals.urgent_desk")}</p>}
			<p>{say("referrals.from", { who: whole.facilitator, neighbourhood: whole.neighbourhood })}</p>
			<BasisLine view={view} referral={referral} words={whole.words} />
			<DeskActs view={view} whole={whole} base={baseOf(props)} />
			<DeskBody view={view} whole={whole} />
		</Page>
	);
}

/** What a desk reads of a referral: what was sent, what was said, who goes along, how far it is. */
export function DeskBody({ view, whole }: { view: View; whole: Opened }) {
	const { say } = view;
	return (
		<>
			<Section id="sent" title={say("referrals.was_sent")}>
				<DeskReads view={view} fields={whole.fields} />
			</Section>
			<Words view={view} words={whole.words} />
			<Calls view={view} calls={whole.calls} />
			<Companions view={view} companions={whole.companions} />
			<Path view={view} referral={whole.referral} steps={whole.steps} />
		</>
	);
}

/** What a desk can do now. `base`: where its steps are. */
export function DeskActs({ view, whole, base }: { view: View; whole: Opened; base: string }) {
	const { say } = view;
	const { referral, taker } = whole;
	const may = allowed(referral, "desk");
	const { version } = referral;
	const go = (verb: string, label: string) => (
		<StepButton view={view} action={`${base}/${verb}`} version={version} label={say(label)} urgent={referral.urgent} />
	);
	return (
		<Card labelledBy="now">
			<h2 id="now">{say("referrals.now")}</h2>
			<p>{say(`referrals.desk_now_${referral.state}`)}</p>
			{taker && <p>{say("referrals.taken_by", { who: taker })}</p>}
			<Actions>
				<LinkButton href={`${base}/note`} quiet>
					{say("referrals.do_note")}
				</LinkButton>
				{may("decline") && (
					<LinkButton href={`${base}/decline`} quiet>
						{say("referrals.do_decline")}
					</LinkButton>
				)}
				{may("returnForMore") && (
					<LinkButton href={`${base}/return`} quiet>
						{say("referrals.do_return")}
					</LinkButton>
				)}
				{may("receive") && go("receive", "referrals.do_receive")}
				{may("accept") && go("accept", "referrals.do_accept")}
				{may("begin") && go("begin", "referrals.do_begin")}
				{may("conclude") && <LinkButton href={`${base}/conclude`}>{say("referrals.do_conclude")}</LinkButton>}
			</Actions>
		</Card>
	);
}

/** Exactly what the desk would read, to lay before the person or to print. */
export function PreviewPage({ view, whole }: Props) {
	const { say } = view;
	const { referral } = whole;
	return (
		<Page
			view={view}
			title={say("referrals.preview_title")}
			lead={say("referrals.preview_lead", { desk: referral.deskName ?? say("referrals.no_desk_yet") })}
		>
			<p class="screen-only">
				<a href={`/referrals/${referral.id}`}>{say("referrals.back_to_one")}</a>
			</p>
			<p>{say("referrals.from", { who: whole.facilitator, neighbourhood: whole.neighbourhood })}</p>
			<Section id="sent" title={say("referrals.would_read")}>
				<DeskReads view={view} fields={whole.fields.filter(({ shared }) => shared)} />
			</Section>
			<Calls view={view} calls={whole.calls} />
			<Companions view={view} companions={whole.companions} />
			<p>{say("referrals.preview_rights")}</p>
		</Page>
	);
}
