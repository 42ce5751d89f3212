import { z } from "zod";
import { oneOf, optionalDay, optionalId, optionalText, whole } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import type { TieKind } from "../../community/contract.ts";

/** More than these are drawn place by place: on one sheet they would be a hairball. */
export const mostOnSheet = 300;
/** More than these are not handed to a browser at once. */
export const mostOnScreen = 5_000;
/** Where those stand whose place we do not know. */
export const noPlace = "none";

/** How somebody is drawn: a circle, a square, a diamond, a triangle. */
export type Shape = "person" | "gathering" | "organisation" | "service";

/** Somebody or something in the drawing. */
export type Node = {
	id: string;
	shape: Shape;
	/** What it is: a person, a household, a group, an organisation. */
	kind: "person" | "household" | "group" | "organisation";
	/** How it is called; a description in quotation marks. */
	label: string;
	placeId: string | null;
	/** Its place and those around it, from the nearest to the outermost. */
	places: string[];
	since: Day;
	existedBefore: boolean;
	isNew: boolean;
};

export type LinkTie = { kind: TieKind; since: string; existedBefore: boolean; fromOne: boolean };
/** All that joins two nodes, by their place in `nodes`. */
export type Link = { one: number; other: number; ties: LinkTie[]; isNew: boolean };

export type Place = { id: string; label: string; around: string | null };

/** What is drawn: nodes by place and name, and what joins them. */
export type Picture = { nodes: Node[]; links: Link[]; places: Map<string, Place> };

/** Where a node stands, in steps of the drawing. */
export type Point = { x: number; y: number };

export const drawingAsked = z.object({
	/** Whom the reader went to. */
	at: optionalId<"party">(),
	/** One place of a neighbourhood too large for one sheet; `none` for those whose place is not known. */
	place: z.union([z.literal(noPlace), optionalId<"party">()]),
	/** What came after this day is new; left out, since the first of January. */
	from: optionalDay(),
});
export type DrawingAsked = z.output<typeof drawingAsked>;

export const listAsked = z.object({
	as: oneOf(["tree", "table"]).default("tree"),
	page: whole(1, 1000).default(1),
});
export type ListAsked = z.output<typeof listAsked>;

export const jsonDrawing = z.object({ neighbourhood: optionalText(60), from: optionalDay() });
export type JsonDrawing = z.output<typeof jsonDrawing>;
