import { z } from "zod";
import { id, optionalDay, text } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

/** Somebody who does not know of being here, when the last entry about them was made, and when only a count will be left. */
export type Leaving = {
	id: string;
	neighbourhoodId: string;
	label: string;
	placeLabel: string | null;
	lastOn: Day;
	goesOn: Day;
	/** How many notes speak of them, which become a count by place and topic. */
	notes: number;
};

/** A legal ground on which somebody is kept without having agreed. */
export type LegalGround = { id: string; words: string; since: Day; endedOn: Day | null };

export const recordGround = z.object({
	id: id<"ground">(),
	words: text(300).refine((words) => words.length >= 3, { error: "error.required" }),
	/** Today where left out. */
	validFrom: optionalDay(),
});
export type RecordGround = z.output<typeof recordGround>;
