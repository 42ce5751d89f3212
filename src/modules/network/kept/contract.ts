import type { Day } from "../../../core/period.ts";

/**
 * What is kept of a neighbourhood's pictures. Whoever is meant is told by a number: their place in the list of the
 * neighbourhood's parties by id, which whoever reads it reads anew. So no row holds an id or a name.
 */
export type Contents = { drawing: DrawingContent; "hold-ups": HoldUpsContent; introductions: IntroductionsContent };
export type PictureName = keyof Contents;
export const pictureNames = ["drawing", "hold-ups", "introductions"] as const satisfies PictureName[];

/** Columns, in the order in which they are listed. −1: none, not known, not yet placed. Days are places in `days`. */
export type DrawingContent = {
	days: Day[];
	/** Places, and the one around each. */
	places: number[];
	around: number[];
	/** Persons, households, groups and organisations: who, which kind, at which place, known since, there before. */
	who: number[];
	kind: number[];
	place: number[];
	since: number[];
	before: number[];
	x: (number | null)[];
	y: (number | null)[];
	/** Pairs by their place among `who`, and how many of the ties below are each one's. */
	one: number[];
	other: number[];
	ties: number[];
	tieKind: number[];
	tieSince: number[];
	tieBefore: number[];
	tieFromOne: number[];
};

/** Why many hang on little somewhere; told of whoever `Who` stands for. */
export type HoldUp<Who> =
	/** A street that at most two pairs tie to other streets. */
	| { kind: "street"; people: number; pairs: (readonly [Who, Who])[] }
	/** One pair ties these people to the others: who of the two is among them, and who is not. */
	| { kind: "tie"; people: number; near: Who; far: Who }
	/** Only through one person are these people tied to the others. */
	| { kind: "person"; people: number; at: Who };

export type HoldUpsContent = {
	people: number;
	ties: number;
	/** By the names of their streets, those of which no street is known last. */
	places: { streets: number[]; holdUps: HoldUp<number>[] }[];
	/** How many more places there are. */
	more: number;
};

/** Two people, who could introduce them (one acquaintance of both, or one of each), and how many would have two ties for one. */
export type Meeting<Who> = { one: Who; other: Who; introducers: Who[]; gain: number };

export type IntroductionsContent = { meetings: Meeting<number>[] };
