import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { email, id, list, oneOf, optionalOneOf, optionalWhole, text, whole } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import { type Topic, topics } from "../../listening/contract.ts";

/** Telephone numbers: one a line in a form, a list in JSON. */
const phones = z.preprocess(
	(v) => (typeof v === "string" ? v.split("\n").flatMap((line) => line.trim() || []) : v),
	z.array(text(40), { error: "error.text" }).min(1, { error: "error.required" }).max(5, { error: "error.too_many" }),
);

/** What a coordinator says of a desk. */
const said = {
	name: text(120),
	topics: list(oneOf(topics), topics.length),
	hours: text(200),
	capacity: optionalWhole(1, 200),
	phones,
	members: list(id<"account">(), 40),
	email: z.preprocess((v) => (v === "" || v === null ? undefined : v), email().optional()),
	/** In which language letters to the desk itself are written. */
	language: oneOf(["it", "de", "en"]).default("it"),
	/** Working days until a reminder: while it is not received, and while it is not answered. */
	receiveDays: whole(1, 60).default(3),
	answerDays: whole(1, 90).default(10),
};

export const makeDesk = z.object({ id: id<"desk">(), ...said });
export type MakeDesk = z.output<typeof makeDesk>;

export const changeDesk = z.object(said);
export type ChangeDesk = z.output<typeof changeDesk>;

/** Which desks: those there for a topic, where one is named. */
export const chooseDesk = z.object({ topic: optionalOneOf(topics) });

/** A desk. `byLink`: it has no accounts, and works by link. */
export type KnownDesk = {
	id: Id<"desk">;
	name: string;
	topics: Topic[];
	hours: string;
	/** Referrals a week; null where nobody said. */
	capacity: number | null;
	phones: string[];
	members: Id<"account">[];
	byLink: boolean;
	language: "it" | "de" | "en";
	receiveDays: number;
	answerDays: number;
	closedOn: Day | null;
};

/** A desk with how many referrals wait there. */
export type Desk = KnownDesk & { waiting: number };

/** What whoever chooses a desk sees of it. */
export type DeskChoice = Pick<Desk, "id" | "name" | "topics" | "hours" | "capacity" | "phones" | "byLink" | "waiting">;

/** A social worker who can belong to a desk. */
export type Member = { id: Id<"account">; name: string };

/** A desk as its page shows it: with the names of its members. */
export type DeskOnPage = Desk & { names: Member[] };
