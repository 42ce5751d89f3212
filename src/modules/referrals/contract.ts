import { z } from "zod";
import { id, oneOf, optionalDay, optionalId, optionalText, text, tick, whole } from "../../core/input.ts";
import type { Day } from "../../core/period.ts";
import { responsibleFields } from "../community/agreements/contract.ts";
import { ways } from "../community/contract.ts";

/** What can be said in a referral, in the order in which it is read. It starts empty; each is added by itself. */
export const fieldKeys = [
	"name",
	"situation",
	"asks",
	"urgency",
	"tried",
	"household",
	"lives",
	"phone",
	"reach",
] as const;
export type FieldKey = (typeof fieldKeys)[number];

/** How far a referral is, in the order of its path; the last two are its ends. */
export const states = [
	"draft",
	"offered",
	"agreed",
	"grounded",
	"sent",
	"received",
	"returned",
	"declined",
	"accepted",
	"in_progress",
	"concluded",
	"closed",
	"revoked",
] as const;
export type StateName = (typeof states)[number];

/** What it rests on: the person's agreement, or a legal ground whose words stand beside it. */
export type Basis =
	| { kind: "agreement"; agreementId: string; on: Day }
	| { kind: "ground"; on: Day /** Whether the person was told. */; told: boolean };

type Sent = { deskId: string; basis: Basis; sentAt: Date };
type Received = Sent & { receivedAt: Date };
type Accepted = Received & { acceptedAt: Date };
type Begun = Accepted & { begunAt: Date };

/** How far it is, and what is known only there. */
export type State =
	| { state: "draft" }
	| { state: "offered"; offeredAt: Date }
	| { state: "agreed"; basis: Basis & { kind: "agreement" } }
	| { state: "grounded"; basis: Basis & { kind: "ground" } }
	| ({ state: "sent" } & Sent)
	| ({ state: "received" } & Received)
	| ({ state: "returned"; returnedAt: Date } & Received)
	| ({ state: "declined"; declinedAt: Date } & Received)
	| ({ state: "accepted" } & Accepted)
	| ({ state: "in_progress" } & Begun)
	| ({ state: "concluded"; concludedAt: Date } & Begun)
	| { state: "closed"; closedAt: Date; answered: boolean }
	| { state: "revoked"; revokedAt: Date; revokedBy: "person" | "staff" };

/** A referral without its texts. `version` grows by one with every change. */
export type Referral = State & {
	id: string;
	personId: string;
	neighbourhoodId: string;
	facilitatorId: string;
	/** The desk it is meant for, once one is chosen. */
	chosenDeskId: string | null;
	/** What that desk was called when it was chosen. */
	deskName: string | null;
	/** The account at the desk that took it on. */
	takenBy: string | null;
	urgent: boolean;
	/** One more each time it was opened again. */
	round: number;
	version: number;
	beganAt: Date;
	/** Whether the desk reads it now. */
	isOpen: boolean;
	shownToPerson: boolean;
};

/** What is done to a referral. */
export const verbs = [
	"offer",
	"agree",
	"ground",
	"redraft",
	"send",
	"receive",
	"accept",
	"decline",
	"returnForMore",
	"begin",
	"conclude",
	"close",
	"revoke",
	"reopen",
] as const;
export type Verb = (typeof verbs)[number];

/** Who does it: who hands over, the desk (its people, or its link), the person themselves. */
export type Side = "facilitator" | "desk" | "person";

/** One thing said. `left` is whether these very words are with the desk. */
export type Field = { key: FieldKey; text: string; shared: boolean; left: boolean };

export const wordKinds = ["ground", "reason", "question", "answer", "own_note", "reopening"] as const;
export type WordKind = (typeof wordKinds)[number];

/** Something said along the path. */
export type Word = { id: string; kind: WordKind; text: string; at: Date; round: number };

/** One step of the path, by whom: the name of who works here, or nothing for the person and for a desk's link. */
export type Step = {
	from: StateName | null;
	to: StateName;
	at: Date;
	byRole: string;
	by: string | null;
	round: number;
};

export type Call = { id: string; who: string; reached: boolean; at: Date };

/** Who goes along: somebody of the person's own, a volunteer by first name, a facilitator. */
export const companionKinds = ["somebody", "volunteer", "facilitator"] as const;
export type CompanionKind = (typeof companionKinds)[number];
export type Companion = { id: string; kind: CompanionKind; name: string; on: Day | null };

/** The version somebody had before their eyes when they decided. */
const version = { version: whole(1, 1_000_000) };

export const beginReferral = z.object({ id: id<"referral">(), person: id<"party">(), urgent: tick() });
export type BeginReferral = z.output<typeof beginReferral>;

export const writeField = z.object({ key: oneOf(fieldKeys), text: text(2000), shared: tick(), ...version });
export type WriteField = z.output<typeof writeField>;

export const removeField = z.object({ key: oneOf(fieldKeys), ...version });
export type RemoveField = z.output<typeof removeField>;

export const chooseDesk = z.object({ desk: id<"desk">(), ...version });
export type ChooseDesk = z.output<typeof chooseDesk>;

/** A step that says nothing but itself. */
export const step = z.object(version);
export type StepTaken = z.output<typeof step>;

export const agreeForm = z.object({ ...version, how: oneOf(ways), day: optionalDay(), ...responsibleFields });
export type Agree = z.output<typeof agreeForm>;

/** Without the person's agreement: the norm it rests on, and whether the person was told. */
export const groundForm = z.object({ ...version, norm: text(500), told: oneOf(["yes", "no"]) });
export type GroundIt = z.output<typeof groundForm>;

/** A step with its words: why it is declined, what is missing, why it is opened again. */
export const stepInWords = z.object({ ...version, words: text(2000) });
export type StepInWords = z.output<typeof stepInWords>;

/** The answer goes back; the own note stays with the desk. */
export const concludeForm = z.object({ ...version, answer: text(2000), note: optionalText(4000) });
export type Conclude = z.output<typeof concludeForm>;

export const deskNote = z.object({ id: id<"words">(), note: text(4000) });
export type DeskNote = z.output<typeof deskNote>;

/** Who was called, and at what time of which day; left out, now. */
export const callForm = z.object({
	id: id<"call">(),
	who: text(200),
	reached: oneOf(["yes", "no"]),
	day: optionalDay(),
	time: optionalText(5),
});
export type RecordCall = z.output<typeof callForm>;

export const companionForm = z.object({
	id: id<"companion">(),
	kind: oneOf(companionKinds),
	name: text(80),
	on: optionalDay(),
});
export type AddCompanion = z.output<typeof companionForm>;

export const newQuery = z.object({ person: optionalId<"party">() });

/** Which of the own: those that wait for the reader; at a desk, those the reader took on. */
export const listQuery = z.object({ waiting: tick(), mine: tick() });

const said = <const Name extends Verb, Shape extends z.ZodRawShape>(verb: Name, shape: Shape) =>
	z.object({ verb: z.literal(verb), ...shape });

/** One step, in JSON: what each asks to be said with it. A revocation names no version: it wins until acceptance. */
export const stepBody = z.discriminatedUnion("verb", [
	said("offer", version),
	said("agree", agreeForm.shape),
	said("ground", groundForm.shape),
	said("redraft", version),
	said("send", version),
	said("receive", version),
	said("accept", version),
	said("decline", stepInWords.shape),
	said("returnForMore", stepInWords.shape),
	said("begin", version),
	said("conclude", concludeForm.shape),
	said("close", version),
	said("revoke", {}),
	said("reopen", stepInWords.shape),
]);
export type StepBody = z.output<typeof stepBody>;
