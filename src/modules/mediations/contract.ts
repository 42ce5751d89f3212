import { z } from "zod";
import { day, id, list, oneOf, optionalId, optionalText, pageOfList, text } from "../../core/input.ts";
import type { Day } from "../../core/period.ts";
import type { Party } from "../community/contract.ts";

/** How far a mediation is. Each state has fields of its own: see `Mediation`. */
const states = ["opened", "heard", "meeting", "agreed", "not_agreed", "handed", "followed_up", "closed"] as const;
export type State = (typeof states)[number];

export const holdings = ["yes", "partly", "no"] as const;
export type Holds = (typeof holdings)[number];

/** How a round came to an end. */
export type Conclusion = "agreed" | "not_agreed" | "handed";

/** At least two, at most this many. */
export const mostParties = 4;

const picked = Object.fromEntries(
	["one", "other", "third", "fourth"].flatMap((name) => [
		[name, optionalId<"party">()],
		[`${name}_typed`, optionalText(120)],
	]),
) as Record<PartyField, ReturnType<typeof optionalId<"party">>> &
	Record<`${PartyField}_typed`, ReturnType<typeof optionalText>>;
export const partyFields = ["one", "other", "third", "fourth"] as const;
export type PartyField = (typeof partyFields)[number];

export const openMediation = z.object({
	id: optionalId<"mediation">(),
	neighbourhood: optionalText(60),
	matter: text(300),
	...picked,
});
export type OpenMediation = z.output<typeof openMediation>;

/** JSON: by their ids alone. */
export const jsonMediation = z.object({
	id: optionalId<"mediation">(),
	neighbourhood: optionalText(60),
	matter: text(300),
	one: id<"party">(),
	other: id<"party">(),
	third: optionalId<"party">(),
	fourth: optionalId<"party">(),
});

const step = { id: id<"mediation_step">(), day: day() };

/** What can be done in a mediation, each with what it needs. */
export const takeStep = z.discriminatedUnion(
	"act",
	[
		z.object({ act: z.literal("hear"), ...step, of: id<"mediation_party">() }),
		z.object({
			act: z.literal("meet"),
			...step,
			present: list(id<"mediation_party">(), mostParties),
			words: text(4000),
		}),
		z.object({ act: z.literal("propose"), ...step, words: text(4000) }),
		z.object({ act: z.literal("agree"), ...step, of: id<"mediation_party">(), called: optionalText(120) }),
		z.object({ act: z.literal("end"), ...step, words: text(2000) }),
		z.object({ act: z.literal("hand"), ...step, to: text(200), words: optionalText(2000) }),
		z.object({ act: z.literal("follow"), ...step, holds: oneOf(holdings), words: optionalText(2000) }),
		z.object({ act: z.literal("close"), ...step }),
		z.object({ act: z.literal("reopen"), ...step, words: text(1000) }),
	],
	{ error: "error.choice" },
);
export type TakeStep = z.output<typeof takeStep>;
export type Act = TakeStep["act"];

/** What one of them says, and for whom: the others, or whoever mediates alone. */
export const sayWords = z.object({
	id: id<"mediation_words">(),
	of: id<"mediation_party">(),
	words: text(2000),
	hearers: oneOf(["others", "mediator"]),
	day: day(),
});
export type SayWords = z.output<typeof sayWords>;

/** That the others have heard it, word for word. */
export const tellWords = z.object({ day: day() });
export type TellWords = z.output<typeof tellWords>;

/** Naming somebody who reads it too, taking them out, or handing it on to them. */
export const nameReader = z.object({ act: oneOf(["add", "remove", "hand_on"]), reader: id<"account">() });
export type NameReader = z.output<typeof nameReader>;

export const browseMediations = z.object({ cursor: optionalText(200) });
export const jsonMediations = pageOfList;

/** What one of the parties said. */
export type Words = {
	id: string;
	of: string;
	words: string | undefined;
	forOthers: boolean;
	saidOn: Day;
	toldOn: Day | null;
};

/** One of the parties. `party` is missing once they were let go. */
export type MediationParty = {
	id: string;
	place: number;
	party?: Party;
	heardOn: Day | null;
	agreedOn: Day | null;
	/** How they want to be named on the sheet. */
	called?: string;
};

export type Step = {
	id: string;
	act: Act | "open";
	from: State | null;
	to: State;
	on: Day;
	of: string | null;
	present: string[] | null;
	holds: Holds | null;
	words?: string;
	/** To whom it was handed. */
	to_whom?: string;
	byName?: string;
};

/** A line of the list: who it is between and how far it is; what it is about is read on its page. */
export type MediationLine = { id: string; state: State; openedOn: Day; parties: Party[] };

type Round = {
	/** In which round, from 1. */
	round: number;
	openedOn: Day;
};

/** What each state brings with it. */
type Stage =
	| { state: "opened" }
	| { state: "heard"; heardOn: Day }
	| { state: "meeting"; heardOn: Day; metOn: Day }
	| { state: Conclusion; concludedOn: Day }
	| { state: "followed_up"; concludedOn: Day; conclusion: Conclusion; followedOn: Day }
	| { state: "closed"; concludedOn: Day; conclusion: Conclusion; followedOn: Day; closedOn: Day };

/** A mediation, opened for those who are named on it. A text whose key is gone is missing. */
export type Mediation = Round &
	Stage & {
		id: string;
		neighbourhoodId: string;
		matter?: string;
		/** What they promise each other, as far as it is written. */
		proposal?: string;
		parties: MediationParty[];
		words: Words[];
		steps: Step[];
		mediator: string;
		readers: { id: string; name: string }[];
	};
