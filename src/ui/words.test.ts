import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { refusalStatus } from "../core/refusal.ts";
import { languageFor, languages, messagesOf, sayIn } from "./words.ts";

type Part = ReturnType<IntlMessageFormat["getAst"]>[number];

const argument = 1;
const pluralKind = 6;
const ofLanguage = Object.fromEntries(languages.map((language) => [language, messagesOf(language)]));
const source = messagesOf("it");

function partsOf(text: string, language: string): Part[] {
	const all: Part[] = [];
	const walk = (parts: Part[]) => {
		for (const part of parts) {
			all.push(part);
			if ("options" in part) for (const option of Object.values(part.options)) walk(option.value);
		}
	};
	walk(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst());
	return all;
}

/** Names and kinds of what a message is given: «n plural». */
function argumentsOf(text: string, language: string): string[] {
	const named = partsOf(text, language).filter((part) => part.type >= argument && part.type <= pluralKind);
	return [...new Set(named.map((part) => ("value" in part ? `${part.value}` : "")))].sort();
}

describe.each(languages)("the words in %s", (language) => {
	const messages = ofLanguage[language] ?? new Map<string, string>();

	test("are there, all of them and no others", () => {
		expect([...messages.keys()].sort()).toEqual([...source.keys()].sort());
		expect(messages.size).toBeGreaterThan(80);
		expect([...messages].filter(([, text]) => text.trim() === "").map(([key]) => key)).toEqual([]);
	});

	test("can be read as messages, and take what the Italian ones take", () => {
		const differing = [...messages].filter(
			([key, text]) => `${argumentsOf(text, language)}` !== `${argumentsOf(source.get(key) ?? "", "it")}`,
		);
		expect(differing.map(([key]) => key)).toEqual([]);
	});

	test("have every form of the plural that is ordinary in the language", () => {
		// Italian's «many» is for round millions, which no neighbourhood has: its «other» says them well enough.
		const ordinary = new Intl.PluralRules(language)
			.resolvedOptions()
			.pluralCategories.filter((form) => form !== "many");
		expect(ordinary).toContain("other");
		const lacking = [...messages].filter(([, text]) =>
			partsOf(text, language).some(
				(part) =>
					part.type === pluralKind && ordinary.some((form) => !(form in part.options || saysAllCounts(part, form))),
			),
		);
		expect(lacking.map(([key]) => key)).toEqual([]);
	});

	test("hide no argument behind an apostrophe", () => {
		// In ICU messages «l'{name}» quotes the brace: the reader would see «l{name}». Two apostrophes say one.
		const hiding = [...messages].filter(([, text]) => /(^|[^'])(?:'')*'[{}]/.test(text));
		expect(hiding.map(([key]) => key)).toEqual([]);
	});
});

/** «=1» says what «one» would, in languages where «one» is 1 and nothing else. */
function saysAllCounts(part: Part, form: string): boolean {
	return "options" in part && form === "one" && "=1" in part.options;
}

const files = readdirSync(join(import.meta.dirname, ".."), { recursive: true, encoding: "utf8" })
	.filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
	.map((name) => ({ name, text: readFileSync(join(import.meta.dirname, "..", name), "utf8") }));

describe("what the code says", () => {
	const said = files.flatMap(({ name, text }) =>
		[...text.matchAll(/\bsay\(\s*([^()]*?)\s*[,)]/g)].flatMap(([, first = ""]) =>
			[...first.matchAll(/(["'`])([a-z_]+\.[^"'`]*)\1/g)].map(([, , key = ""]) => ({ name, key })),
		),
	);
	const elsewhere = files.flatMap(({ name, text }) => [
		...[...text.matchAll(/"((?:error|refusal)\.[a-z_]+)"/g)].map(([, key = ""]) => ({ name, key })),
		...[...text.matchAll(/\bseeOther\([^;]*?,\s*"([a-z_]+\.[a-z_]+)"/g)].map(([, key = ""]) => ({ name, key })),
	]);

	test("is found where it is looked for", () => {
		expect(said.length).toBeGreaterThan(10);
		expect(said.map(({ key }) => key)).toContain("ui.skip");
		expect(elsewhere.map(({ key }) => key)).toContain("error.day");
	});

	test("has its words, also where the end of the key is put together", () => {
		const keys = [...source.keys()];
		const unknown = [...said, ...elsewhere].filter(({ key }) => {
			const [beginning = ""] = key.split("${");
			return key.includes("${") ? !keys.some((known) => known.startsWith(beginning)) : !source.has(key);
		});
		expect([...new Set(unknown.map(({ name, key }) => `${key} in ${name}`))]).toEqual([]);
	});

	test("explains every refusal", () => {
		expect(Object.keys(refusalStatus).filter((code) => !source.has(`refusal.${code}`))).toEqual([]);
	});
});

describe("sayIn", () => {
	test("says a line in each language", () => {
		expect(languages.map((language) => sayIn(language)("ui.place_today"))).toEqual(["Oggi", "Heute", "Today"]);
	});

	test("throws on a key nobody wrote, rather than showing it", () => {
		expect(() => sayIn("it")("ui.nowhere")).toThrow("no words for ui.nowhere in it");
	});
});

describe("languageFor", () => {
	test.each([
		["de", "en-GB,en;q=0.9", "de"],
		[undefined, "fr-FR,de-AT;q=0.8,en;q=0.5", "de"],
		[undefined, "fr", "it"],
		["xx", undefined, "it"],
		[undefined, undefined, "it"],
	])("chosen %s, browser %s: %s", (chosen, accepted, language) => {
		expect(languageFor(chosen, accepted)).toBe(language);
	});
});
