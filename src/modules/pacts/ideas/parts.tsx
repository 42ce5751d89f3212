import { dayOf } from "../../../core/period.ts";
import { Entries, LanguageField, TextArea, TextField, Thread } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { apart, langOf, Written } from "../../../ui/written.tsx";
import type { Answer, PublicIdea, Stands } from "./contract.ts";
import { isOverdue } from "./rules.ts";

/** Where an idea stands, in a few words: until when the answer comes, or what it was. */
export function standsInWords({ say, language, now }: View, stands: Stands): string {
	if (stands.state === "withdrawn") return say("ideas.is_withdrawn");
	if (stands.state === "became") return say(`ideas.became_${stands.became.kind}`);
	if (stands.state === "answered") return say(`ideas.answer_${stands.answer.is}`);
	const day = dateInWords(language, stands.answerBy);
	return say(isOverdue(stands, dayOf(now)) ? "ideas.answer_late" : "ideas.answer_by", { day });
}

/** «3 ci stanno · risposta entro il 22 dicembre». */
export function ideaLine(view: View, idea: PublicIdea): string {
	return [joinedInWords(view, idea), standsInWords(view, idea.stands)].filter(Boolean).join(" · ");
}

function joinedInWords({ say }: View, { joined }: PublicIdea): string {
	return joined > 0 ? say("ideas.joined", { n: joined }) : "";
}

/** A list of ideas, each a link below `here`. */
export function IdeaList({ view, ideas, here }: { view: View; ideas: readonly PublicIdea[]; here: string }) {
	return (
		<Entries
			label={view.say("ideas.list")}
			items={ideas.map((idea) => ({
				key: idea.id,
				title: (
					<a href={`${here}/${idea.id}`} lang={langOf(view, idea.language)} dir="auto">
						{idea.title}
					</a>
				),
				line: ideaLine(view, idea),
			}))}
		/>
	);
}

/** The life of an idea: proposed, answered, become something. */
export function IdeaThread({ view, idea, leadsTo }: { view: View; idea: PublicIdea; leadsTo?: string | null }) {
	const { say, language } = view;
	const { stands } = idea;
	const answer = "answer" in stands ? stands.answer : undefined;
	const proposed = {
		key: "proposed",
		done: true,
		when: dateInWords(language, idea.proposedOn),
		title: idea.called ? say("ideas.proposed_by", { name: apart(view, idea.called) }) : say("ideas.proposed"),
	};
	return (
		<Thread
			label={say("ideas.thread")}
			knots={[
				proposed,
				...(answer ? [answerKnot(view, answer)] : []),
				...(stands.state === "proposed"
					? [{ key: "waits", title: say("ideas.waits_title"), line: standsInWords(view, stands) }]
					: []),
				...(stands.state === "became" ? [becameKnot(view, stands, leadsTo)] : []),
				...(stands.state === "withdrawn"
					? [
							{
								key: "withdrawn",
								done: true,
								when: dateInWords(language, stands.withdrawnOn),
								title: say("ideas.is_withdrawn"),
							},
						]
					: []),
				...(stands.state === "answered" && stands.answer.is === "yes"
					? [{ key: "next", title: say(`ideas.next_${stands.answer.how}`) }]
					: []),
			]}
		/>
	);
}

function answerKnot(view: View, answer: Answer) {
	const { say, language } = view;
	return {
		key: "answer",
		done: true,
		when: dateInWords(language, answer.on),
		title: say(`ideas.answer_${answer.is}`),
		line: (
			<Written view={view} language={answer.language}>
				{answer.reason}
			</Written>
		),
	};
}

function becameKnot(view: View, { became }: Extract<Stands, { state: "became" }>, leadsTo?: string | null) {
	const { say, language } = view;
	const title = say(`ideas.became_${became.kind}`);
	const when = dateInWords(language, became.on);
	return { key: "became", done: true, when, title: leadsTo ? <a href={leadsTo}>{title}</a> : title };
}

/** What an idea says. */
export function IdeaFields({ view, form, idea }: { view: View; form: FormState; idea?: PublicIdea }) {
	const { say } = view;
	return (
		<>
			<TextField
				view={view}
				form={form}
				name="title"
				label={say("ideas.what")}
				hint={say("ideas.what_hint")}
				maxLength={120}
				value={idea?.title}
				required
			/>
			<TextArea
				view={view}
				form={form}
				name="words"
				label={say("ideas.words")}
				hint={say("ideas.words_hint")}
				rows={5}
				maxLength={2000}
				value={idea?.words}
				required
			/>
			{!idea && <WrittenIn view={view} form={form} />}
		</>
	);
}

/** In which language something is written. */
export function WrittenIn({ view, form }: { view: View; form: FormState }) {
	return <LanguageField view={view} form={form} label={view.say("ideas.language")} required />;
}
