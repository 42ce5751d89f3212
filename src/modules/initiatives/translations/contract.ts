import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { id, oneOf, optionalText, text, tick } from "../../../core/input.ts";
import { type Language, residentLanguages } from "../../../core/languages.ts";

/** The words of an initiative in another language, as somebody gives them. */
export const newTranslation = z
	.object({
		id: id<"translation">(),
		language: oneOf(residentLanguages),
		title: text(120),
		invitation: text(2000),
		name: optionalText(80),
		agreed: tick(),
	})
	.refine(({ name, agreed }) => !name || agreed, { path: ["agreed"], error: "square.translate_agree_first" });
export type NewTranslation = z.output<typeof newTranslation>;

export const decision = z.object({
	translation: id<"translation">(),
	to: oneOf(["shown", "declined"]),
});
export type Decision = z.output<typeof decision>;

/** A translation as whoever carries the initiative reads it. */
export type Translation = {
	id: Id<"translation">;
	language: Language;
	title: string;
	invitation: string;
	name: string | null;
	state: "proposed" | "shown" | "declined";
	/** Whether title and invitation are still the ones that were translated. */
	isOfThese: boolean;
};
