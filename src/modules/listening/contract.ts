import { z } from "zod";
import type { Id } from "../../core/ids.ts";
import {
	day,
	id,
	list,
	oneOf,
	optionalDay,
	optionalId,
	optionalOneOf,
	optionalText,
	pageOfList,
	text,
	tick,
} from "../../core/input.ts";
import type { Day } from "../../core/period.ts";

/** Asked for, noticed, reported, offered. */
export const noteKinds = ["asked", "noticed", "reported", "offered"] as const;
export type NoteKind = (typeof noteKinds)[number];

/** Our short list of topics, in the order of the page; the same rows stand in `listening.topics`. */
export const topics = [
	"company",
	"errands",
	"home",
	"papers",
	"health",
	"caring",
	"children",
	"young",
	"work",
	"money",
	"food",
	"learning",
	"languages",
	"getting_about",
	"neighbours",
	"shared_spaces",
	"habits",
	"safety",
] as const;
export type Topic = (typeof topics)[number];

/** What Filò may guess from a text. A person is not among it. */
export const guessable = ["topic", "place", "date"] as const;
export type Guessable = (typeof guessable)[number];

export const needStates = ["heard", "being_answered", "answered", "handed_over", "closed"] as const;
export type NeedState = (typeof needStates)[number];

/** What can answer a need, on whatever floor it stands. */
export const answerKinds = ["offer", "resource", "initiative", "act", "service", "meeting", "other"] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** Kinds of parties a note can be about. */
export const aboutKinds = ["person", "household", "group", "organisation", "place"] as const;
/** Kinds of parties something is heard from. */
export const heardFromKinds = ["person", "household", "group", "organisation"] as const;

/** A note as a machine sends it. */
export const recordNote = z.object({
	id: optionalId<"note">(),
	neighbourhood: optionalText(60),
	text: text(4000),
	kind: oneOf(noteKinds),
	topic: optionalOneOf(topics),
	about: optionalId<"party">(),
	place: optionalId<"party">(),
	heardOn: optionalDay(),
	urgent: tick(),
	duringVisit: tick(),
	heardFrom: optionalText(120),
	heardFromId: optionalId<"party">(),
	called: optionalText(120),
});

/** What `recordNote` takes; from a form, what was typed of a name comes along. */
export type RecordNote = z.output<typeof recordNote> & { aboutTyped?: string; heardFromTyped?: string };

/** A note as the form sends it: the text is enough. */
export const noteForm = z
	.object({
		id: optionalId<"note">(),
		text: text(4000),
		kind: z.preprocess((v) => (v === "" ? undefined : v), oneOf(noteKinds).default("noticed")),
		topic: optionalOneOf(topics),
		about: optionalId<"party">(),
		about_typed: optionalText(120),
		heardOn: optionalDay(),
		otherDay: optionalDay(),
		urgent: tick(),
		duringVisit: tick(),
		heardFromId: optionalId<"party">(),
		heardFromId_typed: optionalText(120),
		called: optionalText(120),
		calledAlso: optionalText(120),
	})
	.transform(
		({ about_typed, heardFromId_typed, otherDay, called, calledAlso, ...rest }): RecordNote => ({
			...rest,
			neighbourhood: undefined,
			place: undefined,
			heardFrom: undefined,
			heardOn: otherDay ?? rest.heardOn,
			called: [called, calledAlso].filter(Boolean).join(", ").slice(0, 120) || undefined,
			aboutTyped: about_typed,
			heardFromTyped: heardFromId_typed,
		}),
	);

/** Says that a guess is right. */
export const confirmGuess = z.object({ guess: oneOf(guessable) });

/** Changes what can be changed of a note; the chosen value is no guess any more. Empty leaves as it is. */
export const changeNote = z.object({
	topic: optionalOneOf(topics),
	place: optionalId<"party">(),
	place_typed: optionalText(120),
	heardOn: optionalDay(),
});
export type ChangeNote = z.output<typeof changeNote>;

export const listNotes = pageOfList.extend({
	neighbourhood: optionalText(60),
	kind: optionalOneOf(noteKinds),
	topic: optionalOneOf(topics),
	about: optionalId<"party">(),
	need: optionalId<"need">(),
});
export type ListNotes = z.output<typeof listNotes>;

/** Ways of looking at the list of notes. */
export const noteTabs = ["all", "unread", "unplaced", "offered", "urgent"] as const;
export type NoteTab = (typeof noteTabs)[number];
export const notesPage = z.object({
	show: z.preprocess((v) => v || undefined, z.enum(noteTabs).catch("all").default("all")),
	/** Only what was said about somebody or something: then all of it, without tabs. */
	about: optionalId<"party">(),
	cursor: optionalText(200),
});

/** Everything entered until this note is read. */
export const readTo = z.object({ note: id<"note">() });

/** A note as JSON shows it. */
export type Note = {
	id: Id<"note">;
	neighbourhood: string;
	text: string;
	kind: NoteKind;
	topic: Topic | null;
	place: Id<"party"> | null;
	about: Id<"party"> | null;
	heardOn: Day;
	guessed: Guessable[];
	urgent: boolean;
	duringVisit: boolean;
	called: string | null;
	taken: { by: Id<"account">; at: string } | null;
	need: Id<"need"> | null;
	setAsideOn: Day | null;
	heardFrom: string | null;
	heardFromId: Id<"party"> | null;
	/** Null where a partner sent it through its link. */
	recordedBy: Id<"account"> | null;
	fromPartner: boolean;
	recordedAt: string;
};

/** A need made of notes. Without a title, the first note's words begin it. */
export const recordNeed = z.object({
	id: optionalId<"need">(),
	title: optionalText(160),
	notes: list(id<"note">(), 50)
		.pipe(z.array(z.any()).min(1, { error: "error.required" }))
		.transform((v) => v as Id<"note">[]),
	topic: optionalOneOf(topics),
	place: optionalId<"party">(),
});
export type RecordNeed = z.output<typeof recordNeed>;

/** Gathers notes into a new need, or into one that is there. */
export const gatherForm = recordNeed.extend({ need: optionalId<"need">() });

export const addNotes = z.object({
	notes: list(id<"note">(), 50)
		.pipe(z.array(z.any()).min(1, { error: "error.required" }))
		.transform((v) => v as Id<"note">[]),
});

export const changeState = z.object({
	id: optionalId<"step">(),
	to: oneOf(needStates),
	reason: optionalText(500),
});
export type ChangeState = z.output<typeof changeState>;

export const matchOffer = z.object({ id: optionalId<"answer">(), note: id<"note">() });
export type MatchOffer = z.output<typeof matchOffer>;

/** What answered a need, in words, where it is no record of Filò. */
export const recordAnswer = z.object({ id: id<"answer">(), kind: oneOf(["service", "other"]), label: text(200) });
export type RecordAnswer = z.output<typeof recordAnswer>;

export const listNeeds = pageOfList.extend({
	neighbourhood: optionalText(60),
	state: optionalOneOf(needStates),
	topic: optionalOneOf(topics),
});
export type ListNeeds = z.output<typeof listNeeds>;

/** Ways of looking at the list of needs. */
export const needTabs = ["open", "ended"] as const;
export const needsPage = z.object({
	show: z.preprocess((v) => v || undefined, z.enum(needTabs).catch("open").default("open")),
	cursor: optionalText(200),
});

/** A need as JSON and upper modules see it. */
export type Need = {
	id: Id<"need">;
	neighbourhoodId: Id<"neighbourhood">;
	title: string;
	topic: Topic | null;
	place: Id<"party"> | null;
	state: NeedState;
	reason: string | null;
	firstHeardOn: Day;
	lastHeardOn: Day;
	notes: number;
	closedOn: Day | null;
	recordedAt: string;
};

/** What an upper module writes under a need: its record, by kind, id and the name it had then. */
export type Answer = { needId: string; kind: AnswerKind; recordId?: string; label: string; id?: string };

export const recordFollowUp = z.object({
	id: optionalId<"follow-up">(),
	neighbourhood: optionalText(60),
	what: text(300),
	dueOn: day(),
	note: optionalId<"note">(),
	need: optionalId<"need">(),
	about: optionalId<"party">(),
	assignedTo: optionalId<"account">(),
});
/** What `recordFollowUp` takes; from a form, what was typed of a name comes along. */
export type RecordFollowUp = z.output<typeof recordFollowUp> & { aboutTyped?: string };

export const followUpForm = recordFollowUp
	.extend({ about_typed: optionalText(120) })
	.transform(({ about_typed, ...rest }): RecordFollowUp => ({ ...rest, aboutTyped: about_typed }));

/** The note or the need a new follow-up is about, in the address of its form. */
export const followUpOf = z.object({ note: optionalId<"note">(), need: optionalId<"need">() });

/** How a follow-up ended: on its day or before, after it, or not at all and with a reason. */
export const followUpEndings = ["done", "done_late", "let_go"] as const;
export type FollowUpEnding = (typeof followUpEndings)[number];
/** What can become of a follow-up; each is a step in its history. */
export const followUpStepKinds = [...followUpEndings, "partly", "moved", "handed_over", "taken_up"] as const;
export type FollowUpStepKind = (typeof followUpStepKinds)[number];

export const finishFollowUp = z.object({ outcome: optionalText(500) });
export const moveFollowUp = z.object({ dueOn: day() });
/** Done in part: what remains, and by when. The step's id makes that sent twice it is taken once. */
export const partlyDone = z.object({
	id: optionalId<"step">(),
	outcome: optionalText(500),
	remains: text(300),
	dueOn: day(),
});
export type PartlyDone = z.output<typeof partlyDone>;
/** The same from the page, whose fields stand beside those of other forms. */
export const partlyForm = partlyDone
	.omit({ outcome: true, dueOn: true })
	.extend({ partly: optionalText(500), remainsBy: day() })
	.transform(({ partly, remainsBy, ...rest }): PartlyDone => ({ ...rest, outcome: partly, dueOn: remainsBy }));
export const letGo = z.object({ reason: text(500) });
export const giveFollowUp = z.object({ assignedTo: id<"account">(), words: optionalText(500) });
export type GiveFollowUp = z.output<typeof giveFollowUp>;

/** One step of a follow-up's history: what became of it, and what it said before. */
export type FollowUpStep = {
	id: Id<"step">;
	at: string;
	by: Id<"account"> | null;
	kind: FollowUpStepKind;
	words: string | null;
	whatBefore: string;
	dueBefore: Day;
	assignedBefore: Id<"account">;
	assignedAfter: Id<"account"> | null;
};

export const listFollowUps = pageOfList.extend({ neighbourhood: optionalText(60) });
export type ListFollowUps = z.output<typeof listFollowUps>;

export type FollowUp = {
	id: Id<"follow-up">;
	what: string;
	dueOn: Day;
	note: Id<"note"> | null;
	need: Id<"need"> | null;
	about: Id<"party"> | null;
	assignedTo: Id<"account">;
	doneAt: string | null;
	ending: FollowUpEnding | null;
	outcome: string | null;
	recordedAt: string;
};

/** A note as a list shows it, with the names it points to. */
export type NoteLine = {
	id: Id<"note">;
	text: string;
	kind: NoteKind;
	topic: Topic | null;
	placeLabel?: string;
	aboutLabel?: string;
	heardFrom?: string;
	heardOn: Day;
	guessed: Guessable[];
	urgent: boolean;
	takenBy: Id<"account"> | null;
	need: Id<"need"> | null;
	setAside: boolean;
	recordedAt: Date;
	/** Not read by whoever looks; said on the list only. */
	unread?: boolean;
	/** Read by nobody but its writer; said on the list only. */
	unseen?: boolean;
};

/** What the first page of the day says of listening. Lists are cut; `…Count` says how many there are. */
export type TodayOfListening = {
	/** Urgent and nobody has taken charge yet; oldest first. */
	urgent: NoteLine[];
	/** Due today or before, and not done. `mine` where assigned to the actor. */
	followUps: { id: Id<"follow-up">; what: string; dueOn: Day; aboutLabel?: string; mine: boolean }[];
	/** Needs in the state heard, the longest heard first. */
	unansweredNeeds: Need[];
	unansweredNeedsCount: number;
	unplacedNotes: NoteLine[];
	unplacedNotesCount: number;
	/** Effort, to be shown beside growth: visits noted, and how many people wrote notes, this month. */
	visitsThisMonth: number;
	recordersThisMonth: number;
};

export const followUpsPage = z.object({ cursor: optionalText(200) });
