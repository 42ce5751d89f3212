import { z } from "zod";
import { oneOf, tick } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import { type Language, residentLanguages } from "../../../ui/words.ts";
import { givenName, oneContact } from "../reach/contract.ts";

/** Nothing else is entered for others. */
export type BehalfKind = "ask" | "offer" | "joining";

/** How the person is reached: by a contact of their own, through whoever enters it, or through the desk. */
export const throughs = ["own", "enterer", "desk"] as const;
export type Through = (typeof throughs)[number];

/** Whose words they are. */
export const sayers = ["person", "enterer"] as const;
export type Sayer = (typeof sayers)[number];

const isBlank = (value: unknown) => typeof value === "string" && value.trim() === "";

/** For whom something is entered; without a contact, where somebody else is called. */
export const forWhom = {
	givenName,
	through: oneOf(throughs),
	contact: z.preprocess((value) => (isBlank(value) ? undefined : value), oneContact.optional()),
	saidBy: oneOf(sayers),
	language: oneOf(residentLanguages),
	/** The person knows, and wants it. */
	agreed: tick(),
};
const whom = z.object(forWhom);
export type ForWhom = z.output<typeof whom>;

/** How the person said yes, as who works here was told. */
export const confirmedHow = z.object({ how: oneOf(["meeting", "paper"]) });
export type ConfirmedHow = z.output<typeof confirmedHow>["how"] | "code";

/** What was entered for somebody, as whoever entered it and who works here read it: never a contact. */
export type Behalf = {
	id: string;
	neighbourhoodId: string;
	kind: BehalfKind;
	recordId: string;
	givenName: string;
	label: string;
	language: Language;
	startsAt: Date | null;
	saidBy: Sayer;
	through: Through;
	enteredBy: string;
	enteredAt: Date;
	expiresOn: Day;
	confirmedAt: Date | null;
	confirmedHow: ConfirmedHow | null;
	hasSheet: boolean;
	endedOn: Day | null;
	endedHow: "expired" | "taken_back" | null;
};
