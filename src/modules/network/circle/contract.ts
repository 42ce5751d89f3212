import { z } from "zod";
import { id, oneOf, optionalDay, optionalId, optionalOneOf, optionalText, text, tick } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import { type Responsible, responsibleFields } from "../../community/agreements/contract.ts";
import { ways } from "../../community/contract.ts";

/** How near, from the middle outwards. */
export const rings = ["home", "street", "quarter", "beyond"] as const;
export type Ring = (typeof rings)[number];

/** Whence the people of a circle are, clockwise from the top. */
export const sectors = ["family", "neighbours", "associations", "services"] as const;
export type Sector = (typeof sectors)[number];

/** Who gives a hand: them to the person, the person to them, each to the other. */
export const hands = ["received", "given", "both"] as const;
export type Hand = (typeof hands)[number];

/** As many as a circle has room for. */
export const mostEntries = 80;

/** Somebody or something in a circle, as its person says it. Without `since` it has always been, or nobody said. */
export type Entry = {
	id: string;
	label: string;
	ring: Ring;
	sector: Sector;
	hand: Hand | null;
	caredFor: boolean;
	since: Day | null;
	until: Day | null;
	/** Whether somebody or something known here is meant: then it counts in the network. */
	known: boolean;
};

/** A person's own map. */
export type Circle = { drawnOn: Day; ownNeeds: string | null; inHousehold: boolean; entries: Entry[] };

/** Drawing begins: how the person said yes; at their own account that is the act itself. */
export const drawForm = z.object({ id: id<"circle">(), how: oneOf(ways), day: optionalDay(), ...responsibleFields });
export const drawOwnForm = z.object({ id: id<"circle">() });
export type DrawCircle = { id: string; how: (typeof ways)[number]; day?: Day } & Responsible;

const said = {
	label: text(80),
	ring: oneOf(rings),
	sector: oneOf(sectors),
	hand: optionalOneOf(hands),
	caredFor: tick(),
	since: optionalDay(),
	until: optionalDay(),
};
export const addEntryForm = z.object({ id: id<"circle_entry">(), ...said });
export type AddEntry = z.output<typeof addEntryForm>;

export const changeEntryForm = z.object(said);
export type ChangeEntry = z.output<typeof changeEntryForm>;

/** Who is meant, chosen from candidates or by the exact name; nobody takes it back. */
export const matchForm = z.object({ party: optionalId<"party">(), party_typed: optionalText(120) });
export type MatchEntry = z.output<typeof matchForm>;

/** A circle as it comes in from a file, whoever wrote it: who is in it, and what its person would need. */
export const circleFile = z.object({
	entries: z.array(z.object(said)).max(mostEntries),
	ownNeeds: z.preprocess((v) => v ?? undefined, optionalText(500)),
});
export type TakenIn = z.output<typeof circleFile>;

/** What is said of one of a circle, in the order of a table. */
export const saidOfEntry = ["label", "sector", "ring", "hand", "caredFor", "since", "until"] as const;

export const needsForm = z.object({ ownNeeds: optionalText(500) });
export const householdForm = z.object({ inHousehold: tick() });

/** Two days to lay beside each other. */
export const compareQuery = z.object({ from: optionalDay(), to: optionalDay() });
export type Compare = z.output<typeof compareQuery>;
