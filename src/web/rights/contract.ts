import { z } from "zod";
import { id, list, oneOf, optionalDay } from "../../core/input.ts";
import { addDays, type Day } from "../../core/period.ts";
import { ways } from "../../modules/community/contract.ts";
import { headings } from "./copied/kinds.ts";

/** The law's month, counted so that it is never overrun: 28 days are a month whatever the month. */
export const termDays = 28;

/** By when a request of a day is to be answered. */
export function dueOn(askedOn: Day): Day {
	return addDays(askedOn, termDays);
}

/** Why something that stands here is not in a copy. */
export const grounds = ["another_person", "others_rights", "services_own", "reserved", "sealed_for_good"] as const;
export type Ground = (typeof grounds)[number];

/** A text, in the pieces that may be read and those kept back. */
const part = z.union([z.string(), z.strictObject({ withheld: z.enum(grounds) })]);
export type Part = z.output<typeof part>;

const said = z.strictObject({
	/** Which of the words of the copy it is. */
	name: z.string().regex(/^[a-z_]+$/),
	/** For a code, where its words stand. */
	words: z.string().optional(),
	value: z.union([z.string(), z.number(), z.boolean(), z.array(part).max(2000)]),
});
export type Said = z.output<typeof said>;

/** A released copy, as a file for programs; docs/copy.schema.json states it. */
export const copyFile = z.strictObject({
	format: z.literal("filo.copy"),
	version: z.literal(1),
	madeOn: z.iso.date(),
	about: z.string().min(1).max(120),
	sections: z.array(
		z.strictObject({ heading: z.enum(headings), entries: z.array(z.array(said).min(1).max(40)).max(5000) }),
	),
	/** What was kept back, how often and on which ground. */
	withheld: z.array(z.strictObject({ heading: z.enum(headings), ground: z.enum(grounds), n: z.int().min(1) })),
});
export type CopyFile = z.output<typeof copyFile>;

/** A request for a copy. Its state: asked, released since `releasedAt`, given since `givenOn`. */
export type CopyRequest = {
	id: string;
	personId: string;
	neighbourhoodId: string;
	label: string;
	askedOn: Day;
	dueOn: Day;
	releasedAt: Date | null;
	inPerson: boolean;
	givenOn: Day | null;
	/** Whether what was released is still kept. */
	kept: boolean;
};

export const askOwnCopy = z.object({ id: id<"copy">() });
export const askCopy = z.object({ id: id<"copy">(), how: oneOf(ways), day: optionalDay() });
export type AskCopy = z.output<typeof askCopy>;

const key = z.string().regex(/^[0-9a-f]{32}$/, { error: "error.choice" });
/** Which sentences stay out. `version` is what was on screen, so that nothing written since slips through. */
export const checkCopy = z.object({ version: key, hidden: list(key, 2000) });
export type CheckCopy = z.output<typeof checkCopy>;
