import type { ComponentChildren } from "preact";
import {
	Actions,
	Button,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	Select,
	Thread,
} from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { pathOf } from "../community/contract.ts";
import type { Act, Mediation, Step } from "./contract.ts";
import { between, namesOf, partyName } from "./parts.tsx";
import { despiteProtection, isPossible, when } from "./rules.ts";

type Props = {
	view: View;
	mediation: Mediation;
	form: FormState;
	/** Colleagues who could be named. */
	colleagues: readonly { id: string; name: string }[];
};

function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
	return (
		<section aria-labelledby={id} class="stack">
			<h2 id={id}>{title}</h2>
			{children}
		</section>
	);
}

/** What can be done now. */
export function possible({ state, proposal, parties }: Mediation): Act[] {
	const isProtected = parties.some((one) => one.party?.protected);
	return (Object.keys(when) as Act[])
		.filter((act) => isPossible({ state, hasProposal: proposal !== undefined }, act))
		.filter((act) => !isProtected || despiteProtection.includes(act));
}

function Parties({ view, mediation }: Props) {
	const { say, language } = view;
	return (
		<Section id="parties" title={say("mediations.parties")}>
			<Entries
				label={say("mediations.parties")}
				items={mediation.parties.map((party) => ({
					key: party.id,
					title:
						party.party && view.actor.role !== "social-worker" ? (
							<a href={pathOf(party.party)}>{partyName(view, party)}</a>
						) : (
							partyName(view, party)
						),
					line: [
						party.heardOn
							? say("mediations.heard_on", { day: dateInWords(language, party.heardOn) })
							: say("mediations.not_heard"),
						party.agreedOn && say("mediations.agreed_on", { day: dateInWords(language, party.agreedOn) }),
					]
						.filter(Boolean)
						.join(" · "),
				}))}
			/>
		</Section>
	);
}

/** What each of them said: first what the others may hear, then what only who mediates knows. */
function Said({ view, mediation }: Props) {
	const { say, language } = view;
	const isOpen = ["opened", "heard", "meeting"].includes(mediation.state);
	const entries = (forOthers: boolean) =>
		mediation.words
			.filter((words) => words.forOthers === forOthers)
			.map((words) => ({
				key: words.id,
				title: words.words ?? say("mediations.key_gone"),
				line: [
					namesOf(view, mediation, [words.of]),
					dateInWords(language, words.saidOn),
					words.toldOn && say("mediations.told_on", { day: dateInWords(language, words.toldOn) }),
				]
					.filter(Boolean)
					.join(" · "),
				actions:
					forOthers && !words.toldOn ? (
						<a href={`/mediations/${mediation.id}/words/${words.id}`}>{say("mediations.look_before")}</a>
					) : undefined,
			}));
	return (
		<Section id="said" title={say("mediations.said")}>
			{mediation.words.length === 0 && (
				<Empty>
					<p>{say("mediations.nothing_said")}</p>
				</Empty>
			)}
			{([true, false] as const).map((forOthers) => {
				const items = entries(forOthers);
				const title = say(forOthers ? "mediations.for_others" : "mediations.for_mediator");
				if (items.length === 0) return null;
				return (
					<div key={String(forOthers)} class="stack">
						<h3>{title}</h3>
						<Entries label={title} items={items} />
					</div>
				);
			})}
			{isOpen && (
				<Actions>
					<LinkButton href={`/mediations/${mediation.id}/words/new`} quiet>
						{say("mediations.say")}
					</LinkButton>
				</Actions>
			)}
		</Section>
	);
}

function stepLine(view: View, mediation: Mediation, step: Step): string {
	const { say } = view;
	return [
		step.of && namesOf(view, mediation, [step.of]),
		step.present && namesOf(view, mediation, step.present),
		step.holds && say(`mediations.holds_${step.holds}`),
		step.to_whom,
		step.words,
		step.byName && say("mediations.by", { name: step.byName }),
	]
		.filter(Boolean)
		.join(" · ");
}

function Told({ view, mediation }: Props) {
	const { say, language } = view;
	return (
		<Section id="told" title={say("mediations.path")}>
			<Thread
				label={say("mediations.path")}
				knots={mediation.steps.map((step) => ({
					key: step.id,
					done: true,
					when: dateInWords(language, step.on),
					title: say(`mediations.done_${step.act}`),
					line: stepLine(view, mediation, step),
				}))}
			/>
		</Section>
	);
}

function WhoReads({ view, mediation, form, colleagues }: Props) {
	const { say } = view;
	const action = `/mediations/${mediation.id}/readers`;
	const isMine = mediation.mediator === view.actor.accountId;
	return (
		<Section id="readers" title={say("mediations.who_reads")}>
			<p>{say("mediations.who_reads_lead")}</p>
			<Entries
				label={say("mediations.who_reads")}
				items={mediation.readers.map((reader) => ({
					key: reader.id,
					title: reader.name,
					line: reader.id === mediation.mediator ? say("mediations.mediates") : say("mediations.reads"),
					actions:
						isMine && reader.id !== mediation.mediator ? (
							<form method="post" action={action}>
								<input type="hidden" name="reader" value={reader.id} />
								<Button quiet name="act" value="remove">
									{say("mediations.reader_remove", { name: reader.name })}
								</Button>
							</form>
						) : undefined,
				}))}
			/>
			{isMine && colleagues.length > 0 && (
				<details class="card" open={Object.keys(form.errors).length > 0}>
					<summary>{say("mediations.reader_add")}</summary>
					<ErrorSummary view={view} form={form} />
					<Form action={action} label={say("mediations.reader_add")}>
						<Select
							view={view}
							form={form}
							name="reader"
							label={say("mediations.reader")}
							options={colleagues.map(({ id, name }) => ({ value: id, label: name }))}
							empty={say("mediations.reader_choose")}
							required
						/>
						<Button name="act" value="add">
							{say("mediations.reader_add")}
						</Button>
						<Button quiet name="act" value="hand_on">
							{say("mediations.reader_hand_on")}
						</Button>
					</Form>
				</details>
			)}
		</Section>
	);
}

/** One mediation, for those who are named on it. */
export function MediationPage(props: Props) {
	const { view, mediation } = props;
	const { say } = view;
	const acts = possible(mediation);
	const isAgreed = mediation.state === "agreed" || ("conclusion" in mediation && mediation.conclusion === "agreed");
	const isProtected = mediation.parties.some((one) => one.party?.protected);
	return (
		<Page
			view={view}
			place="community"
			title={between(view, mediation)}
			lead={say(`mediations.state_${mediation.state}`)}
		>
			<p>
				<a href="/mediations">{say("mediations.back")}</a>
			</p>
			<p>{mediation.matter ?? say("mediations.key_gone")}</p>
			{isProtected && <p class="done">{say("mediations.error_protected")}</p>}
			<Actions>
				{acts.map((act, i) => (
					<LinkButton key={act} href={`/mediations/${mediation.id}/steps/${act}`} quiet={i > 0}>
						{say(`mediations.act_${act}`)}
					</LinkButton>
				))}
			</Actions>
			<Parties {...props} />
			{mediation.proposal && (
				<Section id="proposal" title={say(isAgreed ? "mediations.agreement" : "mediations.proposal")}>
					<blockquote>{mediation.proposal}</blockquote>
					{isAgreed && !isProtected && (
						<p>
							<a href={`/mediations/${mediation.id}/sheet`}>{say("mediations.sheet_link")}</a>
						</p>
					)}
				</Section>
			)}
			<Said {...props} />
			<Told {...props} />
			<WhoReads {...props} />
		</Page>
	);
}
