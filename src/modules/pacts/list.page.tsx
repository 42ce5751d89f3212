import {
	Actions,
	Button,
	Card,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LanguageField,
	LinkButton,
	Readers,
	Select,
	TextArea,
	TextField,
} from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { apart } from "../../ui/written.tsx";
import { type PactLine, type PactWord, pactWords } from "./contract.ts";

type ListProps = {
	view: View;
	items: readonly PactLine[];
	next: string | null;
	word: PactWord;
	staff: boolean;
};

/** The pacts of the neighbourhood on screen, or those one is party to. */
export function PactList({ view, items, next, word, staff }: ListProps) {
	const { say, language } = view;
	const line = (pact: PactLine) =>
		[
			say(`pacts.state_${pact.state}`),
			pact.state === "proposed" || pact.state === "renewing"
				? say("pacts.signed_of", { signed: pact.signed, of: pact.of })
				: pact.until && say("pacts.until_day", { day: dateInWords(language, pact.until) }),
			pact.parties.map((name) => apart(view, name)).join(", "),
		]
			.filter(Boolean)
			.join(" · ");
	return (
		<Page view={view} title={say("pacts.title")} lead={say(staff ? "pactsdesk.lead" : "pacts.own_lead")}>
			{staff && (
				<p class="row">
					<LinkButton href="/pacts/new">{say("pactsdesk.new")}</LinkButton>
					<LinkButton href="/pacts/ideas" quiet>
						{say("pactsdesk.ideas")}
					</LinkButton>
				</p>
			)}
			{items.length === 0 ? (
				<Empty>
					<p>{say(staff ? "pactsdesk.none" : "pacts.own_none")}</p>
				</Empty>
			) : (
				<Entries
					label={say("pacts.title")}
					items={items.map((pact) => ({
						key: pact.id,
						title: <a href={`/pacts/${pact.id}`}>{pact.title}</a>,
						line: line(pact),
					}))}
				/>
			)}
			{next && (
				<p>
					<a href={`/pacts?cursor=${next}`}>{say("pacts.more")}</a>
				</p>
			)}
			{view.actor.role === "coordinator" && (
				<Card labelledBy="word">
					<h2 id="word">{say("pactsdesk.word")}</h2>
					<Form action="/pacts/word">
						<Select
							view={view}
							form={{ values: {}, errors: {} }}
							name="word"
							label={say("pactsdesk.word_label")}
							hint={say("pactsdesk.word_hint")}
							value={word}
							options={pactWords.map((value) => ({ value, label: say(`pacts.name_${value}`) }))}
							required
						/>
						<Actions>
							<Button quiet>{say("pacts.save")}</Button>
						</Actions>
					</Form>
				</Card>
			)}
		</Page>
	);
}

type NewProps = {
	view: View;
	form: FormState;
	id: string;
	idea?: { id: string; title: string; words: string; language: string };
};

/** A new pact: what it is called and about; who makes it comes next. */
export function NewPactPage({ view, form, id, idea }: NewProps) {
	const { say } = view;
	const fields = { view, form };
	return (
		<Page view={view} title={say("pactsdesk.new")} lead={say(idea ? "pactsdesk.new_from_idea" : "pactsdesk.new_lead")}>
			<ErrorSummary {...fields} />
			<Form action="/pacts" id={id}>
				{idea && <input type="hidden" name="idea" value={idea.id} />}
				<TextField {...fields} name="title" label={say("pacts.called")} value={idea?.title} maxLength={120} required />
				<TextArea {...fields} name="about" label={say("pacts.about")} value={idea?.words} maxLength={2000} rows={5} />
				<LanguageField {...fields} label={say("pactsdesk.language")} value={idea?.language ?? "it"} required />
				<Readers>{say("pacts.text_readers")}</Readers>
				<Actions>
					<Button>{say("pactsdesk.begin")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
