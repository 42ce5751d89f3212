import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import {
	id,
	oneOf,
	optionalId,
	optionalOneOf,
	optionalText,
	optionalWhole,
	pageOfList,
	text,
	tick,
} from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import { type Language, residentLanguages } from "../../../ui/words.ts";
import { forWhom } from "../../community/behalf/contract.ts";
import { givenName, type OneContact, oneContact, typedCode } from "../../community/reach/contract.ts";
import type { Moving } from "../contract.ts";
import type { Held } from "../moderation/contract.ts";

export const postKinds = ["ask", "offer"] as const;
export type PostKind = (typeof postKinds)[number];

/** What a post is about, as a picture says it; none of them is a topic of needs. */
export const sorts = ["fix", "ride", "form", "company", "errand", "lend", "plants", "learn", "other"] as const;
export type Sort = (typeof sorts)[number];

export const postStates = ["open", "taken", "done", "withdrawn", "handed"] as const;
export type PostState = (typeof postStates)[number];

/** Offered; agreed: both said yes; done; over: it came to nothing; passed: somebody else was chosen; withdrawn. */
export const answerStates = ["offered", "agreed", "done", "over", "passed", "withdrawn"] as const;
export type AnswerState = (typeof answerStates)[number];

/** What may need a licence, money or personal care: explained, never refused without a word. */
export const cares = ["licence", "money", "care"] as const;
export type Care = (typeof cares)[number];

const language = () => oneOf(residentLanguages);

const said = {
	kind: oneOf(postKinds),
	sort: oneOf(sorts),
	title: text(120),
	words: optionalText(600),
	language: language(),
};

/** What a neighbour asks or offers, with one name and one contact. `to` says, after a hint, where it should go. */
export const newPost = z.object({
	id: optionalId<"post">(),
	...said,
	givenName,
	contact: oneContact,
	to: optionalOneOf(["board", "desk"]),
});
export type NewPost = z.output<typeof newPost>;

/** The same at the desk: the person is known here, or not; an ask may come from a need, with the person's yes. */
export const deskPost = newPost.extend({
	neighbourhood: optionalText(60),
	person: optionalId<"party">(),
	need: optionalId<"need">(),
	agreed: tick(),
});
export type DeskPost = z.output<typeof deskPost>;

/** The same entered by somebody trusted, for a person. */
export const postForSomebody = z.object({
	id: id<"post">(),
	...said,
	...forWhom,
	to: optionalOneOf(["board", "desk"]),
});
export type PostForSomebody = z.output<typeof postForSomebody>;

/** The desk's list in JSON. */
export const deskQuery = z.object({ neighbourhood: optionalText(60) });

/** «I can.» */
export const newAnswer = z.object({ id: optionalId<"answer">(), givenName, contact: oneContact, language: language() });
export type NewAnswer = z.output<typeof newAnswer>;

/** A page of the board. */
export const boardQuery = pageOfList.extend({
	kind: optionalOneOf(postKinds),
	sort: optionalOneOf(sorts),
	q: optionalText(80),
});
export type BoardQuery = z.output<typeof boardQuery>;

/** What moved whoever gave: an earlier act they received, or one of the other answers. */
const moved = () => optionalText(40);

/** What somebody does with their own post or answer; `answer` names which one it is about. */
export const ownAct = z.discriminatedUnion(
	"act",
	[
		z.object({ act: z.literal("agree"), answer: id<"answer">() }),
		z.object({ act: z.literal("tell"), answer: id<"answer">() }),
		z.object({ act: z.literal("happened"), answer: id<"answer">(), minutes: optionalWhole(1, 6000), moved: moved() }),
		z.object({ act: z.literal("moved"), answer: id<"answer">(), moved: moved() }),
		z.object({ act: z.literal("thank"), answer: id<"answer">() }),
		z.object({ act: z.literal("over"), answer: id<"answer">() }),
		z.object({ act: z.literal("block"), answer: id<"answer">() }),
		z.object({ act: z.literal("leave"), answer: id<"answer">() }),
		z.object({ act: z.literal("withdraw"), post: id<"post">() }),
		z.object({
			act: z.literal("change"),
			post: id<"post">(),
			sort: said.sort,
			title: said.title,
			words: said.words,
		}),
	],
	{ error: "error.choice" },
);
export type OwnAct = z.output<typeof ownAct>;

/** The code of the letter. */
export const codeOfReach = z.object({ code: typedCode });

/** What the desk does with a post. */
export const deskPostAct = z.object({ act: oneOf(["confirm", "mind", "reopen", "close"]) });
/** And with an answer, in the name of one of the two or of both. */
export const deskAnswerAct = z.object({
	act: oneOf(["confirm", "agree", "told", "happened", "over"]),
	minutes: optionalWhole(1, 6000),
});

/** Who gave and who received, chosen or typed. */
export const deskAct = z.object({
	giver: optionalId<"party">(),
	giver_typed: optionalText(120),
	receiver: optionalId<"party">(),
	receiver_typed: optionalText(120),
});
export type DeskAct = z.output<typeof deskAct>;

/** The form's address: from which need, for whom. */
export const deskStart = z.object({ need: optionalId<"need">(), person: optionalId<"party">() });

/** After how many days an ask goes to whoever works there. */
export const boardTerm = z.object({
	days: z.preprocess((v) => (v === undefined ? "" : v), optionalWhole(3, 90).pipe(z.int({ error: "error.whole" }))),
});

/** A post as anybody reads it. */
export type PublicPost = {
	id: Id<"post">;
	kind: PostKind;
	sort: Sort;
	title: string;
	words: string;
	/** One word: never a surname. */
	called: string;
	language: Language;
	postedOn: Day;
};

/** A post as whoever wrote it reads it. */
export type OwnPost = PublicPost & {
	state: PostState;
	confirmed: boolean;
	held: Held | null;
	hiddenBecause: string | null;
	answers: OwnAnswer[];
};

/** An own ask or offer in a short list. */
export type OwnLine = Pick<PublicPost, "id" | "kind" | "title" | "language"> & { answers: number };

/** An answer as one of the two reads it: whom to reach only after both said yes, and on that day alone. */
export type OwnAnswer = {
	id: Id<"answer">;
	state: AnswerState;
	mine: boolean;
	confirmed: boolean;
	/** How the other of the two wants to be called: one word. */
	called: string;
	/** What it answers, for whoever answered. */
	post: PublicPost;
	agreed: boolean;
	toldOn: Day | null;
	told?: { name: string; contact: OneContact };
	/** Whether I am the one who gives. */
	gives: boolean;
	minutes: number | null;
	thanked: boolean;
	actId: string | null;
	movedBy: Moving | null;
};

/** What waits at the desk. */
export type DeskPostLine = PublicPost & {
	name: string;
	contact: string;
	contactKind: "phone" | "email";
	state: PostState;
	held: Held | null;
	hiddenBecause: string | null;
	confirmed: boolean;
	handedOn: Day | null;
	mindedBy: Id<"account"> | null;
};
export type DeskAnswerLine = {
	id: Id<"answer">;
	post: DeskPostLine;
	name: string;
	contact: string;
	contactKind: "phone" | "email";
	state: AnswerState;
	confirmed: boolean;
	told: { poster: Day | null; answerer: Day | null };
	/** The persons of the two, where they are known: giver and receiver of an act. */
	giver: string | null;
	receiver: string | null;
};
