import { z } from "zod";
import { optionalDay, optionalOneOf, optionalText, tick } from "../../../core/input.ts";
import { type ResponsibleAs, responsibles } from "../../../core/responsible.ts";

/** How an answer is asked for and given, wherever that is. */

export const answers = ["agreed", "declined"] as const;
export type Answer = (typeof answers)[number];

/** The languages of the residents: in each there are words to ask with. */
export const askedLanguages = ["it", "de", "en", "ro", "sq", "ar", "ur", "uk", "zh"] as const;
export type AskedLanguage = (typeof askedLanguages)[number];

export type { ResponsibleAs };

export const ageBands = ["0-13", "14-17", "18-34", "35-54", "55-64", "65-74", "75-84", "85+"] as const;
export type AgeBand = (typeof ageBands)[number];
export const bandsOfMinors: readonly AgeBand[] = ["0-13", "14-17"];

/** Who answers for a minor, wherever a yes is asked for. */
export const responsibleFields = {
	minor: tick().optional(),
	responsible: optionalText(120),
	responsibleAs: optionalOneOf(responsibles),
};
const said = z.object(responsibleFields);
export type Responsible = z.output<typeof said>;

/** How staff write down an answer, wherever one is asked for. */
export const askedFields = {
	/** The language of the words that were shown or read out; left out where none were. */
	language: optionalOneOf(askedLanguages),
	until: optionalDay(),
	...responsibleFields,
	/** They said no before, and came back to it themselves. */
	again: tick().optional(),
};
const asked = z.object(askedFields);
export type AskedInput = z.output<typeof asked>;
