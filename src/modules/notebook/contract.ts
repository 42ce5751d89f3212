import { z } from "zod";
import type { Id } from "../../core/ids.ts";
import { id, list, oneOf, optionalId, optionalText, text, whole } from "../../core/input.ts";
import type { Day } from "../../core/period.ts";
import type { FieldErrors, RefusalCode } from "../../core/refusal.ts";
import type { Role } from "../../core/roles.ts";

/** What goes over the wire between the notebook on the phone and the server. Islands import the types alone. */

/** The oldest version of the app that is still served: an older one opens with coverage once and is new. */
export const oldestServed = "0.1.0";
/** How many names are taken along at most. */
export const mostPeople = 200;
/** How many records come in one call, and how large all of it may be, in bytes. */
export const mostRecords = 50;
export const mostBytes = 12 * 1024 * 1024;
/** From how many minutes on a phone's clock is said to be off. */
export const clockOffMinutes = 10;

/** What can be written down without coverage. */
export const recordKinds = ["note", "attendance", "act", "consent", "follow_up", "follow_up_step"] as const;
export type RecordKind = (typeof recordKinds)[number];

export const newDevice = z.object({ id: id<"device">(), name: text(60) });
export type NewDevice = z.output<typeof newDevice>;

/** A phone or tablet of an account, as `/notebook/devices` and its JSON show it. Instants are ISO 8601. */
export type Device = {
	id: Id<"device">;
	name: string;
	registeredAt: string;
	lastSeenAt: string;
	/** Since when it is to wipe what it keeps, and when it was told so. */
	wipeAskedAt: string | null;
	wipeToldAt: string | null;
	/** Since when another stands in its place. */
	replacedAt: string | null;
};

export const packQuery = z.object({ device: id<"device">() });
export const peopleQuery = z.object({ q: optionalText(60) });
/** All of them, also when it is none: what is left out by mistake lets nobody go. */
export const chosenPeople = z.object({
	ids: z.array(id<"party">(), { error: "error.required" }).max(mostPeople, { error: "error.too_many" }),
});

/** The app's version at the server, and its clock, ISO 8601. */
export type Server = { version: string; at: string };

/** Somebody who can be taken along: never reserved, never protected, never somebody of whom nothing may be written. */
export type Person = { id: Id<"party">; neighbourhoodId: string; label: string };
export type FoundPeople = { items: (Person & { chosen: boolean })[]; next: null };

export const planKinds = ["session", "follow-up", "promise", "meeting"] as const;
/** One knot of today's thread. `at` is an instant or a day; `to` is the address of its page. */
export type PlanItem = {
	id: string;
	kind: (typeof planKinds)[number];
	at: string;
	title: string;
	where: string;
	to: string;
};

/** An open follow-up; `version` is the `base` of a step taken on it. */
export type PackedFollowUp = {
	id: Id<"follow-up">;
	neighbourhoodId: string;
	about: { id: Id<"party">; label: string } | null;
	what: string;
	dueOn: Day;
	/** Assigned to whoever carries the notebook. */
	mine: boolean;
	state: "open" | "done" | "let_go";
	version: string;
};

/** A date of today or near it; `version` is the `base` of its attendance. `present` is null where nobody said yet. */
export type PackedSession = {
	id: Id<"session">;
	initiativeId: Id<"initiative">;
	neighbourhoodId: string;
	title: string;
	startsAt: string;
	unnamed: number;
	version: string;
	/** `agreed`: whether they said that they may be written down at dates like this. */
	expected: { id: Id<"party">; label: string; present: boolean | null; agreed: boolean }[];
};

/** What the phone takes along for the day. Where `wipe` is true everything but `server` and `account` is empty. */
export type Pack = {
	server: Server;
	/** The oldest version of the app that is still served. */
	oldest: string;
	wipe: boolean;
	account: { id: Id<"account">; name: string; role: Role };
	neighbourhoods: { id: string; territoryId: string; slug: string; name: string }[];
	plan: PlanItem[];
	places: { id: Id<"party">; neighbourhoodId: string; label: string }[];
	followUps: PackedFollowUp[];
	people: Person[];
	/** To whom a follow-up can be handed over there; without a neighbourhood: in all of them. */
	colleagues: { id: Id<"account">; neighbourhoodId: string | null; label: string }[];
	sessions: PackedSession[];
};

/** The year 0 is none for PostgreSQL. */
const instant = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** An instant as a phone writes it (`toISOString`), right or wrong. */
function clockOfPhone() {
	return z
		.string({ error: "error.text" })
		.refine((said) => instant.test(said) && !Number.isNaN(Date.parse(said)), { error: "error.text" });
}

/**
 * A record as the phone sends it. `base` is the `version` that was edited, or the id of an earlier record of the phone
 * on the same thing; null for what is new. `after` names records of the phone this one builds on (the note of a
 * follow-up, the act that moved an act): until they are answered it is too early for this one.
 */
export const sentRecord = z.object({
	id: id<"record">(),
	seq: whole(0, 2_000_000_000),
	kind: oneOf(recordKinds),
	neighbourhoodId: id<"neighbourhood">(),
	/** The phone's clock: kept as it is said, never compared. */
	at: clockOfPhone(),
	base: z.preprocess(
		(v) => v ?? null,
		z.string({ error: "error.text" }).max(64, { error: "error.too_long" }).nullable(),
	),
	after: list(id<"record">(), 20),
	body: z.record(z.string(), z.unknown(), { error: "error.text" }),
});
export type SentRecord = z.output<typeof sentRecord>;

/** All of a call. A record that is not as it should be is answered by itself: none holds up the others. */
export const sentRecords = z.object({
	device: id<"device">(),
	phone: z.object({ at: clockOfPhone(), version: text(40) }),
	records: z
		.array(z.looseObject({ id: id<"record">() }))
		.min(1, { error: "error.required" })
		.max(mostRecords, { error: "error.too_many" }),
});
export type SentRecords = z.output<typeof sentRecords>;

/**
 * Who was there, name by name: who is not among the marks stays as they were. `agreed` are those who said just now that
 * they may be written down.
 */
export const attendanceBody = z.object({
	session: id<"session">(),
	marks: z.record(id<"party">(), z.boolean({ error: "error.choice" })),
	agreed: list(id<"party">(), 200),
	unnamed: z.preprocess((v) => v ?? undefined, whole(0, 2000).optional()),
});

/** What became of a follow-up. */
export const stepBody = z.object({
	followUp: id<"follow-up">(),
	to: oneOf(["done", "partly", "moved", "handed_over", "let_go"]),
	/** The outcome, or the reason where it is let go. */
	words: optionalText(500),
	/** Done in part, or moved: by when. */
	dueOn: z.preprocess((v) => v ?? undefined, z.string().optional()),
	/** Done in part: what remains. */
	remains: optionalText(300),
	/** Handed over: to whom. */
	assignedTo: optionalId<"account">(),
});

/** The bodies as the phone writes them: the modules' own contracts, without id and neighbourhood. */
export type Bodies = {
	note: {
		text: string;
		kind: "asked" | "noticed" | "reported" | "offered";
		topic?: string;
		about?: string;
		place?: string;
		heardOn?: Day;
		urgent?: boolean;
		duringVisit?: boolean;
		heardFrom?: string;
		heardFromId?: string;
		called?: string;
	};
	attendance: { session: string; marks: Record<string, boolean>; agreed?: string[]; unnamed?: number };
	act: {
		giver: string;
		receiver: string | string[];
		at: string;
		what: string;
		minutes?: number;
		movedBy?: string;
		answers?: string;
		uses?: string;
		paid?: boolean;
		freely?: boolean;
	};
	consent: {
		person: string;
		purpose: string;
		answer?: "agreed" | "declined";
		how: string;
		day?: Day;
		ageBand?: string;
		language?: string;
		until?: Day;
		minor?: boolean;
		responsible?: string;
		responsibleAs?: string;
		again?: boolean;
		/** The signed sheet: a JPEG, base64. */
		photo?: string;
	};
	follow_up: { what: string; dueOn: Day; note?: string; need?: string; about?: string; assignedTo?: string };
	follow_up_step: {
		followUp: string;
		to: "done" | "partly" | "moved" | "handed_over" | "let_go";
		words?: string;
		dueOn?: Day;
		remains?: string;
		assignedTo?: string;
	};
};

/** Why a record was set aside: kept sealed, and its writer sees it on `/notebook/devices`. */
export const asideReasons = ["role_ended", "not_here", "person_gone", "thing_gone", "device_replaced"] as const;
export type AsideReason = (typeof asideReasons)[number];

/** Both sides of a conflict have the shape of what was edited. */
export type TheirAttendance = {
	kind: "attendance";
	session: string;
	unnamed: number;
	present: { id: string; label: string }[];
};
export type TheirFollowUp = {
	kind: "follow_up";
	id: string;
	what: string;
	dueOn: Day;
	state: PackedFollowUp["state"];
	outcome: string | null;
	/** Who has it now, where the reader may see it. */
	assignedTo: string;
	assignedName: string | null;
};
export type Theirs = TheirAttendance | TheirFollowUp;

/**
 * What became of a record. `received`: written; the phone lets go of it. `set_aside`: kept here with its reason; the
 * phone lets go of it too. `needs_you`: not written; the phone keeps it and its user settles it by a further record.
 * `early`: records it builds on have not arrived; nothing is kept, the phone sends it again after them.
 */
export type Answer = {
	id: string;
	state: "received" | "needs_you" | "set_aside" | "early";
	refusal: { code: RefusalCode | AsideReason; detail: string; fields?: FieldErrors } | null;
	theirs: Theirs | null;
	/** The version of what was edited: after it where received, the current one where it needs somebody. */
	version: string | null;
};

export type Answered = {
	server: Server;
	wipe: boolean;
	/** Where the phone's clock is off: by how many minutes it is ahead (negative: behind). Else null. */
	clockOffMinutes: number | null;
	answers: Answer[];
};

/** A record that was set aside, as its writer sees it. */
export type SetAside = {
	id: Id<"record">;
	kind: RecordKind;
	reason: AsideReason;
	deviceName: string;
	/** The phone's clock, as it said. */
	at: string;
	receivedAt: string;
	/** What it says, field by field, without the photo. */
	body: Record<string, unknown>;
	hasPhoto: boolean;
};
