import { newId } from "../../../../core/ids.ts";
import { dayOf } from "../../../../core/period.ts";
import {
	Actions,
	Button,
	ErrorSummary,
	Form,
	Readers,
	TextArea,
	TextField,
	Thread,
} from "../../../../ui/components.tsx";
import { dateInWords } from "../../../../ui/dates.ts";
import { type FormState, typedValue } from "../../../../ui/form.ts";
import type { View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import { Sections } from "../../words.tsx";
import { standing, whoPromised } from "../parts.tsx";
import { nextPromiseStates } from "../rules.ts";
import type { PromiseOnPage } from "./service.ts";

type Props = { view: View; form: FormState; page: PromiseOnPage };

/** One promise: how it stands, what became of it so far, and what can be said of it now. */
export function PromisePage({ view, form, page }: Props) {
	const { say } = view;
	const { promise, meeting } = page;
	const today = dayOf(view.now);
	return (
		<Page
			view={view}
			place="listening"
			title={promise.what}
			lead={`${whoPromised(view, promise)} · ${standing(view, promise.state, promise.dueOn, today)}`}
		>
			<Sections view={view} current="meetings" />
			<ErrorSummary view={view} form={form} />
			<p>
				<a href={`/listening/meetings/${meeting.id}`}>{say("meetings.promised_at", { title: meeting.title })}</a>
			</p>
			{page.responsibleName && <p class="soft">{say("meetings.watched_by", { who: page.responsibleName })}</p>}
			<History view={view} page={page} />
			<h2>{say("meetings.how_it_stands")}</h2>
			<Form
				action={`/listening/promises/${promise.id}/steps`}
				id={typedValue(form, "id") || newId()}
				label={say("meetings.how_it_stands")}
			>
				<TextArea
					view={view}
					form={form}
					name="reason"
					label={say("meetings.reason")}
					hint={say("meetings.reason_hint")}
					rows={2}
					maxLength={500}
				/>
				<TextField
					view={view}
					form={form}
					name="dueOn"
					type="date"
					min={today}
					label={say("meetings.other_day")}
					hint={say("meetings.other_day_hint")}
				/>
				<Readers>{say("listening.readers")}</Readers>
				<Actions>
					{nextPromiseStates[promise.state].map((state) => (
						<Button key={state} name="to" value={state} quiet={state !== "kept"}>
							{say(promise.state === "open" ? `meetings.to_${state}` : "meetings.to_open_again")}
						</Button>
					))}
				</Actions>
			</Form>
		</Page>
	);
}

function History({ view, page }: { view: View; page: PromiseOnPage }) {
	const { say, language } = view;
	const { promise, meeting, steps } = page;
	const knots = steps.map((s) => ({
		key: s.id,
		done: true,
		when: dateInWords(language, dayOf(s.at)),
		title: s.passedToName
			? say("meetings.passed_to", { who: s.passedToName })
			: s.to === "open"
				? say("meetings.still_open", { day: dateInWords(language, s.dueOn) })
				: say(`meetings.state_${s.to}`),
		line: [s.reason, s.byName].filter(Boolean).join(" · ") || undefined,
	}));
	const beginning = {
		key: "promised",
		done: true,
		when: dateInWords(language, meeting.heldOn),
		title: say("meetings.promised"),
	};
	const toCome = {
		key: "due",
		when: dateInWords(language, promise.dueOn),
		title: say("meetings.to_come"),
	};
	return (
		<section aria-labelledby="history">
			<h2 id="history">{say("meetings.history")}</h2>
			<Thread
				label={say("meetings.history")}
				knots={[beginning, ...knots, ...(promise.state === "open" ? [toCome] : [])]}
			/>
		</section>
	);
}
