import type { ComponentChildren } from "preact";
import { newId } from "../../../core/ids.ts";
import {
	Button,
	Chips,
	ErrorSummary,
	Form,
	PartyPicker,
	Readers,
	Select,
	TextField,
	Tick,
} from "../../../ui/components.tsx";
import { emptyForm, type FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { LanguageField, UntilAndMinor } from "../agreements/parts.tsx";
import { type Candidate, calledIn, contactKinds, levels, type PartyLine, pathOf, ways } from "../contract.ts";
import { tieChoices } from "../rules.ts";

/** The forms of a party's page. One of them may come back with its errors; the others stay closed. */
export type FormName = "tie" | "contact" | "left" | "forward" | "ground" | "same" | "safe" | "protect";
export type Sent = { name: FormName; form: FormState; candidates?: readonly Candidate[] };
type Props = { view: View; party: PartyLine; sent?: Sent; today: string };

function formOf(sent: Sent | undefined, name: FormName): FormState {
	return sent?.name === name ? sent.form : emptyForm;
}

/** The id the form was first given stays with it, so that sending it again writes once. */
function idOf(sent: Sent | undefined, name: FormName): string {
	const before = sent?.name === name ? sent.form.values.id : undefined;
	return typeof before === "string" && before !== "" ? before : newId();
}

function Fold({ open, title, children }: { open: boolean; title: string; children: ComponentChildren }) {
	return (
		<details class="card" open={open}>
			<summary>{title}</summary>
			{children}
		</details>
	);
}

export function TieForm({ view, party, sent, today }: Props) {
	const { say } = view;
	const form = formOf(sent, "tie");
	const common = { view, form };
	return (
		<Fold open={sent?.name === "tie"} title={say("community.tie_add")}>
			<ErrorSummary {...common} />
			<Form action={`${pathOf(party)}/ties`} id={idOf(sent, "tie")} label={say("community.tie_add")}>
				<Select
					{...common}
					name="seen"
					label={say("community.tie_kind", { label: calledIn(party) })}
					options={tieChoices(party.kind).map(({ kind, end }) => ({
						value: `${kind}.${end}`,
						label: say(`community.seen_${kind}_${end}`),
					}))}
					empty={say("community.tie_choose")}
					required
				/>
				<PartyPicker
					{...common}
					name="other"
					kinds="person,household,group,organisation,place"
					label={say("community.tie_other")}
					hint={say("community.tie_other_hint")}
					candidates={sent?.name === "tie" ? sent.candidates : undefined}
					required
				/>
				<TextField
					{...common}
					name="doing"
					label={say("community.doing")}
					hint={say("community.doing_hint")}
					maxLength={200}
				/>
				<TextField {...common} name="since" type="date" label={say("community.tie_since")} value={today} max={today} />
				<Chips
					{...common}
					name="said"
					label={say("community.said")}
					options={(["self", "them", "both", "somebody_else", "seen"] as const).map((value) => ({
						value,
						label: say(`community.said_form_${value}`, { label: calledIn(party) }),
					}))}
					required
				/>
				<Tick
					{...common}
					name="existedBefore"
					label={say("community.tie_existed_before")}
					hint={say("community.existed_before_hint")}
				/>
				<Readers>{say("community.readers")}</Readers>
				<Button>{say("community.tie_save")}</Button>
			</Form>
		</Fold>
	);
}

export function ContactForm({ view, party, sent }: Props) {
	const { say } = view;
	const form = formOf(sent, "contact");
	return (
		<Fold open={sent?.name === "contact"} title={say("community.contact_add")}>
			<ErrorSummary view={view} form={form} />
			<Form action={`${pathOf(party)}/contacts`} id={idOf(sent, "contact")} label={say("community.contact_add")}>
				<Chips
					view={view}
					form={form}
					name="contactKind"
					label={say("community.contact_kind")}
					options={contactKinds.map((value) => ({ value, label: say(`community.contact_${value}`) }))}
					value="phone"
					required
				/>
				<TextField
					view={view}
					form={form}
					name="value"
					label={say("community.contact_value")}
					maxLength={200}
					required
				/>
				<Readers>{say("community.contact_readers")}</Readers>
				<LegalGround view={view} purpose="contacts" />
				<Button>{say("community.contact_save")}</Button>
			</Form>
		</Fold>
	);
}

export function LeftForm({ view, party, sent, today }: Props) {
	const { say } = view;
	const form = formOf(sent, "left");
	return (
		<Fold open={sent?.name === "left"} title={say(`community.left_${party.kind}`)}>
			<ErrorSummary view={view} form={form} />
			<Form action={`${pathOf(party)}/left`} label={say(`community.left_${party.kind}`)}>
				<TextField
					view={view}
					form={form}
					name="leftOn"
					type="date"
					label={say("community.left_on")}
					hint={say("community.left_hint")}
					value={today}
					min={party.knownSince}
					max={today}
					required
				/>
				<Button quiet>{say("community.left_save")}</Button>
			</Form>
		</Fold>
	);
}

export function ForwardForm({ view, party, sent, today }: Props) {
	const { say } = view;
	const ahead = levels.slice(levels.indexOf(party.level ?? "name") + 1);
	if (ahead.length === 0) return null;
	const form = formOf(sent, "forward");
	const common = { view, form };
	return (
		<Fold open={sent?.name === "forward"} title={say("community.forward")}>
			<ErrorSummary {...common} />
			<Form action={`${pathOf(party)}/forward`} label={say("community.forward")}>
				<p class="hint">{say("community.forward_hint")}</p>
				<Chips
					{...common}
					name="level"
					label={say("community.level_next")}
					options={ahead.map((value) => ({ value, label: say(`community.level_${value}`) }))}
					value={ahead.length === 1 ? ahead[0] : undefined}
					required
				/>
				<TextField {...common} name="label" label={say("community.forward_label")} maxLength={120} required />
				<Chips
					{...common}
					name="agreedHow"
					label={say("community.agreed_how")}
					options={ways.map((value) => ({ value, label: say(`community.way_${value}`) }))}
					required
				/>
				<TextField
					{...common}
					name="agreedOn"
					type="date"
					label={say("community.agreed_on")}
					value={today}
					max={today}
				/>
				<LanguageField {...common} />
				<UntilAndMinor {...common} min={today} />
				<p>
					<a href={`${pathOf(party)}/agreements/sheet?purpose=${ahead.at(-1)}`}>{say("ledger.sheet_link")}</a>
				</p>
				<Readers>{say("community.readers")}</Readers>
				<LegalGround view={view} purpose="community" />
				<Button>{say("community.forward_save")}</Button>
			</Form>
		</Fold>
	);
}

/** «It is the same as…», for two that nobody proposes: the next page shows both before anything is done. */
export function SameForm({ view, party, sent }: Props) {
	const { say } = view;
	const form = formOf(sent, "same");
	const title = say("same.as", { kind: party.kind });
	return (
		<Fold open={sent?.name === "same"} title={title}>
			<ErrorSummary view={view} form={form} />
			<Form action={`${pathOf(party)}/same`} label={title}>
				<PartyPicker
					view={view}
					form={form}
					name="same"
					kinds={party.kind}
					label={say("same.as_other")}
					hint={say("same.as_hint")}
					candidates={sent?.name === "same" ? sent.candidates : undefined}
					required
				/>
				<Button quiet>{say("same.as_look")}</Button>
			</Form>
		</Fold>
	);
}

/** A legal ground on which somebody is kept here without having agreed. */
export function GroundForm({ view, party, sent, today }: Props) {
	const { say } = view;
	const form = formOf(sent, "ground");
	return (
		<Fold open={sent?.name === "ground"} title={say("forgetting.ground_add")}>
			<ErrorSummary view={view} form={form} />
			<Form action={`${pathOf(party)}/grounds`} id={idOf(sent, "ground")} label={say("forgetting.ground_add")}>
				<TextField
					view={view}
					form={form}
					name="words"
					label={say("forgetting.ground_words")}
					hint={say("forgetting.ground_hint")}
					maxLength={300}
					required
				/>
				<TextField
					view={view}
					form={form}
					name="validFrom"
					type="date"
					label={say("forgetting.ground_since")}
					value={today}
				/>
				<Readers>{say("forgetting.ground_readers")}</Readers>
				<Button quiet>{say("forgetting.ground_save")}</Button>
			</Form>
		</Fold>
	);
}
