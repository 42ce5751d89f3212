import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import {
	id,
	oneOf,
	optionalId,
	optionalOneOf,
	optionalText,
	pageOfList,
	text,
	tick,
	whole,
} from "../../../core/input.ts";
import { type Language, residentLanguages } from "../../../core/languages.ts";
import type { Day } from "../../../core/period.ts";
import { givenName, type OneContact, oneContact, typedCode } from "../../community/reach/contract.ts";
import type { Held } from "../../exchange/moderation/contract.ts";

export const ideaStates = ["proposed", "answered", "became", "withdrawn"] as const;
export type IdeaState = (typeof ideaStates)[number];

/** What an idea becomes after a yes. */
export const hows = ["initiative", "pact"] as const;
export type How = (typeof hows)[number];

/** How a list is narrowed by what was answered; the desk looks at two more. */
export const standings = ["waiting", "yes", "not_now"] as const;
export const deskStandings = [...standings, "overdue", "withdrawn"] as const;
export type DeskStanding = (typeof deskStandings)[number];

const language = () => oneOf(residentLanguages);
const said = { title: text(120), words: text(2000), language: language() };

/** What somebody proposes with an account. */
export const newIdea = z.object({ id: optionalId<"idea">(), ...said, nameShown: tick() });
export type NewIdea = z.output<typeof newIdea>;

/** Without one: a name and a contact besides. */
export const newIdeaWithout = newIdea.extend({ givenName, contact: oneContact });
export type NewIdeaWithout = z.output<typeof newIdeaWithout>;

/** At the desk, for somebody who is there and wants it read by everybody. */
export const deskIdea = newIdeaWithout.extend({ neighbourhood: optionalText(60), agreed: tick() });
export type DeskIdea = z.output<typeof deskIdea>;

/** «I am in, too.» One tap with an account. */
export const newJoin = z.object({ id: optionalId<"join">(), nameShown: tick() });
export type NewJoin = z.output<typeof newJoin>;
export const newJoinWithout = newJoin.extend({ givenName, contact: oneContact, language: language() });
export type NewJoinWithout = z.output<typeof newJoinWithout>;

/** A page of ideas. */
export const ideasQuery = pageOfList.extend({ q: optionalText(80), state: optionalOneOf(standings) });
export type IdeasQuery = z.output<typeof ideasQuery>;
export const deskQuery = ideasQuery.extend({
	state: optionalOneOf(deskStandings),
	neighbourhood: optionalText(60),
});
export type DeskQuery = z.output<typeof deskQuery>;

/** The public answer: yes and how, or not now; always why. */
export const newAnswer = z.discriminatedUnion(
	"answer",
	[
		z.object({ answer: z.literal("yes"), how: oneOf(hows), reason: text(1000), language: language() }),
		z.object({ answer: z.literal("not_now"), reason: text(1000), language: language() }),
	],
	{ error: "error.choice" },
);
export type NewAnswer = z.output<typeof newAnswer>;

/** The initiative that an idea became; a pact says so itself. */
export const becameInitiative = z.object({ initiative: id<"initiative">() });

/** Within how many days an idea is answered. */
export const ideaTerm = z.object({ days: whole(7, 180) });

/** What whoever proposed or joined does with it. */
export const ownAct = z.discriminatedUnion(
	"act",
	[
		z.object({ act: z.literal("withdraw"), idea: id<"idea">() }),
		z.object({ act: z.literal("change"), idea: id<"idea">(), title: said.title, words: said.words }),
		z.object({ act: z.literal("leave"), join: id<"join">() }),
	],
	{ error: "error.choice" },
);
export type OwnAct = z.output<typeof ownAct>;

/** The code of the letter. */
export const codeOfReach = z.object({ code: typedCode });

export type Answer =
	| { is: "yes"; how: How; reason: string; language: Language; on: Day }
	| { is: "not_now"; reason: string; language: Language; on: Day };

/** Where an idea stands; each state has its own fields. */
export type Stands =
	| { state: "proposed"; answerBy: Day }
	| { state: "answered"; answer: Answer }
	| { state: "became"; answer: Answer; became: { kind: How; id: string; on: Day } }
	| { state: "withdrawn"; answer?: Answer; withdrawnOn: Day };

/** An idea as anybody reads it. */
export type PublicIdea = {
	id: Id<"idea">;
	title: string;
	words: string;
	language: Language;
	/** One word, and only where its owner ticked so. */
	called: string | null;
	proposedOn: Day;
	/** How many joined. */
	joined: number;
	stands: Stands;
};

/** The same with who joined and ticked that their given name may be read, at most twelve, and the page of what it became. */
export type PublicIdeaPage = PublicIdea & { names: string[]; leadsTo: string | null };

/** An idea as whoever proposed it reads it. */
export type OwnIdea = PublicIdea & {
	confirmed: boolean;
	held: Held | null;
	hiddenBecause: string | null;
	mayChange: boolean;
};

/** An own idea in a short list: what was answered, and what became of it. */
export type OwnLine = Pick<PublicIdea, "id" | "title" | "language"> & {
	answer: "yes" | "not_now" | null;
	became: How | null;
};

/** What somebody joined. */
export type OwnJoin = { id: Id<"join">; idea: PublicIdea; confirmed: boolean };

/** An idea as the desk reads it. */
export type DeskIdeaLine = OwnIdea & { name: string; overdue: boolean };

/** Somebody who joined, as the desk reads it. */
export type DeskJoin = {
	id: Id<"join">;
	name: string;
	/** Undefined for whoever has an account. */
	contact: OneContact | undefined;
	confirmed: boolean;
	hasAccount: boolean;
};

/** What a pact begins with. */
export type IdeaForPact = {
	id: Id<"idea">;
	neighbourhoodId: Id<"neighbourhood">;
	title: string;
	words: string;
	language: Language;
	reachId?: string;
	personId?: Id<"party">;
	accountId?: Id<"account">;
};
