import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { ways } from "../../modules/community/contract.ts";
import { askers } from "../../modules/community/restriction/contract.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	Readers,
	Select,
	TextArea,
	TextField,
	Tick,
} from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import type { CopyRequest } from "./contract.ts";
import type { Correction } from "./corrections.ts";
import type { Asked } from "./service.ts";

/** How far a request is, in a line. */
function stateOf({ say, language }: View, request: CopyRequest): string {
	if (request.givenOn) return say("rights.state_given", { day: dateInWords(language, request.givenOn) });
	if (request.releasedAt)
		return say(request.inPerson ? "rights.state_ready_in_person" : "rights.state_ready", {
			day: dateInWords(language, dayOf(request.releasedAt)),
		});
	return say("rights.state_asked", { due: dateInWords(language, request.dueOn) });
}

function Requests({ view, items, named }: { view: View; items: readonly CopyRequest[]; named?: boolean }) {
	const { say, language } = view;
	const isStaff = view.actor.role === "facilitator" || view.actor.role === "coordinator";
	return (
		<Entries
			label={say("rights.copies")}
			items={items.map((one) => {
				const opens = one.kept ? isStaff || !one.inPerson : isStaff && !one.releasedAt;
				const title = named ? one.label : say("rights.copy_of", { day: dateInWords(language, one.askedOn) });
				return {
					key: one.id,
					title: opens ? <a href={`/rights/copies/${one.id}`}>{title}</a> : title,
					line: stateOf(view, one),
				};
			})}
		/>
	);
}

/** `/rights` of whoever lives here: what they can ask, and what they asked. */
export function MinePage({ view, mine, form }: { view: View; mine?: Asked; form: FormState }) {
	const { say } = view;
	if (!mine)
		return (
			<Page view={view} title={say("rights.mine_title")}>
				<Empty>
					<p>{say("community.me_unknown")}</p>
				</Empty>
			</Page>
		);
	const waits = mine.items.some((one) => !one.releasedAt);
	return (
		<Page view={view} title={say("rights.mine_title")} lead={say("rights.mine_lead")}>
			<ErrorSummary view={view} form={form} />
			<section aria-labelledby="copies" class="stack">
				<h2 id="copies">{say("rights.copies")}</h2>
				<p>{say("rights.copy_help")}</p>
				{mine.items.length > 0 && <Requests view={view} items={mine.items} />}
				{!waits && (
					<Form action="/rights/copies" id={typedValue(form, "id") || newId()}>
						<Readers>{say("rights.ask_readers")}</Readers>
						<Actions>
							<Button>{say("rights.ask")}</Button>
						</Actions>
					</Form>
				)}
			</section>
			<section aria-labelledby="corrections" class="stack">
				<h2 id="corrections">{say("rights.corrections")}</h2>
				<Corrections view={view} items={mine.corrections} />
				<Form action="/rights/corrections" id={newId()}>
					<TextArea
						view={view}
						form={form}
						name="wrong"
						label={say("rights.wrong")}
						hint={say("rights.wrong_hint")}
						maxLength={1000}
						required
					/>
					<Readers>{say("rights.ask_readers")}</Readers>
					<Button quiet>{say("rights.wrong_save")}</Button>
				</Form>
			</section>
			{mine.restriction && (
				<p>{say("rights.restricted_mine", { day: dateInWords(view.language, mine.restriction.since) })}</p>
			)}
		</Page>
	);
}

/** `/rights` of staff: what people of the neighbourhood ask for, the first due first. */
export function AskedPage({ view, items }: { view: View; items: readonly CopyRequest[] }) {
	const { say } = view;
	return (
		<Page view={view} place="community" title={say("rights.asked_title")} lead={say("rights.asked_lead")}>
			{view.actor.role === "coordinator" && (
				<p>
					<a href="/retention">{say("retention.link")}</a>
				</p>
			)}
			{items.length > 0 ? (
				<Requests view={view} items={items} named />
			) : (
				<Empty>
					<p>{say("rights.asked_empty")}</p>
				</Empty>
			)}
		</Page>
	);
}

type PersonProps = { view: View; person: Asked; form: FormState };

/** `/rights/persons/:person`: what staff can do when somebody asks about themselves at the desk. */
export function PersonPage({ view, person, form }: PersonProps) {
	const { say } = view;
	const { items, personId, label } = person;
	const common = { view, form };
	return (
		<Page view={view} place="community" title={say("rights.person_title", { label })} lead={say("rights.person_lead")}>
			<p>
				<a href={`/community/persons/${personId}`}>{say("community.back_to", { label })}</a>
			</p>
			<ErrorSummary {...common} />
			<section aria-labelledby="copies" class="stack">
				<h2 id="copies">{say("rights.copies")}</h2>
				<p>{say("rights.copy_help_of")}</p>
				{items.length > 0 && <Requests view={view} items={items} />}
				{items.every((one) => one.releasedAt) && (
					<Card labelledBy="ask">
						<h3 id="ask">{say("rights.ask_of")}</h3>
						<Form action={`/rights/persons/${personId}/copies`} id={typedValue(form, "id") || newId()}>
							<Chips
								{...common}
								name="how"
								label={say("rights.asked_how")}
								options={ways.map((value) => ({ value, label: say(`community.way_${value}`) }))}
								required
							/>
							<TextField
								{...common}
								name="day"
								type="date"
								label={say("rights.asked_on")}
								value={dayOf(view.now)}
								max={dayOf(view.now)}
							/>
							<Readers>{say("rights.ask_readers_of")}</Readers>
							<Actions>
								<Button>{say("rights.ask_save")}</Button>
							</Actions>
						</Form>
					</Card>
				)}
			</section>
			<section aria-labelledby="corrections" class="stack">
				<h2 id="corrections">{say("rights.corrections")}</h2>
				<Corrections
					view={view}
					items={person.corrections}
					answerAt={`/rights/persons/${personId}/corrections`}
					form={form}
				/>
				<Form action={`/rights/persons/${personId}/corrections`} id={newId()}>
					<TextArea
						{...common}
						name="wrong"
						label={say("rights.wrong_of")}
						hint={say("rights.wrong_hint_of")}
						maxLength={1000}
						required
					/>
					<Select
						{...common}
						name="how"
						label={say("rights.asked_how")}
						options={ways.map((value) => ({ value, label: say(`community.way_${value}`) }))}
						required
					/>
					<Readers>{say("rights.ask_readers_of")}</Readers>
					<Button quiet>{say("rights.ask_save")}</Button>
				</Form>
			</section>
			<Restricted view={view} person={person} form={form} />
		</Page>
	);
}

/** What somebody said is wrong, each with its answer, or, to staff, the form to give one. */
function Corrections({
	view,
	items,
	answerAt,
	form,
}: {
	view: View;
	items: readonly Correction[];
	answerAt?: string;
	form?: FormState;
}) {
	const { say, language } = view;
	return (
		<>
			{items.map((one) => (
				<Card key={one.id}>
					<p>{one.wrong}</p>
					<p class="soft">
						{one.answeredOn
							? say(one.corrected ? "rights.corrected" : "rights.not_corrected", {
									day: dateInWords(language, one.answeredOn),
								})
							: say("rights.state_answer", { due: dateInWords(language, one.dueOn) })}
					</p>
					{one.answer && <p>{one.answer}</p>}
					{answerAt && form && !one.answeredOn && (
						<Form action={`${answerAt}/${one.id}`} label={say("rights.answer")}>
							<Select
								view={view}
								form={form}
								name="corrected"
								label={say("rights.is_corrected")}
								options={(["yes", "no"] as const).map((value) => ({ value, label: say(`ui.${value}`) }))}
								required
							/>
							<TextField
								view={view}
								form={form}
								name="answer"
								label={say("rights.answer")}
								hint={say("rights.answer_hint")}
								maxLength={1000}
								required
							/>
							<Button quiet>{say("rights.answer_save")}</Button>
						</Form>
					)}
				</Card>
			))}
		</>
	);
}

/** Whether what is here of somebody is only kept, and the way in and out of it. */
function Restricted({ view, person, form }: PersonProps) {
	const { say, language } = view;
	const { restriction, personId } = person;
	return (
		<section aria-labelledby="restriction" class="stack">
			<h2 id="restriction">{say("rights.restriction")}</h2>
			{restriction ? (
				<Form action={`/rights/persons/${personId}/restriction/lift`}>
					<p>
						{say("rights.restricted", {
							day: dateInWords(language, restriction.since),
							by: say(`rights.asker_${restriction.by}`),
						})}
					</p>
					<Tick view={view} form={form} name="told" label={say("rights.told")} />
					<Button quiet>{say("rights.lift")}</Button>
				</Form>
			) : (
				<Form action={`/rights/persons/${personId}/restriction`}>
					<p>{say("rights.restriction_help")}</p>
					<Select
						view={view}
						form={form}
						name="by"
						label={say("rights.restricted_by")}
						options={askers.map((value) => ({ value, label: say(`rights.asker_${value}`) }))}
						required
					/>
					<Button quiet>{say("rights.restrict")}</Button>
				</Form>
			)}
		</section>
	);
}
