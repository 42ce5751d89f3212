import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	Chips,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	ReadBy,
	TextArea,
	TextField,
	Thread,
} from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { emptyForm, type FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import type { AnswerKind } from "../contract.ts";
import { FollowUpsHere } from "../follow-ups/parts.tsx";
import { MeetingsHere } from "../meetings/parts.tsx";
import { whyLine } from "../resources/parts.tsx";
import { endStates, needsReason, nextStates } from "../rules.ts";
import { Sections, underNote } from "../words.tsx";
import { underNeed } from "./list.page.tsx";
import type { NeedOnPage } from "./reading/service.ts";

/** Ids of the forms of the page, made when it is. */
export type NeedForms = { step: string; answer: string };
type Props = { view: View; page: NeedOnPage; ids: NeedForms; stateForm?: FormState; answerForm?: FormState };

/** The life of a need: what was said, what became of it, and what may answer it. */
export function NeedPage({ view, page, ids, stateForm = emptyForm, answerForm = emptyForm }: Props) {
	const { say } = view;
	const { need } = page;
	const open = !endStates.includes(need.state);
	return (
		<Page view={view} place="listening" title={need.title} lead={underNeed(view, need)}>
			<Sections view={view} />
			<ErrorSummary view={view} form={{ values: {}, errors: { ...stateForm.errors, ...answerForm.errors } }} />
			{open && (
				<Actions>
					<LinkButton href={`/initiatives/new?need=${need.id}`}>{say("listening.start_initiative")}</LinkButton>
					<LinkButton href={`/exchange/acts/new?answers=${need.id}`} quiet>
						{say("listening.record_act")}
					</LinkButton>
				</Actions>
			)}
			<History view={view} page={page} />
			<Answers view={view} page={page} ids={ids} form={answerForm} open={open} />
			<h2>{say("listening.need_notes")}</h2>
			<Entries
				label={say("listening.need_notes")}
				items={page.notes.map((n) => ({
					key: n.id,
					title: <a href={`/listening/notes/${n.id}`}>{n.text}</a>,
					line: underNote(view, { ...n, need: null }),
					actions: (
						<form method="post" action={`/listening/needs/${need.id}/take-out`}>
							<input type="hidden" name="note" value={n.id} />
							<button type="submit" class="link">
								{say("listening.take_out")}
								<span class="visually-hidden"> {n.text.slice(0, 60)}</span>
							</button>
						</form>
					),
				}))}
			/>
			<StateForm view={view} page={page} id={ids.step} form={stateForm} />
			<MeetingsHere view={view} need={need.id} meetings={page.meetings} open={open} />
			<FollowUpsHere view={view} followUps={page.followUps} of={{ need: need.id }} />
		</Page>
	);
}

function History({ view, page }: { view: View; page: NeedOnPage }) {
	const { say, language } = view;
	const steps = page.steps.map((s) => ({
		key: s.id,
		done: true,
		when: dateInWords(language, dayOf(s.at)),
		title: say(`listening.state_${s.to}`),
		line: [s.reason, s.byName].filter(Boolean).join(" · ") || undefined,
	}));
	const next = nextStates[page.need.state][0];
	const toCome = next && next !== "heard" ? [{ key: "next", title: say(`listening.state_${next}`) }] : [];
	return (
		<section aria-labelledby="history">
			<h2 id="history">{say("listening.history")}</h2>
			<Thread label={say("listening.history")} knots={[...steps, ...toCome]} />
		</section>
	);
}

/** Where what answers a need has its page; what is no record of Filò has none. */
const pathOfAnswer: Partial<Record<AnswerKind, string>> = {
	offer: "/listening/notes/",
	resource: "/listening/resources/",
	initiative: "/initiatives/",
	meeting: "/listening/meetings/",
	act: "/exchange/acts/",
};

function Answers({
	view,
	page,
	ids,
	form,
	open,
}: {
	view: View;
	page: NeedOnPage;
	ids: NeedForms;
	form: FormState;
	open: boolean;
}) {
	const { say, language } = view;
	const { need, answers } = page;
	return (
		<>
			<h2>{say("listening.answers")}</h2>
			{answers.length === 0 ? (
				<p>{say("listening.no_answers")}</p>
			) : (
				<Entries
					label={say("listening.answers")}
					items={answers.map((a) => ({
						key: a.id,
						title: a.recordId ? <a href={`${pathOfAnswer[a.kind]}${a.recordId}`}>{a.label}</a> : a.label,
						line: `${say(`listening.answer_${a.kind}`)} · ${dateInWords(language, dayOf(a.recordedAt))}`,
					}))}
				/>
			)}
			<Gives view={view} page={page} />
			{open && (
				<details open={Object.keys(form.errors).length > 0 || undefined}>
					<summary>{say("listening.answer_in_words")}</summary>
					<Form action={`/listening/needs/${need.id}/answers`} id={ids.answer} label={say("listening.answer_in_words")}>
						<TextField
							view={view}
							form={form}
							name="label"
							label={say("listening.answer_label")}
							required
							maxLength={200}
						/>
						<Chips
							view={view}
							form={form}
							name="kind"
							label={say("listening.answer_kind")}
							required
							value="other"
							options={(["service", "other"] as const).map((kind) => ({
								value: kind,
								label: say(`listening.answer_${kind}`),
							}))}
						/>
						<ReadBy view={view} of="listening.answers" />
						<Actions>
							<Button>{say("listening.save_answer")}</Button>
						</Actions>
					</Form>
				</details>
			)}
		</>
	);
}

/** What the neighbourhood could give, each with the reason why. */
function Gives({ view, page }: { view: View; page: NeedOnPage }) {
	const { say } = view;
	const { need, gives } = page;
	if (gives.length === 0) return null;
	return (
		<>
			<h3>{say("listening.offers")}</h3>
			<Entries
				label={say("listening.offers")}
				items={gives.map((give) => ({
					key: give.id,
					title: <a href={pathOfGive(give)}>{give.title}</a>,
					line: [
						whyLine(view, give.reasons),
						give.sort ? say(`resources.sort_${give.sort}`) : say(`resources.from_${give.origin}`),
						give.partyLabel,
					]
						.filter(Boolean)
						.join(" · "),
					actions:
						give.origin === "organisation" ? (
							<a href={`/listening/resources/new?organisation=${give.id}`}>
								{say("resources.describe")}
								<span class="visually-hidden"> {give.title.slice(0, 60)}</span>
							</a>
						) : (
							<form
								method="post"
								action={`/listening/needs/${need.id}/${give.origin === "offer" ? "offers" : "resources"}`}
							>
								<input type="hidden" name="id" value={newId()} />
								<input type="hidden" name={give.origin === "offer" ? "note" : "resource"} value={give.id} />
								<Button quiet>
									{say("listening.match")}
									<span class="visually-hidden"> {give.title.slice(0, 60)}</span>
								</Button>
							</form>
						),
				}))}
			/>
		</>
	);
}

function pathOfGive(give: NeedOnPage["gives"][number]): string {
	if (give.origin === "organisation") return `/community/organisations/${give.id}`;
	return `/listening/${give.origin === "offer" ? "notes" : "resources"}/${give.id}`;
}

/** The next states as buttons; the reason stands above those that ask for one. */
function StateForm({ view, page, id, form }: { view: View; page: NeedOnPage; id: string; form: FormState }) {
	const { say } = view;
	const next = nextStates[page.need.state];
	return (
		<>
			<h2>{say("listening.change_state")}</h2>
			<Form action={`/listening/needs/${page.need.id}/state`} id={id} label={say("listening.change_state")}>
				<TextArea
					view={view}
					form={form}
					name="reason"
					label={say("listening.reason")}
					hint={say("listening.reason_hint")}
					rows={2}
					maxLength={500}
				/>
				<ReadBy view={view} of="listening.needs" />
				<Actions>
					{next.map((state) => (
						<Button key={state} name="to" value={state} quiet={needsReason(state)}>
							{say(`listening.to_${state}`)}
						</Button>
					))}
				</Actions>
			</Form>
		</>
	);
}
