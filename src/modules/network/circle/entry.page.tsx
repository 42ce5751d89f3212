import { Actions, Button, ErrorSummary, Form, PartyPicker, Readers } from "../../../ui/components.tsx";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { type Candidate, calledIn, type Party } from "../../community/contract.ts";
import { EntryFields, of } from "./circle.page.tsx";
import { lineOf } from "./drawing.tsx";
import type { Shown } from "./service.ts";

export type EntryProps = {
	view: View;
	entry: Shown;
	person: Party;
	isOwn: boolean;
	form: FormState;
	match: FormState;
	candidates: Candidate[];
};

/** One of a circle: said anew, taken out, and, by staff, matched with whoever is meant. */
export function EntryPage(props: EntryProps) {
	const { view, entry, person, isOwn, form } = props;
	const { say } = view;
	const back = isOwn ? "/network/circle" : `/network/circle/${person.id}`;
	return (
		<Page view={view} title={entry.label} place="community" lead={lineOf(view, entry) || undefined}>
			<p>
				<a href={back}>{say(of(isOwn, "entry_back"), { label: calledIn(person) })}</a>
			</p>
			<ErrorSummary view={view} form={form} />
			<Form action={`/network/circle/entries/${entry.id}`}>
				<EntryFields view={view} form={form} entry={entry} />
				<Readers>{say(of(isOwn, "readers"))}</Readers>
				<LegalGround view={view} purpose="circle" />
				<Actions>
					<Button>{say("circle.save")}</Button>
				</Actions>
			</Form>
			{!isOwn && <Match {...props} />}
			<form method="post" action={`/network/circle/entries/${entry.id}/remove`} class="stack">
				<p>{say("circle.remove_hint")}</p>
				<Button quiet>{say("circle.remove")}</Button>
			</form>
		</Page>
	);
}

function Match({ view, entry, match, candidates }: EntryProps) {
	const { say } = view;
	const chosen = entry.party && { id: entry.party.id, label: calledIn(entry.party) };
	return (
		<section aria-labelledby="match" class="stack">
			<h2 id="match">{say("circle.match_title")}</h2>
			<ErrorSummary view={view} form={match} />
			<Form action={`/network/circle/entries/${entry.id}/match`}>
				<PartyPicker
					view={view}
					form={match}
					name="party"
					label={say("circle.match")}
					hint={say("circle.match_hint")}
					kinds="person,household,group,organisation"
					candidates={candidates}
					chosen={chosen}
				/>
				<Readers>{say("circle.readers_of")}</Readers>
				<Button quiet>{say("circle.match_save")}</Button>
			</Form>
		</section>
	);
}
