import { z } from "zod";
import { oneOf, optionalDay } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

/** What is looked at: from a day to another, both counted; left out, since the first of January. */
export const chosenPeriod = z
	.object({ from: optionalDay(), to: optionalDay() })
	.superRefine(({ from, to }, context) => {
		if (from && to && from > to) context.addIssue({ code: "custom", message: "error.order", path: ["to"] });
	});
export type ChosenPeriod = z.output<typeof chosenPeriod>;

/** What is to be counted anew: the neighbourhood on screen, or every one of the territory. */
export const askToCount = z.object({ of: oneOf(["neighbourhood", "territory"]) });
export type AskToCount = z.output<typeof askToCount>;

/** A neighbourhood's network on one day, in the numbers that are drawn over time. */
export type Point = {
	day: Day;
	people: number;
	/** Pairs of people with at least one tie. */
	ties: number;
	/** Pairs tied in two kinds or more. */
	multiplexPairs: number;
	/** Pairs of which both places are known, and those of them that join different streets (or hamlets). */
	placedTies: number;
	betweenPlaces: number;
	/** Pairs of which both age bands were said, and those of them that join different ones; null where fewer than five people said theirs, or fewer than five pairs are on either side. */
	agedTies?: number | null;
	betweenAges?: number | null;
	/** People with exactly one tie, and with none that is known. */
	singleTie: number;
	isolated: number;
};

/** The same with what is told of one day only. What is not defined (no ties, no people) is null. */
export type State = Point & {
	components: number;
	largestComponent: number;
	transitivity: number | null;
	averageClustering: number | null;
	bridges: number;
	articulationPoints: number;
	multiplexShare: number | null;
	kindsAPair: number | null;
	eiIndex: number | null;
	eiOfAges?: number | null;
	communities: number | null;
	modularity: number | null;
};

/**
 * What came in a period. New is what began in it; what had been there before it was written down was found, and is
 * not new. Bodies are households, groups and organisations.
 */
export type Growth = {
	newPeople: number;
	foundPeople: number;
	leftPeople: number;
	newBodies: number;
	foundBodies: number;
	newTies: number;
	foundTies: number;
	endedTies: number;
	/** Pairs that gained a second kind of tie. */
	deepened: number;
	/** Ties that had ended and began again. */
	renewed: number;
};

/** What could have made it grow, in the same period. */
export type Effort = { visits: number; notes: number; recorders: number; sessions: number };

/** Who met at sessions of the period. Having met is another fact than a tie. */
export type Met = {
	people: number;
	/** Pairs that met at two sessions or more, and how many of them have a tie; then the same for three. */
	twice: number;
	twiceTied: number;
	thrice: number;
	thriceTied: number;
};

/** Streets (or hamlets) where at least five people are known, and those of them that few ties join to the others. */
export type Streets = { known: number; onFewTies: number };

/** The figures of a neighbourhood: counts and shares, no id, nothing of one person. */
export type Figures = {
	from: Day;
	to: Day;
	/** The day before the period, and its last day. */
	before: State;
	now: State;
	growth: Growth;
	effort: Effort;
	met: Met;
	streets: Streets;
	/** Households, groups and organisations on the last day. */
	bodies: number;
	/** The last day of each of the twelve months before, and today. */
	months: Point[];
};

/** Figures with what they were counted from. */
export type Measurement = {
	figures: Figures;
	measuredOn: Day;
	computedAt: Date;
	/** How many people and rows of ties went in. */
	people: number;
	ties: number;
	codeVersion: string;
};

/** How far a count has come that was asked for and is not there yet. */
export type Progress = { state: "queued" | "running"; percent: number; askedAt: Date };
