import type { ComponentChildren } from "preact";
import { Fragment } from "preact";
import { dateInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import type { Party, PartyKind, TieTold } from "./contract.ts";

/** The five lists by their segment of the address. */
export const nouns = {
	persons: "person",
	households: "household",
	groups: "group",
	organisations: "organisation",
	places: "place",
} as const satisfies Record<string, PartyKind>;
export type Noun = keyof typeof nouns;

export const nounOf: Record<PartyKind, Noun> = {
	person: "persons",
	household: "households",
	group: "groups",
	organisation: "organisations",
	place: "places",
};

/** The page of a party. */
export function pathOf(party: { kind: PartyKind; id: string }): string {
	return `/community/${nounOf[party.kind]}/${party.id}`;
}

/** How a party is called in a sentence: somebody known by a description stands in quotation marks. */
export function calledIn(party: Party): string {
	return party.level === "description" ? `«${party.label}»` : party.label;
}

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
