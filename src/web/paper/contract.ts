import { z } from "zod";
import { optionalDay, optionalOneOf, tick } from "../../core/input.ts";
import { residentLanguages } from "../../ui/words.ts";

export const sizes = ["a4", "a3"] as const;

/** How somebody wants a sheet: its language (that of the page where left out), its size, whether in large print. */
export const choice = z.object({
	language: optionalOneOf(residentLanguages),
	size: optionalOneOf(sizes),
	large: tick(),
});
export type Choice = z.output<typeof choice>;

/** The same, and a day of the week or month that is meant; today's where left out. */
export const choiceOfDays = choice.extend({ from: optionalDay() });
