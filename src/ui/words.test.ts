import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { refusalStatus } from "../core/refusal.ts";
import {
	isReviewed,
	type Language,
	languageFor,
	languages,
	messagesOf,
	residentLanguages,
	residentNamespaces,
	sayIn,
	sharedNamespaces,
} from "./words.ts";

type Part = ReturnType<IntlMessageFormat["getAst"]>[number];

const argument = 1;
const pluralKind = 6;
const ofLanguage = Object.fromEntries(residentLanguages.map((language) => [language, messagesOf(language)]));
const source = messagesOf("it");
const forResidents = new Map([...source].filter(([key]) => isForResidents(key)));

/** Of what staff read too, the lines that one of the six has are asked of all six: `tests/languages.test.ts` finds one that lacks. */
function isForResidents(key: string): boolean {
	const isIn = (namespaces: readonly string[]) => namespaces.includes(key.split(".")[0] ?? "");
	return isIn(residentNamespaces) || (isIn(sharedNamespaces) && (ofLanguage.ro?.has(key) ?? false));
}

/** What a language has to say: all of it, or what residents read. */
function asked(language: Language): Map<string, string> {
	return (languages as readonly string[]).includes(language) ? source : forResidents;
}

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

describe.each(residentLanguages)("the words in %s", (language) => {
	const messages = ofLanguage[language] ?? new Map<string, string>();

	test("are there, all of them and no others", () => {
		expect([...messages.keys()].sort()).toEqual([...asked(language).keys()].sort());
		expect(messages.size).toBeGreaterThan(80);
		expect([...messages].filter(([, text]) => text.trim() === "").map(([key]) => key)).toEqual([]);
	});

	test("can be read as messages, and take what the Italian ones take", () => {
		const differing = [...messages].filter(
			([key, text]) => `${argumentsOf(text, language)}` !== `${argumentsOf(source.get(key) ?? "", "it")}`,
		);
		expect(differing.map(([key]) => key)).toEqual([]);
	});

	test("are said as the whole grammar of messages says them", () => {
		const say = sayIn(language);
		const differing = [...messages].filter(([key, text]) => {
			const message = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
			return [0, 1, 2, 1234].some((n) => {
				const values = Object.fromEntries(argumentsOf(text, language).map((name) => [name, n]));
				return say(key, values) !== String(message.format(values));
			});
		});
		expect(differing.map(([key]) => key)).toEqual([]);
	});

	test("have every form of the plural that is ordinary in the language", () => {
		// What whole numbers up to a thousand need: Italian's «many» is for round millions, which no neighbourhood has.
		const rules = new Intl.PluralRules(language);
		const ordinary = [...new Set(Array.from({ length: 1001 }, (_, n) => rules.select(n)))];
		// «other» is also what a message cannot be without.
		if (!ordinary.includes("other")) ordinary.push("other");
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

/** «=1» says what «one» would, and «=0» what «zero» would, in languages where the form is that number and nothing else. */
function saysAllCounts(part: Part, form: string): boolean {
	return "options" in part && ((form === "one" && "=1" in part.options) || (form === "zero" && "=0" in part.options));
}

/** Alike in any language: names, signs, and what holds nothing but what it is given. */
const sameInAll = /^(\P{L}|\{\w+\}|Filò|e-mail|PDF|QR|Cookies?|Passkey|OK)*$/u;
/** Words that a language has taken from another, and spells alike. */
const borrowed: Partial<Record<Language, string[]>> = {
	ro: ["sessions.device_phone", "square.map_north", "circle.sector_family"],
	sq: ["sessions.device_phone", "behalf.slip_sign"],
};

describe.each(residentLanguages.filter((language) => !(languages as readonly string[]).includes(language)))(
	"what residents read in %s",
	(language) => {
		test("is translated: nothing was left in Italian, German or English", () => {
			const left = [...(ofLanguage[language] ?? [])].filter(
				([key, text]) =>
					!sameInAll.test(text) &&
					!borrowed[language]?.includes(key) &&
					languages.some((other) => ofLanguage[other]?.get(key) === text),
			);
			expect(left.map(([key, text]) => `${key}: ${text}`)).toEqual([]);
		});

		test("is written in its own letters", () => {
			const script = {
				ar: /\p{Script=Arabic}/u,
				ur: /\p{Script=Arabic}/u,
				uk: /\p{Script=Cyrillic}/u,
				zh: /\p{Script=Han}/u,
			};
			const own = script[language as keyof typeof script] ?? /\p{Script=Latin}/u;
			const foreign = [...(ofLanguage[language] ?? [])].filter(([, text]) => !own.test(text) && !sameInAll.test(text));
			expect(foreign.map(([key]) => key)).toEqual([]);
		});
	},
);

test("a translation counts as reviewed when native speakers have read every namespace, and not before", () => {
	expect(languages.map(isReviewed)).toEqual([true, true, true]);
	const notYet = residentLanguages.filter((language) => !isReviewed(language));
	for (const language of notYet) expect(sayIn(language)("ui.not_reviewed")).not.toBe(sayIn("en")("ui.not_reviewed"));
});

/**
 * Gulpease (Lucisano and Piemontese, 1988): 89 + (300 × sentences − 10 × letters) / words; from 80 on whoever has
 * finished primary school reads easily. Labels of fewer than five words are no sentences and would lift the figure:
 * they are left out. What a message is given counts as a word of four letters; of plurals the form for many is read.
 * A full stop, a question, an exclamation mark, a colon or a semicolon ends a sentence, and so does a message's end.
 */
function gulpease(texts: readonly string[]): number {
	let sentences = 0;
	let words = 0;
	let letters = 0;
	for (const text of texts) {
		const read = text.replace(/\{\w+, plural,.*?other \{([^{}]*)\}\s*\}/gs, "$1").replace(/\{\w+\}|#/g, "nome");
		const found = read.match(/[\p{L}\p{N}@]+/gu) ?? [];
		if (found.length < 5) continue;
		words += found.length;
		letters += found.join("").length;
		sentences += read.split(/[.!?:;]+(?:\s|$)/).filter((sentence) => /\p{L}/u.test(sentence)).length;
	}
	return words === 0 ? 100 : 89 + (300 * sentences - 10 * letters) / words;
}

describe("Italian for residents", () => {
	test("Gulpease is the formula: long words in one long sentence are hard, short ones easy", () => {
		expect(gulpease(["Vieni da noi al parco. Porta una sedia."])).toBeGreaterThan(100);
		expect(
			gulpease([
				"L'amministrazione provinciale provvederà successivamente all'attuazione delle disposizioni regolamentari",
			]),
		).toBeLessThan(40);
		expect(gulpease(["Uno due tre quattro cinque"])).toBeCloseTo(89 + (300 - 10 * 22) / 5);
	});

	test.each([...residentNamespaces, ...sharedNamespaces])("%s reads at 80 or more", (namespace) => {
		const texts = [...forResidents].filter(([key]) => key.startsWith(`${namespace}.`)).map(([, text]) => text);
		expect(texts.length).toBeGreaterThan(0);
		expect(gulpease(texts)).toBeGreaterThanOrEqual(80);
	});
});

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
		expect(residentLanguages.map((language) => sayIn(language)("ui.place_today"))).toEqual([
			...["Oggi", "Heute", "Today", "Astăzi", "Sot", "اليوم", "آج", "Сьогодні", "今天"],
		]);
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
		["ar", "it", "ar"],
		[undefined, "zh-Hans-CN,zh;q=0.9", "zh"],
		[undefined, "uk-UA,ru;q=0.5", "uk"],
	])("chosen %s, browser %s: %s", (chosen, accepted, language) => {
		expect(languageFor(chosen, accepted)).toBe(language);
	});

	test.each([
		["ar", "de;q=0.9", "de"],
		["ar", undefined, "en"],
		[undefined, "ro,it;q=0.5", "it"],
		["de", "ar", "de"],
		[undefined, "fr", "it"],
	])("on a page of staff, chosen %s, browser %s: %s", (chosen, accepted, language) => {
		expect(languageFor(chosen, accepted, languages)).toBe(language);
	});
});
