import { newId } from "../../../core/ids.ts";
import { Button, Chips, ErrorSummary, Form, Readers, Select, TextField } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { type FormState, typedValue } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { calledIn, isStanding, type Purpose, pathOf, purposes, ways } from "../contract.ts";
import { type Ledger, processingOf, yesHere } from "./contract.ts";
import { type AskedLanguage, ageBands, answers } from "./fields.ts";
import { bandKey } from "./ledger.page.tsx";
import { AskedWords, languageChoices, UntilAndMinor } from "./parts.tsx";

type Props = {
	view: View;
	ledger: Ledger;
	today: string;
	purpose: Purpose;
	language: AskedLanguage;
	form: FormState;
};

/** Asking somebody something: the words first, in their language, then what they answered. */
export function NewAnswerPage({ view, ledger, today, purpose, language, form }: Props) {
	const { say } = view;
	const { person, minor, entries } = ledger;
	const common = { view, form };
	const path = `${pathOf(person)}/agreements`;
	const label = calledIn(person);
	const of = entries.filter((entry) => entry.purpose === purpose);
	const stands = of.some((entry) => isStanding(entry, today));
	const [last] = of;
	const isHere = (yesHere as readonly Purpose[]).includes(purpose);
	return (
		<Page view={view} title={say("ledger.new_title", { label })} place="community" lead={say("ledger.new_lead")}>
			<p>
				<a href={path}>{say("ledger.title", { label })}</a>
			</p>
			<form method="get" action={`${path}/new`} class="form" aria-label={say("ledger.choose")}>
				<Words view={view} purpose={purpose} language={language} />
				<Button quiet>{say("ledger.show_words")}</Button>
			</form>
			<section class="stack" aria-labelledby="words">
				<h2 id="words">{say("ledger.read_out")}</h2>
				<AskedWords view={view} purpose={purpose} language={language} />
				<p>
					<a href={`${path}/sheet?purpose=${purpose}&language=${language}`}>{say("ledger.sheet_link")}</a>
				</p>
				<LegalGround view={view} purpose={processingOf[purpose]} />
			</section>
			<section class="stack" aria-labelledby="answer">
				<h2 id="answer">{say("ledger.their_answer")}</h2>
				{last?.answer === "declined" && (
					<p>{say("ledger.said_no_before", { day: dateInWords(view.language, last.givenOn) })}</p>
				)}
				{stands && <p>{say("ledger.stands_already")}</p>}
				{!isHere && <p>{say(`ledger.yes_elsewhere_${purpose}`)}</p>}
				<ErrorSummary {...common} />
				<Form action={path} id={typedValue(form, "id") || newId()} label={say("ledger.their_answer")}>
					<input type="hidden" name="purpose" value={purpose} />
					<input type="hidden" name="language" value={language} />
					<Chips
						{...common}
						name="answer"
						label={say("ledger.answer")}
						options={answers.map((value) => ({ value, label: say(`ledger.answer_${value}`) }))}
						value={isHere ? undefined : "declined"}
						required
					/>
					{purpose === "age_band" && (
						<Select
							{...common}
							name="ageBand"
							label={say("ledger.band")}
							empty={say("ledger.band_none")}
							options={ageBands.map((value) => ({ value, label: say(`ledger.band_${bandKey(value)}`) }))}
						/>
					)}
					<Chips
						{...common}
						name="how"
						label={say("ledger.how")}
						options={ways.map((value) => ({ value, label: say(`community.way_${value}`) }))}
						required
					/>
					<TextField {...common} name="day" type="date" label={say("community.agreed_on")} value={today} max={today} />
					<UntilAndMinor {...common} min={today} minor={minor} />
					<Readers>{say("community.readers")}</Readers>
					<Button>{say("ledger.save")}</Button>
				</Form>
			</section>
		</Page>
	);
}

/** What is asked and in which language, for the form that only shows. */
export function Words({ view, purpose, language }: { view: View; purpose: Purpose; language: AskedLanguage }) {
	const { say } = view;
	const form = { values: { purpose, language }, errors: {} };
	return (
		<>
			<Select
				view={view}
				form={form}
				name="purpose"
				label={say("ledger.purpose")}
				options={purposes.map((value) => ({ value, label: say(`community.purpose_${value}`) }))}
				required
			/>
			<Select
				view={view}
				form={form}
				name="language"
				label={say("ledger.language")}
				options={languageChoices(view)}
				required
			/>
		</>
	);
}
