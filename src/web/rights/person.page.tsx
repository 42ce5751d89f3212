import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { ways } from "../../modules/community/contract.ts";
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
	TextField,
} from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import type { CopyRequest } from "./contract.ts";

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
export function MinePage({ view, mine, form }: { view: View; mine?: { items: CopyRequest[] }; form: FormState }) {
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

type PersonProps = { view: View; person: { personId: string; label: string; items: CopyRequest[] }; form: FormState };

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
		</Page>
	);
}
