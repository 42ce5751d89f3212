import { dayOf } from "../../core/period.ts";
import { Actions, Button, Card, ErrorSummary, Form, Readers, Thread } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import type { ActLine, ActPage } from "./contract.ts";
import { MovedByField } from "./moved-by.tsx";
import type { ShownAct } from "./service.ts";
import { actAddress, dayAndTime, durationInWords, peopleInWords } from "./words.tsx";

/** One act: who, for whom, what moved it and what it moved. */
export function ActPageView({ view, form, act, received, names }: ShownAct & { view: View; form: FormState }) {
	const { say, language } = view;
	const name = (id: string | null) => (id && names.get(id)) || say("ui.unknown_account");
	const facts = [dayAndTime(view, act), durationInWords(say, act.minutes)].filter(Boolean).join(" · ");
	const recordedOn = dateInWords(language, dayOf(new Date(act.recordedAt)));
	return (
		<Page view={view} place="exchange" title={act.what} lead={<People view={view} act={act} />}>
			<p>{facts}</p>
			<ErrorSummary view={view} form={form} />
			<Lineage view={view} act={act} />
			<Card labelledBy="moved-by">
				<h2 id="moved-by">{say("exchange.moved_by_title")}</h2>
				<p>
					{say(`exchange.said_${act.movedBy ?? "not_asked"}`, { name: act.giverLabel ?? say("exchange.somebody") })}
				</p>
				{act.answeredAt && (
					<p class="readers">
						{say("exchange.answer_by", {
							name: name(act.answeredBy),
							day: dateInWords(language, dayOf(new Date(act.answeredAt))),
						})}
					</p>
				)}
				<AnswerForm view={view} form={form} act={act} received={received} />
			</Card>
			<p class="readers">{say("exchange.recorded_by", { name: name(act.recordedBy), day: recordedOn })}</p>
			<p>
				<a href={`/exchange/acts?person=${act.giver}`}>
					{say("exchange.acts_of_link", { name: act.giverLabel ?? say("exchange.somebody") })}
				</a>
			</p>
		</Page>
	);
}

function People({ view, act }: { view: View; act: ActPage }) {
	const somebody = view.say("exchange.somebody");
	const giver = <a href={`/community/persons/${act.giver}`}>{act.giverLabel ?? somebody}</a>;
	const label = act.receiverLabel ?? somebody;
	const receiver = act.receiverIsPerson ? <a href={`/community/persons/${act.receiver}`}>{label}</a> : label;
	return (
		<>
			{giver} {view.say("exchange.for")} {receiver}
		</>
	);
}

/** The act in its sequence: the help it was born of before it, the help born of it after. */
function Lineage({ view, act }: { view: View; act: ActPage }) {
	const { say } = view;
	if (!act.movedByLine && act.inspired.length === 0) return null;
	const knot = (line: ActLine, when: string, self = false) => ({
		key: line.id,
		done: true,
		when,
		title: self ? line.what : <a href={actAddress(line.id)}>{line.what}</a>,
		line: `${peopleInWords(view, line)} · ${dayAndTime(view, line)}`,
	});
	const knots = [
		...(act.movedByLine ? [knot(act.movedByLine, say("exchange.born_of"))] : []),
		knot(act, say("exchange.this_act"), true),
		...act.inspired.map((line) => knot(line, say("exchange.born_from_here"))),
	];
	return (
		<section aria-labelledby="lineage">
			<h2 id="lineage">{say("exchange.lineage_title")}</h2>
			<Thread knots={knots} label={say("exchange.lineage_title")} />
		</section>
	);
}

function AnswerForm({ view, form, act, received }: { view: View; form: FormState; act: ActPage; received: ActLine[] }) {
	const { say } = view;
	const given = act.movedByAct ?? (act.movedBy === "not_asked" ? undefined : (act.movedBy ?? undefined));
	return (
		<details open={act.movedBy === "not_asked" || Object.keys(form.errors).length > 0}>
			<summary>
				{say(act.movedBy === "not_asked" ? "exchange.answer_summary" : "exchange.answer_again_summary")}
			</summary>
			<Form action={`${actAddress(act.id)}/moved-by`} label={say("exchange.moved_by_title")}>
				<MovedByField view={view} form={form} received={received} giver={act.giverLabel} value={given} asked />
				<Readers>{say("exchange.answer_readers")}</Readers>
				<Actions>
					<Button>{say("exchange.answer_save")}</Button>
				</Actions>
			</Form>
		</details>
	);
}
