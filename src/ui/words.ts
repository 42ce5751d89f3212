import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Formatters, IntlMessageFormat } from "intl-messageformat";
import { type Language, residentLanguages } from "../core/languages.ts";

export { type Language, residentLanguages };

/** The languages that are complete, pages of staff included. Italian is the source. */
export const languages = ["it", "de", "en"] as const satisfies Language[];

/** What residents read: these namespaces are whole in all nine languages, the others in the complete ones. */
export const residentNamespaces = [
	"ui",
	"error",
	"refusal",
	"signin",
	"openid",
	"privacy",
	"home",
	"me",
	"sessions",
	"square",
	"reach",
	"board",
	"ideas",
	"pacts",
	"rules",
	"joining",
	"behalf",
	"calendar",
	"spaces",
	"paper",
	"round",
	"year",
	"hours",
] as const;

/** What staff and residents both read: of these namespaces the lines that residents are shown are in all nine languages. */
export const sharedNamespaces = [
	"circle",
	"community",
	"erasure",
	"exchange",
	"ledger",
	"purposes",
	"readings",
	"referrals",
	"rights",
	"safe",
] as const;

/** What each language calls itself: alike for every reader. */
export const ownNames: Record<Language, string> = {
	it: "italiano",
	de: "Deutsch",
	en: "English",
	ro: "română",
	sq: "shqip",
	ar: "العربية",
	ur: "اردو",
	uk: "українська",
	zh: "中文",
};

/** Which way a language is written. */
export function directionOf(language: Language): "ltr" | "rtl" {
	return language === "ar" || language === "ur" ? "rtl" : "ltr";
}

/** Says a message in one language. The key is `namespace.name`; values fill an ICU message. */
export type Say = (key: string, values?: Record<string, string | number | Date>) => string;

const folder = join(import.meta.dirname, "words");

/** All messages of a language: one JSON file a namespace, its keys prefixed by the namespace. */
export function messagesOf(language: Language): Map<string, string> {
	const messages = new Map<string, string>();
	for (const file of readdirSync(join(folder, language))) {
		if (!file.endsWith(".json")) continue;
		const words = JSON.parse(readFileSync(join(folder, language, file), "utf8")) as Record<string, string>;
		for (const [name, text] of Object.entries(words)) messages.set(`${file.slice(0, -5)}.${name}`, text);
	}
	return messages;
}

/** Keys that a language has no words for, said in English instead: a test over every residents' page keeps this empty. */
export const saidInEnglish = new Set<string>();

/**
 * A speaker of one language. Messages are parsed when first said. An unknown key is a bug and throws; a known one that
 * a residents' language lacks is said in English, because nobody is turned away for a word.
 */
function speaker(language: Language): Say {
	const messages = messagesOf(language);
	const english = isComplete(language) ? undefined : messagesOf("en");
	const formatters = formattersOf(language);
	const parsed = new Map<string, Said>();
	return (key, values) => {
		let message = parsed.get(key);
		if (message === undefined) {
			const own = messages.get(key);
			const text = own ?? english?.get(key);
			if (text === undefined) throw new Error(`no words for ${key} in ${language}`);
			if (own === undefined) saidInEnglish.add(`${language} ${key}`);
			message = /[{<']/.test(text)
				? saidBy(new IntlMessageFormat(text, language, undefined, { ignoreTag: true, formatters }))
				: text;
			parsed.set(key, message);
		}
		return typeof message === "string" ? message : message(values);
	};
}

type Said = string | ((values: Parameters<Say>[1]) => string);

/** What the parser calls a piece that is text as it stands, and one that is a value put in as it is. */
const [literal, argument] = [0, 1];

/** How a message is said. One in which values are put in as they are needs no grammar: its pieces are strung together. */
function saidBy(message: IntlMessageFormat): Said {
	const pieces = message.getAst() as { type: number; value?: unknown }[];
	const isPlain = pieces.every(({ type }) => type === literal || type === argument);
	if (!isPlain) return (values) => String(message.format(values));
	const names = pieces.flatMap(({ type, value }) => (type === argument ? [String(value)] : []));
	return (values) => {
		// What is missing is told by the library, in its own words.
		if (!values || names.some((name) => values[name] === undefined)) return String(message.format(values));
		return pieces.map(({ type, value }) => String(type === argument ? values[String(value)] : value)).join("");
	};
}

/** The formatters of one language, made once: the library's own look each up by a text of everything they were given. */
function formattersOf(language: Language): Formatters {
	const cardinal = new Intl.PluralRules(language);
	const whole = new Intl.NumberFormat(language);
	return {
		getNumberFormat: (_, options) => (options ? new Intl.NumberFormat(language, options) : whole),
		getDateTimeFormat: (_, options) => new Intl.DateTimeFormat(language, options),
		getPluralRules: (_, options) => (options?.type === "ordinal" ? new Intl.PluralRules(language, options) : cardinal),
	};
}

const speakers = new Map<Language, Say>(residentLanguages.map((language) => [language, speaker(language)]));

/** Who says things in a language. */
export function sayIn(language: Language): Say {
	const known = speakers.get(language);
	if (!known) throw new Error(`nobody speaks ${language}`);
	return known;
}

const known = messagesOf("it");

type Reviewed = Partial<Record<Language, Partial<Record<string, string>>>>;
const reviewed = JSON.parse(readFileSync(join(folder, "reviewed.json"), "utf8")) as Reviewed;

/**
 * Whether native speakers have read all that residents read in a language: `words/reviewed.json` says, for a language
 * and a namespace, the day it was read. The complete languages are written with their source, side by side.
 */
export function isReviewed(language: Language): boolean {
	const namespaces = [...residentNamespaces, ...sharedNamespaces];
	return isComplete(language) || namespaces.every((namespace) => reviewed[language]?.[namespace]);
}

/** Whether there are words under a key; the languages all have the same. */
export function hasWords(key: string): boolean {
	return known.has(key);
}

/** Whether a language has every page, those of staff too. */
function isComplete(language: string): boolean {
	return (languages as readonly string[]).includes(language);
}

/**
 * The language somebody reads: the one chosen, or the first of the browser's that we speak, or Italian. Of the nine on
 * residents' pages; on those of staff of the complete ones, and English for who chose another and has none of them.
 */
export function languageFor(
	chosen: string | undefined,
	acceptLanguage: string | undefined,
	spoken: readonly Language[] = residentLanguages,
): Language {
	const wanted = [
		chosen,
		...(acceptLanguage ?? "")
			.slice(0, 200)
			.split(",")
			.map((part) => part.split(";")[0]?.trim().slice(0, 2).toLowerCase()),
	];
	const known = wanted.flatMap((tag) => residentLanguages.filter((language) => language === tag));
	return known.find((language) => spoken.includes(language)) ?? (known.length > 0 ? "en" : "it");
}
