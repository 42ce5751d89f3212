import { createHash } from "node:crypto";
import { fold } from "../../core/text.ts";
import type { Part } from "./contract.ts";

/** Somebody whose name must not be read: the label, and whether it is a name or only a description. */
export type Other = { label: string; named: boolean };

/** Small words that stand in descriptions and are nobody's name. */
const nobody = new Set(
	"del della dei delle dal dalla con per una uno gli the and von der die das dem den und signora signor nonna nonno famiglia casa via".split(
		" ",
	),
);

const token = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const startsLikeAName = /^\p{Lu}/u;

/** What to look for: by its first word, the words that follow it and whether it has to be written like a name. */
export type Unsaid = ReadonlyMap<string, readonly { rest: readonly string[]; likeAName: boolean }[]>;

/**
 * How other people may be called in a text: their whole label, and each part of a name when it is written like one.
 * What the person is called too is left to whoever checks.
 */
export function unsaidOf(others: readonly Other[], own: readonly string[]): Unsaid {
	const mine = new Set(own.flatMap((label) => fold(label).split(" ")));
	const found = new Map<string, { rest: string[]; likeAName: boolean }[]>();
	const add = (words: string[], likeAName: boolean) => {
		const [first = "", ...rest] = words;
		if (first === "") return;
		found.set(first, [...(found.get(first) ?? []), { rest, likeAName }]);
	};
	for (const { label, named } of others) {
		const words = fold(label).split(" ");
		if (words.join(" ").length > 2 && !words.every((word) => mine.has(word))) add(words, words.length === 1);
		if (!named) continue;
		for (const word of words) if (word.length > 2 && !mine.has(word) && !nobody.has(word)) add([word], true);
	}
	return found;
}

/** The text with whoever else is named in it kept back. */
export function withoutOthers(text: string, ...unsaid: readonly Unsaid[]): Part[] {
	const tokens = [...text.matchAll(token)].map((m) => ({
		at: m.index,
		end: m.index + m[0].length,
		as: m[0],
		folded: fold(m[0]),
	}));
	const parts: Part[] = [];
	let kept = 0;
	for (let i = 0; i < tokens.length; i += 1) {
		const length = Math.max(0, ...unsaid.map((names) => matchAt(tokens, i, names)));
		if (length === 0) continue;
		const { at } = tokens[i]!;
		if (at > kept) parts.push(text.slice(kept, at));
		parts.push({ withheld: "another_person" });
		kept = tokens[i + length - 1]!.end;
		i += length - 1;
	}
	if (kept < text.length) parts.push(text.slice(kept));
	return parts;
}

/** How many words from `i` on are somebody's name; the longest there is. */
function matchAt(tokens: readonly { as: string; folded: string }[], i: number, names: Unsaid): number {
	let longest = 0;
	for (const { rest, likeAName } of names.get(tokens[i]!.folded) ?? []) {
		if (likeAName && !startsLikeAName.test(tokens[i]!.as)) continue;
		if (rest.every((word, n) => tokens[i + 1 + n]?.folded === word)) longest = Math.max(longest, rest.length + 1);
	}
	return longest;
}

/** A sentence of a text that staff may keep out, by a key made of where it stands and what it says. */
export type Passage = { key: string; text: string };

const sentences = new Intl.Segmenter("it", { granularity: "sentence" });

/** The sentences of a text at its place (table, row, column). Together they are the text. */
export function passagesOf(place: string, text: string): Passage[] {
	return [...sentences.segment(text)].map(({ segment }, i) => ({ key: hashOf(place, i, segment), text: segment }));
}

/** 32 hexadecimal digits of the SHA-256 of what is said. */
export function hashOf(...said: readonly unknown[]): string {
	return createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 32);
}
