import { z } from "zod";
import { id, list, oneOf, optionalId, optionalText, text, tick } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import type { Responsible } from "../../community/agreements/contract.ts";
import { ways } from "../../community/contract.ts";

/** As many people as a story has room for. */
export const slots = ["person1", "person2", "person3", "person4"] as const;
export type Slot = (typeof slots)[number];

const people = Object.fromEntries(
	slots.flatMap((slot) => [
		[slot, optionalId<"party">()],
		[`${slot}_typed`, optionalText(120)],
	]),
) as Record<Slot | `${Slot}_typed`, z.ZodType<string | undefined>>;

const told = {
	id: id<"story">(),
	title: text(120),
	text: text(2000),
	language: oneOf(["it", "de", "en"]),
	objectives: list(z.string({ error: "error.choice" }).regex(/^O[1-9]$/, { error: "error.choice" }), 9).refine(
		(all) => all.length > 0,
		{ error: "error.required" },
	),
	initiative: optionalId<"initiative">(),
	how: oneOf(ways),
};

/** The form: the people by typing, and a tick that each agreed to these very words. */
export const publishForm = z.object({
	...told,
	...people,
	agreed: tick().pipe(z.literal(true, { error: "error.required" })),
});

const _published = z.object(told);
/** A story with the people in it, by their ids, and who answers for the minors among them. */
export type PublishStory = z.output<typeof _published> & { people: string[]; answering?: Record<string, Responsible> };

/** A story as anybody reads it. */
export type Story = {
	id: string;
	title: string;
	text: string;
	language: "it" | "de" | "en";
	objectives: string[];
	territoryId: string;
	neighbourhood: string;
	neighbourhoodName: string;
	publishedOn: Day;
};

/** Which stories: all that is left out is meant. */
export type StoriesAsked = {
	objective?: string;
	/** By their slugs. */
	territory?: string;
	neighbourhood?: string;
	/** Days on which they were made public, both counted. */
	from?: Day;
	to?: Day;
	limit: number;
};

/** The same for those who work there: whether it is read now, and if not, why. */
export type StoryLine = Story & { state: "shown" | "withdrawn" | "taken_down" };
