import { newId } from "../../../core/ids.ts";
import { dayOf, timeOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	type Candidate,
	Card,
	ErrorSummary,
	Form,
	LinkButton,
	PartyPicker,
	Readers,
	Select,
	TextField,
	Tick,
} from "../../../ui/components.tsx";
import { type FormState, typedValue, valuesOf } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { MinorsAmong } from "../../../ui/responsible.tsx";
import { type Initiative, type Participant, parts, type Session } from "../contract.ts";
import { sessionWhen, WhenFields } from "./parts.tsx";

/** How many more names fit on the form at once; saving makes room for as many again. */
export const newNames = ["who1", "who2", "who3"] as const;

type Shown = {
	view: View;
	initiative: Initiative;
	session: Session;
	participants: Participant[];
	regulars: { id: string; label: string }[];
	form: FormState;
	met: FormState;
	moved: FormState;
	candidates: Record<string, Candidate[]>;
};

/** One date: who was there, and who came to know whom. */
export function SessionPage(props: Shown) {
	const { view, initiative, session, form, met, moved } = props;
	const { say } = view;
	const base = `/initiatives/${initiative.id}/sessions/${session.id}`;
	return (
		<Page
			view={view}
			place="initiatives"
			title={sessionWhen(view, session)}
			lead={<a href={`/initiatives/${initiative.id}`}>{initiative.title}</a>}
		>
			<ErrorSummary view={view} form={form} />
			<ErrorSummary view={view} form={met} />
			<ErrorSummary view={view} form={moved} />
			<p class="row">
				<LinkButton href={`${base}/joined`} quiet>
					{say("joined.link")}
				</LinkButton>
				<LinkButton href={`${base}/sheet`} quiet>
					{say("initiatives.sheet")}
				</LinkButton>
			</p>
			{session.state === "cancelled" ? (
				<p>{say("initiatives.state_cancelled")}</p>
			) : (
				<AttendanceForm {...props} base={base} />
			)}
			{props.participants.length > 1 && <MetForm {...props} base={base} />}
			{session.state === "planned" && session.startsAt >= view.now && <MoveForm {...props} base={base} />}
			{session.state === "planned" && (
				<Form action={`${base}/state`}>
					<Button quiet name="to" value="cancelled">
						{say("initiatives.cancel_session")}
					</Button>
				</Form>
			)}
			{session.state === "cancelled" && (
				<Form action={`${base}/state`}>
					<Button quiet name="to" value="planned">
						{say("initiatives.plan_again")}
					</Button>
				</Form>
			)}
		</Page>
	);
}

/** Another day, hour or place: whoever has the date in a calendar finds it there. */
function MoveForm({ view, session, moved, base }: Shown & { base: string }) {
	const { say } = view;
	return (
		<details open={Object.keys(moved.errors).length > 0}>
			<summary>{say("initiatives.move_session")}</summary>
			<Form action={`${base}/time`}>
				<WhenFields
					view={view}
					form={moved}
					day={dayOf(session.startsAt)}
					time={timeOf(session.startsAt)}
					minutes={session.minutes}
					placeWords={session.placeWords}
				/>
				<Actions>
					<Readers>{say("initiatives.public_readers")}</Readers>
					<Button>{say("initiatives.move_session_button")}</Button>
				</Actions>
			</Form>
		</details>
	);
}

function AttendanceForm({ view, session, participants, regulars, form, candidates, base }: Shown & { base: string }) {
	const { say } = view;
	const sent = Object.keys(form.values).length > 0;
	const there = new Map<string, string>(
		sent
			? valuesOf(form, "person").map((id) => [id, typedValue(form, `role_${id}`)])
			: participants.map((p) => [p.personId, p.role]),
	);
	const people = [...participants.map((p) => ({ id: p.personId, label: p.label })), ...regulars];
	return (
		<Card>
			<h2>{say("initiatives.who_was_there")}</h2>
			<Form action={`${base}/attendance`}>
				{people.length > 0 && (
					<fieldset class="field">
						<legend>{say("initiatives.known_here")}</legend>
						{people.map((p) => (
							<PersonRow key={p.id} view={view} id={p.id} label={p.label} role={there.get(p.id)} />
						))}
					</fieldset>
				)}
				{newNames.map((name, i) => (
					<PartyPicker
						key={name}
						view={view}
						form={form}
						name={name}
						kinds="person"
						candidates={candidates[name]}
						label={say("initiatives.more_name", { n: i + 1 })}
						hint={i === 0 ? say("initiatives.more_name_hint") : undefined}
					/>
				))}
				<Tick
					view={view}
					form={form}
					name="agreed"
					label={say("initiatives.agreed")}
					hint={say("initiatives.agreed_hint")}
				/>
				<MinorsAmong view={view} form={form} people={[...people, ...Object.values(candidates).flat()]} />
				<TextField
					view={view}
					form={form}
					name="unnamed"
					inputMode="numeric"
					label={say("initiatives.unnamed")}
					hint={say("initiatives.unnamed_hint")}
					value={String(session.unnamed)}
					required
				/>
				<Readers>{say("initiatives.working_readers")}</Readers>
				<LegalGround view={view} purpose="sessions" />
				<Actions>
					<Button>{say("initiatives.save_attendance")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}

function PersonRow({ view, id, label, role }: { view: View; id: string; label: string; role: string | undefined }) {
	const { say } = view;
	return (
		<div class="roster">
			<label class="chip">
				<input type="checkbox" name="person" value={id} checked={role !== undefined} />
				<span>{label}</span>
			</label>
			<select name={`role_${id}`} aria-label={say("initiatives.part_of", { name: label })}>
				{parts.map((part) => (
					<option key={part} value={part} selected={part === (role || "takes_part")}>
						{say(`initiatives.part_${part}`)}
					</option>
				))}
			</select>
		</div>
	);
}

function MetForm({ view, participants, met, base }: Shown & { base: string }) {
	const { say } = view;
	const options = participants.map((p) => ({ value: p.personId, label: p.label }));
	const kinds = ["knows", "neighbour", "friend", "helps", "trusts"].map((kind) => ({
		value: kind,
		label: say(`initiatives.tie_${kind}`),
	}));
	const sayers = ["one", "other", "both"].map((who) => ({ value: who, label: say(`initiatives.said_${who}`) }));
	return (
		<Card>
			<h2>{say("initiatives.met_title")}</h2>
			<p class="soft">{say("initiatives.met_lead")}</p>
			<Form action={`${base}/met`} id={newId()}>
				<Select
					view={view}
					form={met}
					name="one"
					label={say("initiatives.met_one")}
					options={options}
					empty="–"
					required
				/>
				<Select
					view={view}
					form={met}
					name="other"
					label={say("initiatives.met_other")}
					options={options}
					empty="–"
					required
				/>
				<Select view={view} form={met} name="kind" label={say("initiatives.met_kind")} options={kinds} required />
				<Select view={view} form={met} name="saidBy" label={say("initiatives.met_said")} options={sayers} required />
				<Button quiet>{say("initiatives.met_save")}</Button>
			</Form>
		</Card>
	);
}

/** A sheet to print and pass around: a name if one likes, a box for everybody else. */
export function SheetPage({ view, initiative, session }: { view: View; initiative: Initiative; session: Session }) {
	const { say } = view;
	return (
		<Page view={view} place="initiatives" title={initiative.title} lead={sessionWhen(view, session)}>
			<p>{say("initiatives.sheet_lead")}</p>
			<div class="table-wrap">
				<table class="sheet">
					<caption>{say("initiatives.sheet")}</caption>
					<thead>
						<tr>
							<th scope="col">{say("initiatives.sheet_name")}</th>
							<th scope="col">{say("initiatives.sheet_helps")}</th>
						</tr>
					</thead>
					<tbody>
						{Array.from({ length: 20 }, (_, i) => (
							<tr key={i}>
								<td>&nbsp;</td>
								<td>☐</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
			<p>{say("initiatives.sheet_unnamed")} ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐ ☐</p>
		</Page>
	);
}
