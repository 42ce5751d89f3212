import { Actions, Button } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { calledIn, type PartyLine, type Purpose, pathOf } from "../contract.ts";
import { askedIn, isFromRight, isReviewed } from "./asked.ts";
import type { AskedLanguage } from "./fields.ts";
import { Words } from "./new.page.tsx";

/** A sheet of paper to be signed: the question in the person's language, and nothing about them that they do not write themselves. */
export function SheetPage(props: { view: View; person: PartyLine; purpose: Purpose; language: AskedLanguage }) {
	const { view, person, purpose, language } = props;
	const { say } = view;
	const asked = askedIn(language);
	const path = `${pathOf(person)}/agreements`;
	return (
		<Page view={view} title={say("ledger.sheet_title")} place="community">
			<Actions>
				<form method="get" action={`${path}/sheet`} class="form" aria-label={say("ledger.choose")}>
					<Words view={view} purpose={purpose} language={language} />
					<Button quiet>{say("ledger.show_words")}</Button>
				</form>
				<p class="soft">{say("ledger.sheet_how")}</p>
				{!isReviewed(language) && <p class="soft">{say("ledger.unreviewed")}</p>}
				<p>
					<a href={path}>{say("ledger.title", { label: calledIn(person) })}</a>
				</p>
			</Actions>
			<section class="card stack" lang={language} dir={isFromRight(language) ? "rtl" : "ltr"}>
				<h2>{asked[purpose]}</h2>
				<p>☐ {asked.yes}</p>
				<p>☐ {asked.no}</p>
				<p>{asked.after}</p>
				{(["person", "until", "day", "signature", "responsible"] as const).map((line) => (
					<p key={line}>{asked[line]}: ______________________________</p>
				))}
			</section>
		</Page>
	);
}
