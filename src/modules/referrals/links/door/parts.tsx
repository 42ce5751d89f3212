import type { ComponentChildren } from "preact";
import { dayOf } from "../../../../core/period.ts";
import {
	Actions,
	Button,
	Card,
	Entries,
	ErrorSummary,
	Form,
	Phone,
	Readers,
	TextArea,
	TextField,
} from "../../../../ui/components.tsx";
import { dateInWords } from "../../../../ui/dates.ts";
import type { FormState } from "../../../../ui/form.ts";
import type { View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import type { Referral, Verb } from "../../contract.ts";
import type { Opened } from "../../reading/service.ts";
import { can } from "../../rules.ts";
import type { OpenLink } from "./service.ts";

type Props = { view: View; link: OpenLink };

/** A link that opens nothing: whom to phone, and nothing else. */
export function GonePage({ view, link }: Props) {
	const { say } = view;
	return (
		<Page view={view} square={link} title={say("desklink.gone_title")}>
			<p>
				{say("desklink.gone", { place: link.name })} <Phone number={link.phone} />
			</p>
		</Page>
	);
}

/** Asks for the code that was said on the phone. Nothing of the referral is here yet. */
export function CodePage({ view, link, form, left }: Props & { form: FormState; left?: number }) {
	const { say } = view;
	return (
		<Page view={view} square={link} title={say("desklink.code_title")} lead={say("desklink.code_lead")}>
			<ErrorSummary view={view} form={form} />
			{left !== undefined && <p>{say("desklink.left", { n: left })}</p>}
			<Form action={`/referrals/link/${link.token}`} label={say("desklink.code_title")}>
				<TextField
					view={view}
					form={form}
					name="code"
					label={say("desklink.code")}
					hint={say("desklink.code_hint")}
					inputMode="numeric"
					autocomplete="one-time-code"
					maxLength={12}
					required
				/>
				<Readers>{say("desklink.recorded")}</Readers>
				<Actions>
					<Button>{say("desklink.open")}</Button>
				</Actions>
			</Form>
			<p>
				{say("desklink.no_code", { place: link.name })} <Phone number={link.phone} />
			</p>
		</Page>
	);
}

type WholeProps = Props & { opened: Opened; form: FormState };

/** The referral, as far as the desk reads it, and what the desk can do now. */
export function DeskReferralPage({ view, link, opened, form }: WholeProps) {
	const { say, language } = view;
	const { referral, fields, companions, calls } = opened;
	const sent = "sentAt" in referral ? say("desklink.sent", { day: dateInWords(language, dayOf(referral.sentAt)) }) : "";
	return (
		<Page view={view} square={link} title={say("desklink.title", { desk: link.deskName })} lead={sent}>
			<ErrorSummary view={view} form={form} />
			{referral.urgent && <p class="sentence">{say("desklink.urgent")}</p>}
			<p>{say(`desklink.state_${referral.state}`)}</p>
			<Card labelledBy="shared">
				<h2 id="shared">{say("desklink.shared")}</h2>
				<Entries items={fields.map(({ key, text }) => ({ key, title: say(`desklink.field_${key}`), line: text }))} />
				{companions.length > 0 && (
					<p>{say("desklink.companions", { names: companions.map(({ name }) => name).join(", ") })}</p>
				)}
				{calls.length > 0 && <p>{say("desklink.calls", { names: calls.map(({ who }) => who).join(", ") })}</p>}
			</Card>
			<Said {...{ view, opened }} />
			<Doing {...{ view, link, referral, form }} />
			<p>
				{say("desklink.ask", { place: link.name })} <Phone number={link.phone} />
			</p>
			<Form action={`/referrals/link/${link.token}/leave`}>
				<Button quiet>{say("desklink.leave")}</Button>
			</Form>
		</Page>
	);
}

/** What was said on both sides so far. */
function Said({ view: { say, language }, opened: { words } }: { view: View; opened: Opened }) {
	if (words.length === 0) return null;
	return (
		<section aria-labelledby="said">
			<h2 id="said">{say("desklink.said")}</h2>
			<Entries
				items={words.map(({ id, kind, text, at }) => ({
					key: id,
					title: text,
					line: `${say(`desklink.word_${kind}`)} · ${dateInWords(language, dayOf(at))}`,
				}))}
			/>
		</section>
	);
}

type DoingProps = Props & { referral: Referral; form: FormState };

/** What the desk can do now: one thing at a time, each with what it means. */
function Doing({ view, link, referral, form }: DoingProps) {
	const { say } = view;
	const basis = "basis" in referral ? referral.basis.kind : undefined;
	const may = (verb: Verb) => can(verb, "desk", { state: referral.state, basis });
	const version = <input type="hidden" name="version" value={referral.version} />;
	const act = (name: string, children: ComponentChildren, quiet = false) => (
		<section aria-labelledby={name}>
			<h2 id={name}>{say(`desklink.${name}_title`)}</h2>
			<p>{say(`desklink.${name}_why`)}</p>
			<Form action={`/referrals/link/${link.token}/${name}`} label={say(`desklink.${name}_title`)}>
				{version}
				{children}
				<Button quiet={quiet}>{say(`desklink.${name}`)}</Button>
			</Form>
		</section>
	);
	const words = (name: string, key = "words") => (
		<TextArea
			view={view}
			form={form}
			name={key}
			label={say(`desklink.${name}_words`)}
			rows={4}
			maxLength={2000}
			required
		/>
	);
	return (
		<>
			{may("receive") && act("receive", null)}
			{may("accept") && act("accept", null)}
			{may("begin") && act("begin", null)}
			{may("conclude") &&
				act(
					"conclude",
					<>
						{words("conclude", "answer")}
						<Readers>{say("desklink.answer_readers")}</Readers>
						<TextArea
							view={view}
							form={form}
							name="note"
							label={say("desklink.note")}
							hint={say("desklink.note_hint")}
							rows={3}
							maxLength={4000}
						/>
					</>,
				)}
			{may("returnForMore") && act("return", words("return"), true)}
			{may("decline") && act("decline", words("decline"), true)}
		</>
	);
}
