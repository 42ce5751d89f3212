import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { day, list, oneOf, optionalId, optionalText, text, whole } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

/** Where a model comes from: it ships with Filò, the own territory wrote it, or another one shares it. */
export const modelOrigins = ["shipped", "own", "shared"] as const;
export type ModelOrigin = (typeof modelOrigins)[number];

export const modelLanguages = ["it", "de", "en"] as const;
export const mostSteps = 60;

/** A list as one line each from a form, or as a list from JSON. */
function lines(least: number) {
	const split = (v: unknown) =>
		typeof v === "string" ? v.split("\n").filter((line) => line.trim() !== "") : (v ?? []);
	return z.preprocess(
		split,
		z
			.array(text(500), { error: "error.choice" })
			.min(least, { error: "error.required" })
			.max(mostSteps, { error: "error.too_many" }),
	);
}

const words = {
	name: text(120),
	summary: optionalText(600),
	invitation: optionalText(2000),
	steps: lines(1),
	people: lines(0),
	needs: lines(0),
	watch: lines(0),
	happened: optionalText(4000),
	language: oneOf(modelLanguages),
};

/** A model that a territory adapts, or writes from an initiative it concluded, or from nothing. */
export const newModel = z.object({
	id: optionalId<"model">(),
	...words,
	/** The model it is adapted from: a short name, or an id. */
	from: optionalText(60),
	initiative: optionalId<"initiative">(),
});
export type NewModel = z.output<typeof newModel>;

export const changeModel = z.object(words);
export type ChangeModel = z.output<typeof changeModel>;

/** Whether the other territories may read it. */
export const shareModel = z.object({ shared: oneOf(["yes", "no"]) });

/** What a new model begins with, in the address of its form. */
export const modelFrom = z.object({ from: optionalText(60), initiative: optionalId<"initiative">() });

/** Steps an initiative took, on a day. */
export const takeSteps = z.object({
	steps: list(whole(1, mostSteps), mostSteps).pipe(z.array(z.number()).min(1, { error: "error.required" })),
	on: day(),
});
export type TakeSteps = z.output<typeof takeSteps>;
export const untakeStep = z.object({ step: whole(1, mostSteps) });

/** From which model, in which version, and from which initiative. */
export type Lineage = {
	model: string | null;
	version: number | null;
	name: string | null;
	/** The other territory's name, where it was another's. */
	territory: string | null;
	initiative: Id<"initiative"> | null;
};

export type Model = {
	id: string;
	origin: ModelOrigin;
	version: number;
	language: (typeof modelLanguages)[number];
	name: string;
	summary: string;
	invitation: string;
	steps: string[];
	people: string[];
	needs: string[];
	watch: string[];
	happened: string | null;
	/** Whose it is, by name; null for one that ships with Filò. */
	territory: string | null;
	sharedOn: Day | null;
	lineage: Lineage | null;
};

/** How many needs initiatives from a model answer: by neighbourhood in the own territory, whole for the others. */
export type Answered = {
	here: { neighbourhood: string; topic: string; needs: number }[];
	elsewhere: { territory: string; topic: string; needs: number }[];
};

/** A step of an initiative's model, and when it was taken, by whom. */
export type Step = { position: number; words: string; takenOn: Day | null; takenBy: string | null };
