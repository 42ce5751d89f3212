import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import {
	clock,
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
} from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import type { PartyKind } from "../../community/contract.ts";
import type { NeedState, Topic } from "../contract.ts";

/** Who can sit at the table, or promise something there, with a page of their own. Whoever has none is a plain role. */
export const tableKinds = ["person", "organisation", "group"] as const satisfies readonly PartyKind[];

export const promiseStates = ["open", "kept", "let_go"] as const;
export type PromiseState = (typeof promiseStates)[number];

const when = {
	heldOn: day(),
	begins: z.preprocess((v) => (v === "" || v === null ? undefined : v), clock().optional()),
};
/** A place recorded here, or its words. */
const where = { place: optionalId<"party">(), place_typed: optionalText(120) };

export const recordMeeting = z.object({
	id: optionalId<"meeting">(),
	neighbourhood: optionalText(60),
	title: text(120),
	...when,
	...where,
	/** Needs that come on its agenda at once, each still without its printed line. */
	needs: list(id<"need">(), 30).transform((v) => v as Id<"need">[]),
});
export type RecordMeeting = z.output<typeof recordMeeting>;

/** Title and day anew; a place left out stays. */
export const changeMeeting = z.object({ title: text(120), ...when, ...where });
export type ChangeMeeting = z.output<typeof changeMeeting>;

/** Somebody recorded here, a plain role, or both: as somebody agreed to be called. */
export const addAttendee = z.object({
	id: optionalId<"attendee">(),
	party: optionalId<"party">(),
	party_typed: optionalText(120),
	namedAs: optionalText(120),
});
export type AddAttendee = z.output<typeof addAttendee>;

/** A need, a line of one's own, or both. */
export const addItem = z.object({
	id: optionalId<"agenda-item">(),
	need: optionalId<"need">(),
	line: optionalText(200),
});
export type AddItem = z.output<typeof addItem>;

/** Left out it stays; null, or emptied in a form, takes it away. */
function removable(most: number) {
	return z.preprocess((v) => (typeof v === "string" && v.trim() === "" ? null : v), text(most).nullable().optional());
}

/** The printed line, what was decided, and whether that answers the need. */
export const writeItem = z.object({ line: removable(200), decided: removable(1000), answers: tick() });
export type WriteItem = z.output<typeof writeItem>;

export const recordPromise = z.object({
	id: optionalId<"promise">(),
	meeting: id<"meeting">(),
	item: optionalId<"agenda-item">(),
	what: text(300),
	dueOn: day(),
	/** A colleague; or somebody recorded here; or a plain role. */
	account: optionalId<"account">(),
	party: optionalId<"party">(),
	party_typed: optionalText(120),
	words: optionalText(120),
});
export type RecordPromise = z.output<typeof recordPromise>;

/** Kept, let go with its reason, or still open, perhaps until another day. */
export const settlePromise = z.object({
	id: optionalId<"promise-step">(),
	to: oneOf(promiseStates),
	reason: optionalText(500),
	dueOn: optionalDay(),
});
export type SettlePromise = z.output<typeof settlePromise>;

export const listMeetings = pageOfList.extend({ neighbourhood: optionalText(60) });
export type ListMeetings = z.output<typeof listMeetings>;

export const listPromises = pageOfList.extend({
	neighbourhood: optionalText(60),
	state: optionalOneOf(promiseStates),
});
export type ListPromises = z.output<typeof listPromises>;

export const meetingsPage = z.object({ cursor: optionalText(200) });

/** The need a new meeting begins with, in the address of its form. */
export const meetingOf = z.object({ need: optionalId<"need">() });

/** Ways of looking at the list of promises. */
export const promiseTabs = ["open", "settled"] as const;
export const promisesPage = z.object({
	show: z.preprocess((v) => v || undefined, z.enum(promiseTabs).catch("open").default("open")),
	cursor: optionalText(200),
});

export type Meeting = {
	id: Id<"meeting">;
	neighbourhoodId: Id<"neighbourhood">;
	title: string;
	heldOn: Day;
	/** `HH:MM`. */
	begins: string | null;
	place: Id<"party"> | null;
	placeWords: string | null;
	/** The colleague who answers for it. */
	responsible: Id<"account">;
	recordedAt: string;
};

export type Attendee = { id: Id<"attendee">; party: Id<"party"> | null; namedAs: string | null };

export type AgendaItem = {
	id: Id<"agenda-item">;
	need: Id<"need"> | null;
	/** Of the need, for those who prepare the meeting; never printed. */
	needTitle: string | null;
	needState: NeedState | null;
	topic: Topic | null;
	/** What is printed; nothing is, until it is written. */
	line: string | null;
	decided: string | null;
	/** Whether the decision stands among what answers the need. */
	answers: boolean;
};

export type Promised = {
	id: Id<"promise">;
	meeting: Id<"meeting">;
	item: Id<"agenda-item"> | null;
	what: string;
	account: Id<"account"> | null;
	party: Id<"party"> | null;
	words: string | null;
	dueOn: Day;
	state: PromiseState;
	reason: string | null;
	/** The colleague who keeps an eye on it. */
	responsible: Id<"account">;
	recordedAt: string;
};

/** A meeting with what belongs to it. */
export type MeetingWhole = Meeting & { attendees: Attendee[]; agenda: AgendaItem[]; promises: Promised[] };

/** A promise on the first page of the day: the own ones first. `by` is undefined for the own and for a colleague's. */
export type PromiseToday = {
	id: Id<"promise">;
	what: string;
	dueOn: Day;
	mine: boolean;
	colleague: boolean;
	by?: string;
};

/** A meeting a need was on the agenda of. */
export type MeetingOfNeed = { id: string; title: string; heldOn: Day; line: string | null; decided: string | null };

/** What of meetings stays with an account; `promised` where the account itself promised it. */
export type OpenOfMeetings = {
	meetings: { id: Id<"meeting">; title: string; heldOn: Day }[];
	promises: { id: Id<"promise">; what: string; dueOn: Day; promised: boolean }[];
};

/** A meeting of the days that come, on the first page of the day. */
export type MeetingToday = Pick<Meeting, "id" | "title" | "heldOn" | "begins">;
