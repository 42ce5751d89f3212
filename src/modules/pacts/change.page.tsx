import { newId } from "../../core/ids.ts";
import {
	Actions,
	Button,
	type Candidate,
	Card,
	Chips,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	PartyPicker,
	Readers,
	Select,
	TextArea,
	TextField,
	Tick,
} from "../../ui/components.tsx";
import { type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { apart } from "../../ui/written.tsx";
import type { Colleague } from "../access/contract.ts";
import { kinds, type Pact, supports } from "./contract.ts";
import { nameOf, PactText } from "./parts.tsx";

type Props = { view: View; pact: Pact; form: FormState };

/** The parties of a pact by their id. */
export function partiesOf(pact: Pact) {
	return new Map(pact.parties.map((party) => [party.id as string, party]));
}

/** The version that was saved last. */
export function latestOf(pact: Pact) {
	return pact.versions.find(({ no }) => no === pact.latestNo) ?? pact.versions.at(-1)!;
}

/**
 * What a pact says, to be written on. Where somebody saved in between, what they saved stands above the fields, which
 * keep what was typed.
 */
export function ChangePage({ view, pact, form, met }: Props & { met: boolean }) {
	const { say } = view;
	const latest = latestOf(pact);
	const parties = partiesOf(pact);
	// Whoever has seen the other text saves on top of it.
	const base = met ? String(pact.latestNo) : typedValue(form, "base") || String(pact.latestNo);
	const fields = { view, form };
	return (
		<Page view={view} title={latest.title} lead={say("pacts.change_lead")}>
			<ErrorSummary {...fields} />
			{met && (
				<Card labelledBy="met">
					<h2 id="met">{say("pacts.met")}</h2>
					<p>{say("pacts.met_lead")}</p>
					<PactText view={view} version={latest} parties={parties} />
				</Card>
			)}
			<Form action={`/pacts/${pact.id}/versions`} id={met ? newId() : typedValue(form, "id") || newId()}>
				<input type="hidden" name="base" value={base} />
				<TextField {...fields} name="title" label={say("pacts.called")} value={latest.title} maxLength={120} required />
				<TextArea {...fields} name="about" label={say("pacts.about")} value={latest.about} maxLength={2000} />
				{/* The summary of errors leads here: a promise has no field of its own name. */}
				<div id="f-promises">
					{latest.promises.map(({ party, words, to }) => {
						const who = parties.get(party);
						const name = apart(view, nameOf(view, who));
						const others = latest.promises.filter((one) => one.party !== party);
						return (
							<div class="stack" key={party}>
								<TextArea
									{...fields}
									name={`promise_${who?.place}`}
									label={say("pacts.promise_of", { name })}
									value={words}
									maxLength={2000}
									rows={4}
								/>
								<Select
									{...fields}
									name={`to_${who?.place}`}
									label={say("pacts.to_of", { name })}
									value={to ?? ""}
									empty={say("pacts.to_all")}
									options={others.map((one) => ({ value: one.party, label: nameOf(view, parties.get(one.party)) }))}
								/>
							</div>
						);
					})}
				</div>
				<TextField {...fields} name="where" label={say("pacts.where")} value={latest.where} maxLength={200} />
				<TextField {...fields} name="until" type="date" label={say("pacts.until")} value={latest.until ?? ""} />
				<fieldset class="field">
					<legend>{say("pacts.support")}</legend>
					{supports.map((name) => (
						<TextField
							{...fields}
							key={name}
							name={name}
							label={say(`pacts.${name}`)}
							value={latest[name]}
							maxLength={500}
						/>
					))}
					<TextField
						{...fields}
						name="budget"
						label={say("pacts.budget")}
						hint={say("pacts.budget_hint")}
						value={latest.budgetCents > 0 ? (latest.budgetCents / 100).toFixed(2).replace(".", ",") : ""}
						maxLength={10}
					/>
				</fieldset>
				<TextArea {...fields} name="checking" label={say("pacts.checking")} value={latest.checking} maxLength={1000} />
				<Readers>{say("pacts.text_readers")}</Readers>
				<Actions>
					<LinkButton href={`/pacts/${pact.id}`} quiet>
						{say("pacts.back")}
					</LinkButton>
					<Button>{say("pacts.save")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

type PartiesProps = Props & { candidates?: readonly Candidate[]; citizens: readonly Colleague[] };

/** Who makes the pact: staff write them down. */
export function PartiesPage({ view, pact, form, candidates, citizens }: PartiesProps) {
	const { say } = view;
	const latest = latestOf(pact);
	const here = new Set(latest.promises.map(({ party }) => party));
	const fields = { view, form };
	const base = <input type="hidden" name="base" value={String(pact.latestNo)} />;
	return (
		<Page view={view} title={say("pacts.who")} lead={<a href={`/pacts/${pact.id}`}>{latest.title}</a>}>
			<ErrorSummary {...fields} />
			<Entries
				items={pact.parties
					.filter(({ id }) => here.has(id))
					.map((party) => ({
						key: party.id,
						title: nameOf(view, party),
						line: [
							say(`pacts.kind_${party.kind}`),
							say(party.accountId ? "pactsdesk.with_account" : "pactsdesk.on_paper"),
						].join(" · "),
						actions: (
							<Form action={`/pacts/${pact.id}/parties/${party.id}/leave`} id={newId()}>
								{base}
								<Button quiet>
									{say("pactsdesk.remove")} <span class="visually-hidden">{nameOf(view, party)}</span>
								</Button>
							</Form>
						),
					}))}
			/>
			<Card labelledBy="add">
				<h2 id="add">{say("pactsdesk.add")}</h2>
				<Form action={`/pacts/${pact.id}/parties`} id={typedValue(form, "id") || newId()}>
					{base}
					<Chips
						{...fields}
						name="kind"
						label={say("pactsdesk.kind")}
						options={kinds.map((value) => ({ value, label: say(`pacts.kind_${value}`) }))}
						required
					/>
					<PartyPicker
						{...fields}
						name="party"
						kinds="person,group,organisation"
						candidates={candidates}
						label={say("pactsdesk.party")}
						hint={say("pactsdesk.party_hint")}
						required
					/>
					<TextField
						{...fields}
						name="through"
						label={say("pactsdesk.through")}
						hint={say("pactsdesk.through_hint")}
						maxLength={120}
					/>
					<Select
						{...fields}
						name="account"
						label={say("pactsdesk.account")}
						hint={say("pactsdesk.account_hint")}
						empty={say("pactsdesk.account_none")}
						options={citizens.map(({ id, name }) => ({ value: id, label: name }))}
					/>
					<Tick {...fields} name="named" label={say("pactsdesk.named")} hint={say("pactsdesk.named_hint")} />
					<Readers>{say("pacts.text_readers")}</Readers>
					<Actions>
						<Button>{say("pactsdesk.add_button")}</Button>
					</Actions>
				</Form>
			</Card>
		</Page>
	);
}
