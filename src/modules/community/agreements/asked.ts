import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Purpose } from "../contract.ts";
import { type AskedLanguage, askedLanguages } from "./fields.ts";

/**
 * The words in which people are asked, in their own language. They are kept with the answer as they were, so a change
 * here changes no entry of the ledger. Nobody who speaks them has reviewed those beyond it, de and en.
 */

type Frame = "after" | "yes" | "no" | "person" | "day" | "signature" | "responsible" | "until";
export type AskedWords = Record<Purpose | Frame, string>;

const words = new Map<AskedLanguage, AskedWords>(
	askedLanguages.map((language) => [
		language,
		JSON.parse(readFileSync(join(import.meta.dirname, "asked", `${language}.json`), "utf8")) as AskedWords,
	]),
);

/** All words of a sheet in a language. */
export function askedIn(language: AskedLanguage): AskedWords {
	const found = words.get(language);
	if (!found) throw new Error(`nobody asks in ${language}`);
	return found;
}

/** The question and what follows from either answer: what is kept with the answer. */
export function questionIn(language: AskedLanguage, purpose: Purpose): string {
	const asked = askedIn(language);
	return `${asked[purpose]} ${asked.after}`;
}

/** Whether somebody who speaks it has read the words. */
export function isReviewed(language: AskedLanguage): boolean {
	return language === "it" || language === "de" || language === "en";
}

export function isFromRight(language: AskedLanguage): boolean {
	return language === "ar" || language === "ur";
}
