import { fold } from "../../core/text.ts";

/** A question ready to be compared with many labels. */
export type Question = { folded: string; words: string[]; compact: string };

/** Prepares what somebody typed. */
export function questionOf(typed: string): Question {
	const folded = fold(typed);
	return { folded, words: folded.split(" ").filter(Boolean).slice(0, 8), compact: folded.replaceAll(" ", "") };
}

/** How many slips of the finger a word of this length forgives. */
function slipsAllowed(length: number): number {
	return length < 3 ? 0 : length < 6 ? 1 : 2;
}

// Three rows of the table of distances, reused: a search compares thousands of words. Words are cut to 40 letters.
const longest = 40;
const tables = [new Uint8Array(longest + 1), new Uint8Array(longest + 1), new Uint8Array(longest + 1)] as const;

/**
 * Optimal string alignment distance (insert, delete, replace, swap of neighbours), or `most + 1` as soon
 * as it is above `most`. Source: Boytsov 2011, «Indexing methods for approximate dictionary searching», §2.
 */
export function slips(a: string, b: string, most: number): number {
	const n = Math.min(a.length, longest);
	const m = Math.min(b.length, longest);
	if (Math.abs(n - m) > most) return most + 1;
	let [before, last, row] = tables as readonly [Uint8Array, Uint8Array, Uint8Array];
	for (let j = 0; j <= m; j++) last[j] = j;
	for (let i = 1; i <= n; i++) {
		row[0] = i;
		let least = i;
		for (let j = 1; j <= m; j++) {
			const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
			let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
			const swapped =
				i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
			if (swapped) cost = Math.min(cost, at(before, j - 2) + 1);
			row[j] = cost;
			if (cost < least) least = cost;
		}
		if (least > most) return most + 1;
		[before, last, row] = [last, row, before];
	}
	return Math.min(at(last, m), most + 1);
}

function at(row: Uint8Array, j: number): number {
	return row[j] ?? 0;
}

/** From 0 (another word) to 1 (the same): a beginning counts, and so does a word with a slip in it. */
function wordLikeness(asked: string, word: string): number {
	if (word === asked) return 1;
	if (word.startsWith(asked)) return 0.9;
	if (asked.length >= 3 && word.includes(asked)) return 0.7;
	const most = slipsAllowed(asked.length);
	if (most === 0) return 0;
	const distance = slips(asked, word, most);
	if (distance <= most) return 0.8 - 0.1 * distance;
	if (word.length <= asked.length) return 0;
	const beginning = slips(asked, word.slice(0, asked.length), 1);
	return beginning <= 1 && asked.length >= 4 ? 0.6 : 0;
}

/**
 * How much a folded label is like what was asked, from 0 to 2 (the very same). Up to two words must all be
 * found; of more, two thirds: a description is rarely told twice in the same words.
 */
export function likeness(question: Question, folded: string): number {
	if (question.words.length === 0) return 0;
	if (folded === question.folded) return 2;
	const words = folded.split(" ");
	let sum = 0;
	let found = 0;
	for (const asked of question.words) {
		let best = 0;
		for (const word of words) {
			const like = wordLikeness(asked, word);
			if (like > best) best = like;
		}
		sum += best;
		if (best > 0) found += 1;
	}
	const n = question.words.length;
	const enough = n <= 2 ? found === n : found >= (2 * n) / 3;
	if (enough) return sum / n + (folded.startsWith(question.folded) ? 0.5 : 0);
	return question.compact.length >= 5 && folded.replaceAll(" ", "").includes(question.compact) ? 0.6 : 0;
}

/** The likest first, at most `most`; equals in the order of the alphabet. Somebody is never guessed: these are only offered. */
export function likest<Row extends { folded: string }>(typed: string, rows: readonly Row[], most: number): Row[] {
	const question = questionOf(typed);
	return rows
		.map((row) => ({ row, like: likeness(question, row.folded) }))
		.filter(({ like }) => like > 0)
		.sort((a, b) => b.like - a.like || (a.row.folded < b.row.folded ? -1 : a.row.folded > b.row.folded ? 1 : 0))
		.slice(0, most)
		.map(({ row }) => row);
}
