import type { ComponentChildren } from "preact";
import { Fragment } from "preact";
import { dateInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { calledIn, type Party, pathOf, type TieTold } from "./contract.ts";

function linkTo(party: Party, here: string | undefined): ComponentChildren {
	return party.id === here ? <strong>{calledIn(party)}</strong> : <a href={pathOf(party)}>{calledIn(party)}</a>;
}

/** A tie as a sentence, each of the two a link to its page, but for the page one is on. */
export function TieSentence({ view, tie, here }: { view: View; tie: TieTold; here?: string }) {
	const sentence = view.say(`community.tie_${tie.kind}`, { one: "[one]", other: "[other]" });
	const parts = sentence.split(/(\[one\]|\[other\])/);
	return (
		<>
			{parts.map((part, i) => (
				<Fragment key={i}>
					{part === "[one]" ? linkTo(tie.oneParty, here) : part === "[other]" ? linkTo(tie.otherParty, here) : part}
				</Fragment>
			))}
			{tie.doing && `, ${tie.doing}`}
		</>
	);
}

/** The same as plain text. */
export function tieInWords(view: View, tie: TieTold): string {
	return view.say(`community.tie_${tie.kind}`, { one: calledIn(tie.oneParty), other: calledIn(tie.otherParty) });
}

/** Since when, who said so, who wrote it down. */
export function tieLine(view: View, tie: TieTold & { recordedByName?: string }): string {
	const { say, language } = view;
	const parts = [
		say("community.since", { day: dateInWords(language, tie.since) }),
		tie.until && say("community.until", { day: dateInWords(language, tie.until) }),
		tie.existedBefore && say("community.existed_before"),
		tie.metAt && say("community.met_at"),
		say(`community.said_${tie.saidBy}`, { one: calledIn(tie.oneParty), other: calledIn(tie.otherParty) }),
		tie.recordedByName && say("community.recorded_by", { name: tie.recordedByName }),
	];
	return parts.filter(Boolean).join(" · ");
}
