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

/**
 * Optimal string alignment distance (insert, delete, replace, swap of neighbours), or `most + 1` as soon
 * as it is above `most`. Source: Boytsov 2011, «Indexing methods for approximate dictionary searching», §2.
 */
export function slips(a: string, b: string, most: number): number {
	if (Math.abs(a.length - b.length) > most) return most + 1;
	let before: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		let least = i;
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
			row.push(cost);
			if (cost < least) least = cost;
		}
		if (least > most) return most + 1;
		before = last;
		last = row;
	}
	return Math.min(last[b.length]!, most + 1);
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
