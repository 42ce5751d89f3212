import type { ComponentChildren } from "preact";
import { fold } from "../../../core/text.ts";
import type { Simulated } from "../../../measures/outreach.ts";
import { Button, Chips, Empty, ErrorSummary, TextField } from "../../../ui/components.tsx";
import { type FormState, typedValue, valuesOf } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { type Invitation, mostInviters, type Step, type Suggestion, type Willing } from "./contract.ts";

type Props = { view: View; invitation: Invitation; form: FormState; suggestion?: Suggestion };

/** From so many people on, the places are folded up and somebody can be looked up. */
const manyPeople = 40;

/** Who should hear of it this once, and then through whom. It never leaves the screen. */
export function InvitePage(props: Props) {
	const { view, invitation, form, suggestion } = props;
	const { say } = view;
	const { initiative, people, ties } = invitation;
	return (
		<Page view={view} place="initiatives" title={say("invite.title")} lead={initiative.title}>
			<div class="stack screen-only">
				<p>
					<a href={`/initiatives/${initiative.id}`}>{say("invite.back")}</a>
				</p>
				<ErrorSummary view={view} form={form} />
				{suggestion && <Answer view={view} suggestion={suggestion} />}
				{people.length === 0 ? (
					<Empty>
						<p>{say("invite.empty")}</p>
						<p>
							<a href="/community">{say("invite.empty_go")}</a>
						</p>
					</Empty>
				) : (
					<>
						<p>{say("invite.among", { people: people.length, ties })}</p>
						<Asking {...props} />
					</>
				)}
			</div>
		</Page>
	);
}

/** No script takes care of this form: a browser's own sending keeps nothing of it. */
function Asking({ view, invitation, form, suggestion }: Props) {
	const { say } = view;
	const { people, initiative } = invitation;
	const marked = new Set(valuesOf(form, "marks"));
	const wanted = fold(typedValue(form, "q"));
	const shown = people.filter(
		({ id, label, placeLabel }) => marked.has(id) || `${fold(label)} ${fold(placeLabel ?? "")}`.includes(wanted),
	);
	const isMany = people.length > manyPeople;
	return (
		<form method="post" action={`/network/initiatives/${initiative.id}/invite`} class="form">
			<h2>{say(suggestion ? "invite.ask_again" : "invite.ask")}</h2>
			<p class="readers">{say("invite.forgotten")}</p>
			{isMany && (
				<div class="stack">
					<TextField
						view={view}
						form={form}
						name="q"
						type="search"
						label={say("invite.find")}
						hint={say("invite.find_hint")}
						maxLength={60}
					/>
					<Button quiet name="act" value="find">
						{say("invite.find_button")}
					</Button>
				</div>
			)}
			<fieldset id="f-marks" tabIndex={-1} class={form.errors.marks ? "field field-wrong" : "field"}>
				<legend>{say("invite.marks")}</legend>
				{form.errors.marks && <p class="error">{say(form.errors.marks)}</p>}
				{shown.length === 0 && <p>{say("invite.find_nobody")}</p>}
				{byPlace(shown).map(([place, there]) => (
					<details key={place} open={!isMany || wanted !== "" || there.some(({ id }) => marked.has(id))}>
						<summary>{say("invite.place", { place: place || say("invite.no_place"), n: there.length })}</summary>
						<div class="chip-row">
							{there.map(({ id, label }) => (
								<label key={id} class="chip">
									<input type="checkbox" name="marks" value={id} checked={marked.has(id)} autocomplete="off" />
									<span>{label}</span>
								</label>
							))}
						</div>
					</details>
				))}
			</fieldset>
			<Chips
				view={view}
				form={form}
				name="inviters"
				label={say("invite.inviters")}
				required
				value="3"
				options={Array.from({ length: mostInviters }, (_, i) => ({ value: String(i + 1), label: String(i + 1) }))}
			/>
			<div class="actions">
				<Button name="act" value="suggest">
					{say("invite.suggest")}
				</Button>
			</div>
		</form>
	);
}

/** Places by name, those of whom no place is known last. */
function byPlace(people: readonly Willing[]): [place: string, there: Willing[]][] {
	const groups = [...Map.groupBy(people, ({ placeLabel }) => placeLabel ?? "")];
	return groups.sort(([a], [b]) => Number(a === "") - Number(b === "") || a.localeCompare(b, "it", { numeric: true }));
}

/** In sentences, with what was marked above and the ways to it below. */
function Answer({ view, suggestion }: { view: View; suggestion: Suggestion }) {
	const { say } = view;
	const { inviters, marked, reached, unreached, bestConnected, anyone } = suggestion;
	return (
		<section aria-labelledby="answer">
			<h2 id="answer">{say("invite.answer")}</h2>
			{inviters.length === 0 ? (
				<p class="sentence">{say("invite.no_way", { marked })}</p>
			) : (
				<>
					<p class="sentence">
						{say("invite.asking", { n: inviters.length })} {reachInWords(view, reached, marked)}
					</p>
					<p>{say("invite.without_all")}</p>
					<ul class="entries">
						{inviters.map(({ person, ways, without }) => (
							<li key={person.id}>
								<h3>{say("invite.ask_whom", { label: person.label })}</h3>
								<ul>
									{ways.map((way) => (
										<li key={way.at(-1)!.person.id}>
											<Way view={view} way={way} />
										</li>
									))}
								</ul>
								<p class="soft">
									{say("invite.without", { label: person.label })} {reachInWords(view, without, marked)}
								</p>
							</li>
						))}
					</ul>
					<h3>{say("invite.instead")}</h3>
					<ul>
						<li>
							{say("invite.best_connected")} {reachInWords(view, bestConnected, marked)}
						</li>
						<li>
							{say("invite.anyone")} {reachInWords(view, anyone, marked)}
						</li>
					</ul>
					{unreached.length > 0 && (
						<p>{say("invite.unreached", { names: unreached.map(({ label }) => label).join(", ") })}</p>
					)}
					<p class="small">{say("invite.how")}</p>
				</>
			)}
		</section>
	);
}

function reachInWords({ say }: View, { reach, low, high }: Simulated, marked: number): string {
	return say("invite.reach", { reach: Math.round(reach), marked, low, high });
}

/** «Anna → Luca (vicini di casa) → Rosa (amicizia)». */
function Way({ view, way }: { view: View; way: Step[] }): ComponentChildren {
	const told = way.map(({ person, kinds }) =>
		kinds.length === 0
			? person.label
			: `${person.label} (${kinds.map((kind) => view.say(`invite.kind_${kind}`)).join(", ")})`,
	);
	return <>{told.join(" → ")}</>;
}
