import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import {
	Actions,
	Button,
	Chips,
	ErrorSummary,
	Form,
	Readers,
	Select,
	TextArea,
	TextField,
	Tick,
} from "../../ui/components.tsx";
import { type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { LegalGround } from "../../ui/legal-ground.tsx";
import { IfMinor } from "../../ui/responsible.tsx";
import { calledIn, type Party, ways } from "../community/contract.ts";
import { companionKinds, type FieldKey, fieldKeys } from "./contract.ts";
import type { DeskChoice } from "./desks/contract.ts";
import { deskLine } from "./desks/parts.tsx";
import type { Opened } from "./reading/service.ts";

/** One form a page: what a step or a line of a referral needs to be said. */
export const formNames = [
	"fields",
	"desk",
	"calls",
	"companions",
	"note",
	"agree",
	"ground",
	"decline",
	"return",
	"conclude",
	"reopen",
] as const;
export type FormName = (typeof formNames)[number];

type Props = {
	view: View;
	name: FormName;
	whole: Pick<Opened, "referral" | "fields">;
	form: FormState;
	/** Which field is written anew. */
	field?: FieldKey;
	desks?: readonly DeskChoice[];
	/** Where it is sent and whence it came, where that is not the referral's own address. */
	base?: string;
};

export function FormPage(props: Props) {
	const { view, name, whole, form, base = `/referrals/${whole.referral.id}` } = props;
	const { say } = view;
	return (
		<Page view={view} title={say(`referrals.form_${name}`)} lead={say(`referrals.form_${name}_lead`)}>
			<p>
				<a href={base}>{say("referrals.back_to_one")}</a>
			</p>
			<ErrorSummary view={view} form={form} />
			<Form action={`${base}/${name}`} id={withId.includes(name) ? typedValue(form, "id") || newId() : undefined}>
				<input type="hidden" name="version" value={whole.referral.version} />
				{fieldsOf[name](props)}
				<Readers>{say(`referrals.form_${name}_readers`, { desk: whole.referral.deskName ?? "–" })}</Readers>
				<LegalGround view={view} purpose={name === "ground" ? "referral_duty" : "referral_agreed"} />
				<Actions>
					<Button>{say(`referrals.form_${name}_save`)}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

const withId: readonly FormName[] = ["calls", "companions", "note"];

function InWords({ view, form, name }: Props) {
	return (
		<TextArea
			view={view}
			form={form}
			name="words"
			label={view.say(`referrals.form_${name}_words`)}
			rows={4}
			maxLength={2000}
			required
		/>
	);
}

const fieldsOf: Record<FormName, (props: Props) => preact.JSX.Element> = {
	fields: ({ view, form, whole, field }) => {
		const { say } = view;
		const there = whole.fields.find(({ key }) => key === field);
		const free = fieldKeys.filter((key) => key === field || whole.fields.every((one) => one.key !== key));
		return (
			<>
				<Select
					view={view}
					form={form}
					name="key"
					label={say("referrals.what")}
					options={free.map((key) => ({ value: key, label: say(`referrals.field_${key}`) }))}
					value={field}
					required
				/>
				<TextArea
					view={view}
					form={form}
					name="text"
					label={say("referrals.text")}
					hint={say("referrals.text_hint")}
					value={there?.text}
					rows={4}
					maxLength={2000}
					required
				/>
				<Tick
					view={view}
					form={form}
					name="shared"
					label={say("referrals.shared")}
					hint={say("referrals.shared_hint")}
					checked={there?.shared}
				/>
			</>
		);
	},
	desk: ({ view, form, whole, desks = [] }) => (
		<Chips
			view={view}
			form={form}
			name="desk"
			label={view.say("referrals.desk")}
			options={desks.map((desk) => ({ value: desk.id, label: `${desk.name} (${deskLine(view, desk)})` }))}
			value={whole.referral.chosenDeskId ?? undefined}
			required
		/>
	),
	calls: ({ view, form }) => {
		const { say } = view;
		return (
			<>
				<TextField
					view={view}
					form={form}
					name="who"
					label={say("referrals.call_who")}
					hint={say("referrals.call_who_hint")}
					maxLength={200}
					required
				/>
				<Chips
					view={view}
					form={form}
					name="reached"
					label={say("referrals.call_reached")}
					options={[
						{ value: "yes", label: say("referrals.reached") },
						{ value: "no", label: say("referrals.not_reached") },
					]}
					required
				/>
				<TextField
					view={view}
					form={form}
					name="day"
					type="date"
					label={say("referrals.call_day")}
					value={dayOf(view.now)}
					max={dayOf(view.now)}
				/>
				<TextField
					view={view}
					form={form}
					name="time"
					type="time"
					label={say("referrals.call_time")}
					hint={say("referrals.call_time_hint")}
				/>
			</>
		);
	},
	companions: ({ view, form }) => {
		const { say } = view;
		return (
			<>
				<Chips
					view={view}
					form={form}
					name="kind"
					label={say("referrals.companion_kind")}
					options={companionKinds.map((kind) => ({ value: kind, label: say(`referrals.companion_${kind}`) }))}
					required
				/>
				<TextField
					view={view}
					form={form}
					name="name"
					label={say("referrals.companion_name")}
					hint={say("referrals.companion_name_hint")}
					maxLength={80}
					required
				/>
				<TextField view={view} form={form} name="on" type="date" label={say("referrals.companion_on")} />
			</>
		);
	},
	note: ({ view, form }) => (
		<TextArea
			view={view}
			form={form}
			name="note"
			label={view.say("referrals.own_note")}
			rows={5}
			maxLength={4000}
			required
		/>
	),
	agree: ({ view, form }) => {
		const { say } = view;
		return (
			<>
				<Chips
					view={view}
					form={form}
					name="how"
					label={say("referrals.agreed_how")}
					options={ways.map((way) => ({ value: way, label: say(`community.way_${way}`) }))}
					required
				/>
				<TextField
					view={view}
					form={form}
					name="day"
					type="date"
					label={say("referrals.agreed_day")}
					value={dayOf(view.now)}
					max={dayOf(view.now)}
				/>
				<IfMinor view={view} form={form} />
			</>
		);
	},
	ground: ({ view, form }) => {
		const { say } = view;
		return (
			<>
				<TextArea
					view={view}
					form={form}
					name="norm"
					label={say("referrals.norm")}
					hint={say("referrals.norm_hint")}
					rows={3}
					maxLength={500}
					required
				/>
				<Chips
					view={view}
					form={form}
					name="told"
					label={say("referrals.told")}
					hint={say("referrals.told_hint")}
					options={[
						{ value: "yes", label: say("referrals.told_yes") },
						{ value: "no", label: say("referrals.told_no") },
					]}
					required
				/>
			</>
		);
	},
	decline: InWords,
	return: InWords,
	conclude: ({ view, form }) => {
		const { say } = view;
		return (
			<>
				<TextArea
					view={view}
					form={form}
					name="answer"
					label={say("referrals.answer")}
					hint={say("referrals.answer_hint")}
					rows={4}
					maxLength={2000}
					required
				/>
				<TextArea
					view={view}
					form={form}
					name="note"
					label={say("referrals.own_note")}
					hint={say("referrals.own_note_hint")}
					rows={4}
					maxLength={4000}
				/>
			</>
		);
	},
	reopen: InWords,
};

/** A new referral: about whom, and whether it is urgent. Urgent ones begin with whom to call. */
export function NewPage(props: {
	view: View;
	form: FormState;
	person: Party;
	phones: readonly { label: string; phone: string }[];
}) {
	const { view, form, person, phones } = props;
	const { say } = view;
	return (
		<Page view={view} title={say("referrals.new_title", { name: calledIn(person) })} lead={say("referrals.new_lead")}>
			<section class="urgent-path" aria-labelledby="call">
				<h2 id="call">{say("referrals.if_urgent")}</h2>
				<p>
					<a class="button button-urgent" href="tel:112">
						{say("referrals.call_112")}
					</a>
				</p>
				{phones.map(({ label, phone }) => (
					<p key={label}>
						<a class="button button-quiet" href={`tel:${phone.replace(/[^+\d]/g, "")}`}>
							{label}: {phone}
						</a>
					</p>
				))}
			</section>
			<ErrorSummary view={view} form={form} />
			<Form action="/referrals" id={typedValue(form, "id") || newId()}>
				<input type="hidden" name="person" value={person.id} />
				<Tick
					view={view}
					form={form}
					name="urgent"
					label={say("referrals.urgent")}
					hint={say("referrals.urgent_hint")}
				/>
				<Readers>{say("referrals.new_readers")}</Readers>
				<LegalGround view={view} purpose="referral_agreed" />
				<Actions>
					<Button>{say("referrals.begin")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
