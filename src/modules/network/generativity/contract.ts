import { z } from "zod";
import { optionalOneOf, optionalText } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import type { Generativity, PeriodEstimate } from "../../../measures/generativity.ts";

/** Below so many receipts there is no figure: the kindness of one or two people would stand behind it. */
export const leastReceipts = 20;

/** The neighbourhood on screen, or, for a coordinator, the whole territory. */
export const generativityAsked = z.object({ of: optionalOneOf(["territory"]) });
export const jsonGenerativity = generativityAsked.extend({ neighbourhood: optionalText(60) });
export type GenerativityAsked = z.output<typeof jsonGenerativity>;

/** A quarter of receipts; `figures` is null where they are too few, or nobody could be followed for long enough yet. */
export type Quarter = { from: Day; to: Day; receipts: number; isEarly: boolean; figures: PeriodEstimate | null };

/** A chain as a shape: of each act the place of the one that moved it, which comes before it; the first has −1. */
export type Chain = readonly number[];

/** What help generated, in a neighbourhood or a territory. What has too few receipts is null. */
export type Generated = {
	/** The day of the first act. */
	since: Day | null;
	today: Day;
	receipts: number;
	/** The last twelve months, or since the first act. */
	year: { from: Day; receipts: number; figures: Generativity | null };
	/** Everything since the first act. */
	all: Generativity | null;
	quarters: Quarter[];
	/** Some chains of two acts or more, the largest first. */
	drawn: Chain[];
};
