import { Select, TextField, Tick } from "../../../ui/components.tsx";
import { dateInWords, languageInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { ResponsibleFields } from "../../../ui/responsible.tsx";
import type { Agreement, Purpose } from "../contract.ts";
import { isFromRight, isReviewed, questionIn } from "./asked.ts";
import { type AskedLanguage, askedLanguages } from "./fields.ts";

type Props = { view: View; form: FormState };

/** The words in which somebody is asked, as they are kept with the answer. */
export function AskedWords({ view, purpose, language }: { view: View; purpose: Purpose; language: AskedLanguage }) {
	return (
		<blockquote class="card" lang={language} dir={isFromRight(language) ? "rtl" : "ltr"}>
			<p>{questionIn(language, purpose)}</p>
			{!isReviewed(language) && (
				<p class="soft" lang={view.language} dir="ltr">
					{view.say("ledger.unreviewed")}
				</p>
			)}
		</blockquote>
	);
}

export function languageChoices(view: View) {
	return askedLanguages.map((value) => ({ value, label: languageInWords(view.language, value) }));
}

/** In which language they were asked; where the words were neither shown nor read out, none is chosen. */
export function LanguageField({ view, form }: Props) {
	return (
		<Select
			view={view}
			form={form}
			name="language"
			label={view.say("ledger.language")}
			hint={view.say("ledger.language_hint")}
			empty={view.say("ledger.language_none")}
			options={languageChoices(view)}
		/>
	);
}

/** Until when, and who answers for a minor. */
export function UntilAndMinor({ view, form, min, minor }: Props & { min: string; minor?: boolean }) {
	const { say } = view;
	const common = { view, form };
	return (
		<>
			<TextField
				{...common}
				name="until"
				type="date"
				label={say("ledger.until")}
				hint={say("ledger.until_hint")}
				min={min}
			/>
			{!minor && <Tick {...common} name="minor" label={say("ledger.minor")} />}
			<ResponsibleFields {...common} required={minor} />
			{form.errors.again && (
				<Tick {...common} name="again" label={say("ledger.again")} hint={say("ledger.again_hint")} />
			)}
		</>
	);
}

/** «detto a voce il 3 marzo · vale fino al …», or the no, or its end. */
export function answerLine(view: View, entry: Agreement): string {
	const { say, language } = view;
	const day = dateInWords(language, entry.givenOn);
	const how = say(`community.way_${entry.givenHow}`);
	if (entry.answer === "declined") return say("ledger.said_no", { day, how });
	return [
		say("community.given", { day, how }),
		entry.until && !entry.withdrawnOn && say("ledger.stands_until", { day: dateInWords(language, entry.until) }),
		entry.withdrawnOn && say("community.withdrawn", { day: dateInWords(language, entry.withdrawnOn) }),
	]
		.filter(Boolean)
		.join(" · ");
}
