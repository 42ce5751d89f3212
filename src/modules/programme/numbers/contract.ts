import { z } from "zod";
import { id, list, oneOf, optionalText, text } from "../../../core/input.ts";
import { type Language, residentLanguages } from "../../../core/languages.ts";

/** A number worth knowing: who answers, when, and in which languages. */
export const newNumber = z.object({
	id: id<"number">(),
	name: text(80),
	phone: text(30).refine((typed) => /^\+?[0-9][0-9 ./-]{1,28}$/.test(typed), { error: "error.contact" }),
	hours: optionalText(120),
	spoken: list(oneOf(residentLanguages), 9),
});
export type NewNumber = z.output<typeof newNumber>;

export type LocalNumber = { id: string; name: string; phone: string; hours: string | null; spoken: Language[] };
