import { z } from "zod";
import { optionalText } from "../../../core/input.ts";

/** The published rules, in the order in which the page states them. Kept in step with the check of `access.unusual`. */
export const ruleNames = ["outside", "many", "night", "copies"] as const;
export type RuleName = (typeof ruleNames)[number];

/** More different pages of people than this within one hour of the clock. */
export const pagesAnHour = 40;
/** More copies and lists than this within one day. */
export const copiesADay = 30;
/** Something opened from this hour of Rome on, and until that one. */
export const nightFrom = "22:30";
export const nightUntil = "05:30";

/** Reading that a rule calls unusual: when, how many, which rule. Never of whom. */
export type Unusual = {
	id: string;
	rule: RuleName;
	territoryId: string;
	role: string;
	beganAt: Date;
	endedAt: Date;
	n: number;
	seenAt: Date | null;
	/** What came of it, as the officer wrote it; those who read see it too. */
	words: string | null;
};

/** The same with whose reading it was: for the officer. */
export type UnusualOf = Unusual & { name: string | null };

/** The officer has looked into it. */
export const markSeen = z.object({ words: optionalText(1000) });
export type MarkSeen = z.output<typeof markSeen>;
