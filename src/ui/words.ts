import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";

/** The languages that are complete. Italian is the source. */
export const languages = ["it", "de", "en"] as const;
export type Language = (typeof languages)[number];

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

/** A speaker of one language. Messages are parsed when first said. An unknown key is a bug and throws. */
function speaker(language: Language): Say {
	const messages = messagesOf(language);
	const parsed = new Map<string, IntlMessageFormat | string>();
	return (key, values) => {
		let message = parsed.get(key);
		if (message === undefined) {
			const text = messages.get(key);
			if (text === undefined) throw new Error(`no words for ${key} in ${language}`);
			message = /[{<']/.test(text) ? new IntlMessageFormat(text, language, undefined, { ignoreTag: true }) : text;
			parsed.set(key, message);
		}
		return typeof message === "string" ? message : String(message.format(values));
	};
}

const speakers = new Map<Language, Say>(languages.map((language) => [language, speaker(language)]));

/** Who says things in a language. */
export function sayIn(language: Language): Say {
	const known = speakers.get(language);
	if (!known) throw new Error(`nobody speaks ${language}`);
	return known;
}

const known = messagesOf("it");

/** Whether there are words under a key; the languages all have the same. */
export function hasWords(key: string): boolean {
	return known.has(key);
}

/** The language somebody reads: the one chosen, or the first of the browser's that we speak, or Italian. */
export function languageFor(chosen: string | undefined, acceptLanguage: string | undefined): Language {
	const wanted = [
		chosen,
		...(acceptLanguage ?? "")
			.slice(0, 200)
			.split(",")
			.map((part) => part.split(";")[0]?.trim().slice(0, 2).toLowerCase()),
	];
	for (const tag of wanted) {
		const known = languages.find((language) => language === tag);
		if (known) return known;
	}
	return "it";
}
