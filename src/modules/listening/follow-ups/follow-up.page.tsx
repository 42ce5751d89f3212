import { newId } from "../../../core/ids.ts";
import { addDays, dayOf } from "../../../core/period.ts";
import {
	Button,
	ErrorSummary,
	Form,
	type Knot,
	Readers,
	Select,
	TextArea,
	TextField,
	Thread,
} from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { emptyForm, type FormState, typedValue } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Sections, when } from "../words.tsx";
import type { FollowUpOnPage } from "./steps/service.ts";

/** What can be said of a follow-up; `name` is that of the form which came back with errors. */
export const followUpWays = ["done", "partly", "hand-over", "move", "let-go"] as const;
export type FollowUpWay = (typeof followUpWays)[number];
type Props = { view: View; followUp: FollowUpOnPage; form: FormState; way?: FollowUpWay };

/** One follow-up: where it stands, what can become of it, and its history. */
export function FollowUpPage({ view, followUp: f, form, way }: Props) {
	const { say } = view;
	const today = dayOf(view.now);
	const origin = f.need ? `/listening/needs/${f.need}` : f.note ? `/listening/notes/${f.note}` : undefined;
	const state = f.ending
		? say(`listening.step_${f.ending}`)
		: say(f.dueOn < today ? "listening.due_since" : "listening.due_by", { day: when(view, f.dueOn) });
	return (
		<Page
			view={view}
			place="listening"
			title={f.what}
			lead={[state, f.aboutLabel, f.assignedName].filter(Boolean).join(" · ")}
		>
			<Sections view={view} current="follow-ups" />
			<ErrorSummary view={view} form={form} />
			{origin && (
				<p>
					<a href={origin}>{say(f.need ? "listening.follow_up_need" : "listening.follow_up_note")}</a>
				</p>
			)}
			{!f.ending && (
				<>
					<h2>{say("listening.how_went")}</h2>
					{followUpWays.map((one) => (
						<Way
							key={one}
							view={view}
							followUp={f}
							way={one}
							form={one === way ? form : emptyForm}
							open={one === way}
						/>
					))}
				</>
			)}
			<History view={view} followUp={f} />
		</Page>
	);
}

/** One way on: closed until it is chosen, so that the page has one question at a time. Ids of fields are the way's own. */
function Way({ view, followUp: f, way, form, open }: Omit<Props, "way"> & { way: FollowUpWay; open: boolean }) {
	const { say } = view;
	if (way === "hand-over" && f.colleagues.length === 0) return null;
	const today = dayOf(view.now);
	const late = f.dueOn < today;
	const label = say(`listening.way_${way.replace("-", "_")}${way === "done" && late ? "_late" : ""}`);
	const common = { view, form };
	return (
		<details open={open || undefined}>
			<summary>{label}</summary>
			<Form
				action={`/listening/follow-ups/${f.id}/${way}`}
				label={label}
				id={way === "partly" ? typedValue(form, "id") || newId() : undefined}
			>
				{way === "done" && <TextField {...common} name="outcome" label={say("listening.outcome")} maxLength={500} />}
				{way === "partly" && (
					<>
						<TextField {...common} name="partly" label={say("listening.outcome")} maxLength={500} />
						<TextField
							{...common}
							name="remains"
							label={say("listening.remains")}
							value={f.what}
							maxLength={300}
							required
						/>
						<TextField
							{...common}
							name="remainsBy"
							type="date"
							min={today}
							value={addDays(today, 7)}
							label={say("listening.due_on")}
							required
						/>
					</>
				)}
				{way === "hand-over" && (
					<>
						<Select
							{...common}
							name="assignedTo"
							label={say("listening.assigned_to")}
							options={f.colleagues.map((c) => ({ value: c.id, label: c.name }))}
							empty="–"
							required
						/>
						<TextField {...common} name="words" label={say("listening.to_know")} maxLength={500} />
					</>
				)}
				{way === "move" && (
					<TextField
						{...common}
						name="dueOn"
						type="date"
						min={today}
						value={addDays(today, 7)}
						label={say("listening.move_to")}
						required
					/>
				)}
				{way === "let-go" && (
					<TextArea {...common} name="reason" label={say("listening.reason")} rows={2} maxLength={500} required />
				)}
				<Readers>{say("listening.readers")}</Readers>
				<Button>{say(`listening.save_${way.replace("-", "_")}`)}</Button>
			</Form>
		</details>
	);
}

/** What became of it so far, the first step first. */
function History({ view, followUp: f }: { view: View; followUp: FollowUpOnPage }) {
	const { say, language } = view;
	if (f.steps.length === 0) return null;
	const knots = f.steps.map((s): Knot => {
		const at = new Date(s.at);
		const what = say(`listening.step_${s.kind}`);
		const line = [
			s.kind === "handed_over" &&
				s.afterName &&
				say("listening.from_to", { from: s.beforeName ?? say("ui.unknown_account"), to: s.afterName }),
			s.kind === "partly" && `«${s.whatBefore}»`,
			(s.kind === "moved" || s.kind === "partly") &&
				say("listening.was_due", { day: dateInWords(language, s.dueBefore) }),
			s.words,
			s.byName,
		];
		return {
			key: s.id,
			done: true,
			when: dateInWords(language, dayOf(at)),
			title: what,
			line: line.filter(Boolean).join(" · "),
		};
	});
	return (
		<>
			<h2>{say("listening.history")}</h2>
			<Thread knots={knots} label={say("listening.history")} />
		</>
	);
}
