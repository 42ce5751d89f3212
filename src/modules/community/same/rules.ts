import { breathing } from "../../../core/breathing.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Level, PartyKind, Purpose } from "../contract.ts";
import { likeness, questionOf } from "../likeness.ts";
import { purposeOfLevel } from "../rules.ts";
import type { Reason } from "./contract.ts";

/** Short forms by which people here are called, each group one name. Source: usage in Trentino and South Tyrol. */
const shortForms = [
	"giuseppe beppe bepi bepo peppe pino sepp josef giuseppina pina",
	"giovanni gianni nino johann hans hannes giovanna gianna",
	"francesco franco cesco checco franz francesca franca",
	"antonio toni tonino tone anton antonia antonietta",
	"luigi gigi gigio luis alois luigia gina",
	"maria mariuccia mariella marietta mitzi",
	"lucia lucy lucietta",
	"caterina rina catia kathi katharina",
	"margherita rita greta gretl margarethe",
	"teresa resi gina teresina theresia",
	"elisabetta betta lisa elisa lisi elisabeth",
	"alessandro sandro alex alessandra sandra",
	"domenico mimmo menego domenica mimma",
	"salvatore toto turi",
	"vincenzo enzo cenzo vincenza",
	"lorenzo renzo lorenza renza",
	"michele michi michael michela",
	"giacomo mino jakob",
	"mohamed mohammed muhammad mohammad",
	"stefano stefan stefania steffi",
	"andrea andreas",
	"federico chicco fede friedrich federica",
	"rosa rosina rosi rosetta",
	"anna annina annetta anita",
	"raffaele lele raffaella lella",
	"emanuele manuel manuela lele",
] as const;

const fullForms = new Map<string, string[]>();
for (const group of shortForms) {
	const words = group.split(" ");
	for (const word of words) fullForms.set(word, [...(fullForms.get(word) ?? []), words[0]!]);
}

/** Words that say nothing of who it is. */
const empty = new Set(
	"il lo la i gli le un uno una di del dello della dei degli delle da dal dalla in nel nella al alla con su per e che signor signora signore famiglia via piazza scala casa gruppo circolo bar terzo secondo primo quarto piano der die das von zur am frau herr".split(
		" ",
	),
);

export type Compared = {
	id: string;
	kind: PartyKind;
	folded: string;
	level: Level | null;
	placeId: string | null;
};

function tellingWords(folded: string): string[] {
	return folded.split(" ").filter((word) => word.length > 2 && !empty.has(word) && !/^\d+$/.test(word));
}

const told = new WeakMap<Compared, string[]>();

/** The telling words of a party, looked for once however often it is compared. */
function wordsOf(party: Compared): string[] {
	const known = told.get(party) ?? tellingWords(party.folded);
	told.set(party, known);
	return known;
}

function fullOf(word: string): string[] {
	return fullForms.get(word) ?? [];
}

/** True when the two share a name, one of them by a short form of it, and nothing else tells them apart. */
function nicknameOf(one: readonly string[], other: readonly string[]): boolean {
	const [few, many] = one.length <= other.length ? [one, other] : [other, one];
	if (few.length === 0) return false;
	let byShortForm = false;
	for (const word of few) {
		if (many.includes(word)) continue;
		const full = fullOf(word);
		if (!many.some((other) => fullOf(other).some((name) => full.includes(name)))) return false;
		byShortForm = true;
	}
	return byShortForm;
}

/** Numbers and single letters keep two doors apart: the 12th is not the 14th, stair A is not stair B. */
function numbersDiffer(one: string, other: string): boolean {
	const numbers = (folded: string) =>
		folded
			.split(" ")
			.filter((word) => /\d|^\p{L}$/u.test(word))
			.join(" ");
	return numbers(one) !== numbers(other);
}

/**
 * Why two of a neighbourhood may be the same; none when nothing says so. A description is told of many, so it needs the
 * same door, or no door that speaks against it. Somebody is never guessed: this is only asked.
 */
export function reasonsFor(one: Compared, other: Compared): Reason[] {
	if (one.kind !== other.kind || numbersDiffer(one.folded, other.folded)) return [];
	const a = wordsOf(one);
	const b = wordsOf(other);
	const sameDoor = one.placeId !== null && one.placeId === other.placeId;
	const otherDoor = one.placeId !== null && other.placeId !== null && !sameDoor;
	const described = one.level === "description" || other.level === "description";
	const found: Reason[] = [];
	if (one.folded === other.folded && one.folded !== "") found.push("same_words");
	else if (a.length > 0 && b.length > 0 && spelledAlike(one.folded, other.folded, a, b)) found.push("spelling");
	else if (one.kind === "person" && nicknameOf(a, b)) found.push("nickname");
	else if (sameDoor && one.kind === "person" && a.some((word) => b.includes(word))) found.push("same_door");
	if (found.length === 0 || (otherDoor && (described || one.kind === "household"))) return [];
	// A short form alone is borne by many: two doors, or words of which only one has more, speak against it.
	if (otherDoor && found[0] === "nickname") return [];
	return sameDoor && found[0] !== "same_door" ? [...found, "same_door"] : found;
}

function spelledAlike(one: string, other: string, a: readonly string[], b: readonly string[]): boolean {
	if (a.length !== b.length) return false;
	return Math.min(likeness(questionOf(one), other), likeness(questionOf(other), one)) >= 0.75 && slipsOnly(a, b);
}

/** Each word has its like: a slip in it, or two words in another order. */
function slipsOnly(a: readonly string[], b: readonly string[]): boolean {
	const left = [...b];
	for (const word of a) {
		const question = questionOf(word);
		const i = left.findIndex(
			(o) => o[0] === word[0] && Math.abs(o.length - word.length) < 3 && likeness(question, o) >= 0.6,
		);
		if (i < 0) return false;
		left.splice(i, 1);
	}
	return true;
}

/** Under which words a party is compared with others: its telling words, their full forms, and each with one letter left out. */
function keysOf(party: Compared): Set<string> {
	const keys = new Set<string>([`${party.kind} = ${party.folded}`]);
	for (const word of wordsOf(party)) {
		keys.add(`${party.kind} ${word}`);
		for (const full of fullOf(word)) keys.add(`${party.kind} * ${full}`);
		if (word.length >= 4)
			for (let i = 1; i < word.length; i += 1) keys.add(`${party.kind} ${word.slice(0, i)}${word.slice(i + 1)}`);
	}
	return keys;
}

/** A word that so many bear tells nobody apart. */
const mostUnderOneWord = 40;

/** Pairs that may be the same, each once, in the order of the list; at most `most`. */
export function pairsOf<Item extends Compared>(
	items: readonly Item[],
	distinct: ReadonlySet<string>,
	most: number,
): { one: Item; other: Item; reasons: Reason[] }[] {
	const under = new Map<string, number[]>();
	for (const [i, item] of items.entries())
		for (const key of keysOf(item)) {
			const there = under.get(key);
			if (there) there.push(i);
			else under.set(key, [i]);
		}
	const seen = new Set<string>();
	const pairs: { one: Item; other: Item; reasons: Reason[]; at: number }[] = [];
	for (const group of under.values()) {
		if (group.length < 2 || group.length > mostUnderOneWord) continue;
		for (const [n, i] of group.entries())
			for (const j of group.slice(n + 1)) {
				const [one, other] = [items[i]!, items[j]!];
				const pair = pairKey(one.id, other.id);
				if (seen.has(pair)) continue;
				seen.add(pair);
				if (distinct.has(pair)) continue;
				const found = reasonsFor(one, other);
				if (found.length > 0) pairs.push({ one, other, reasons: found, at: i });
			}
	}
	return pairs
		.sort((a, b) => b.reasons.length - a.reasons.length || a.at - b.at)
		.slice(0, most)
		.map(({ at: _at, ...pair }) => pair);
}

/**
 * Pairs among very many that differ in one word at most, by a slip or a short form, or not at all: what `pairsOf` finds of
 * these, in time that grows with the list alone. Others have their turn meanwhile.
 */
export async function closePairs<Item extends Compared>(
	items: readonly Item[],
): Promise<{ one: Item; other: Item; reasons: Reason[] }[]> {
	const under = new Map<string, Item[]>();
	for await (const item of breathing(items))
		for (const key of closeKeys(item)) {
			const there = under.get(key);
			if (there) there.push(item);
			else under.set(key, [item]);
		}
	const found = new Map<string, { one: Item; other: Item; reasons: Reason[] }>();
	const groups = [...under.values()].filter(({ length }) => length > 1 && length <= mostUnderOneWord);
	for await (const group of breathing(groups))
		for (const [n, one] of group.entries())
			for (const other of group.slice(n + 1)) {
				const pair = pairKey(one.id, other.id);
				if (!found.has(pair)) found.set(pair, { one, other, reasons: reasonsFor(one, other) });
			}
	return [...found.values()].filter(({ reasons }) => reasons.length > 0);
}

/** All telling words of a party, one of them at a time in each of its variants. */
function closeKeys(party: Compared): Set<string> {
	const words = wordsOf(party);
	const keys = new Set<string>();
	for (const [i, word] of words.entries()) {
		const variants = [word, ...fullOf(word)];
		if (word.length >= 4) for (let n = 1; n < word.length; n += 1) variants.push(word.slice(0, n) + word.slice(n + 1));
		for (const variant of variants) keys.add(words.with(i, variant).sort().join(" "));
	}
	return keys;
}

/** The two ids in one order. */
export function inOrder(one: string, other: string): [string, string] {
	return one < other ? [one, other] : [other, one];
}

export function pairKey(one: string, other: string): string {
	return inOrder(one, other).join(" ");
}

type Fact = { id: string; kind: PartyKind; neighbourhoodId: string };

/** Decides whether the two may be said to be one. Throws `same_person`, `invalid` (`gone`). */
export function decideMerge(
	kept: Fact,
	gone: Fact,
	around: { kept: readonly string[]; gone: readonly string[] },
): void {
	if (kept.id === gone.id) throw new Refused("same_person", { gone: "refusal.same_person" });
	if (kept.kind !== gone.kind) throw new Refused("invalid", { gone: "same.error_other_kind" });
	if (around.kept.includes(gone.id) || around.gone.includes(kept.id))
		throw new Refused("invalid", { gone: "same.error_one_inside" });
}

type Word = { id: string; personId: string; purpose: Purpose; givenOn: string; withdrawnOn: string | null };

/**
 * What the two agreed to, read as the words of one: a no of either that is later than a yes of the other counts. Gives
 * the agreements that no longer stand while they are one, whether contacts may be kept, and whether the name of the one
 * kept still rests on an agreement: nobody gains what neither agreed to.
 */
export function settle(
	words: readonly Word[],
	kept: { level?: Level },
): { aside: string[]; contacts: boolean; named: boolean } {
	const saidNo = (yes: Word) =>
		words.some(
			(no) =>
				no.personId !== yes.personId &&
				no.purpose === yes.purpose &&
				no.withdrawnOn !== null &&
				no.withdrawnOn >= yes.givenOn,
		);
	const standing = words.filter((word) => word.withdrawnOn === null);
	const aside = standing.filter(saidNo).map((yes) => yes.id);
	const stands = (purpose: Purpose) => standing.some((w) => w.purpose === purpose && !aside.includes(w.id));
	const purpose = purposeOfLevel(kept.level ?? "description");
	const fell = standing.some((w) => w.purpose === purpose && aside.includes(w.id));
	return { aside, contacts: stands("contact"), named: !purpose || !fell || stands(purpose) };
}
