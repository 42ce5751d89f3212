import { fold } from "../../../core/text.ts";
import type { Topic } from "../contract.ts";
import { streetOf } from "../rules.ts";
import type { Reason } from "./contract.ts";

/** What is compared of a need and of what could be given: never who. */
export type Side = { topic: Topic | null; path: readonly { id: string; label: string }[]; texts: readonly string[] };

/** Words that stand in almost every note and therefore join nothing. */
const common = new Set(
	(
		"adesso alla allo agli alle altra altre altri altro ancora anche avere aveva bisogno cerca cercano chiede chiedono come cosa cose dalla dalle dice dicono " +
		"dopo dove ecco essere fare fatto gente giorno giorni molto nella nelle niente nessuno offre offrono ogni oppure " +
		"perche persona persone piu poco potrebbe preferisce prima prossima prossimo puo quasi qualche qualcosa qualcuno quando quanto quello questa questo richiama richiamare sabato domenica " +
		"lunedi martedi mercoledi giovedi venerdi sanno sapere sempre senza sera serve servono settimana sono sopra sotto spesso sulla " +
		"tanto tempo torna tornare tutte tutti tutto vicino viene volentieri volta volte vorrebbe mattina pomeriggio aiuta aiutare aiuto della delle degli detto " +
		"aber alle auch beim braucht bietet dann dass einen einer eine fragt gern haben hilfe hilft immer jemand jeden kann keine keinen " +
		"konnte mehr mochte nach nicht niemand oder ohne samstag sehr sich sind sucht tage tag uber viel wenn wird woche " +
		"about after again always anybody asks because before could does everybody from have help helps into know knows like " +
		"likes looks more much need needs nobody offers often other saturday somebody some someone something that their them " +
		"there they this time want wants week were what when where which with without would your"
	).split(" "),
);

/** The stem by which two words count as the same: no accents, no ending vowels, six letters at most. */
function stemOf(folded: string): string {
	const base = folded.replace(/[aeiou]+$/, "");
	return (base.length < 3 ? folded : base).slice(0, 6);
}

/** The words of a text that say something, by their stems. */
function wordsOf(texts: readonly string[]): Map<string, string> {
	const words = new Map<string, string>();
	for (const text of texts)
		for (const [word] of text.matchAll(/\p{L}{4,}/gu)) {
			const folded = fold(word);
			if (folded.length >= 4 && !common.has(folded)) words.set(stemOf(folded), word.toLowerCase());
		}
	return words;
}

/** The words two sides have in common, at most three; names of their places are none. */
function wordsInCommon(one: Side, other: Side): string[] {
	const places = wordsOf([...one.path, ...other.path].map((place) => place.label));
	const others = wordsOf(other.texts);
	return [...wordsOf(one.texts)]
		.filter(([stem]) => others.has(stem) && !places.has(stem))
		.map(([, word]) => word)
		.sort()
		.slice(0, 3);
}

function nearness(one: Side, other: Side): Reason | undefined {
	const [here] = one.path;
	const [there] = other.path;
	if (!here || !there) return undefined;
	if (here.id === there.id) return { why: "same_place", place: here.label };
	const shared = one.path.find((place) => other.path.some((around) => around.id === place.id));
	if (shared) return { why: "near", place: shared.label };
	// Numbers of one street, where nobody wrote down that they stand in it.
	return streetOf(fold(here.label)) === streetOf(fold(there.label))
		? { why: "near", place: here.label.replace(/[ ,]+\d+\S*$/, "") }
		: undefined;
}

/**
 * Why something could help with a need: the same topic, the same place or one around both, words in common. Empty
 * where that is too little: a place alone joins nothing, nor one word between places apart. The same both ways.
 */
export function reasonsFor(need: Side, give: Side): Reason[] {
	const near = nearness(need, give);
	const topic: Reason | undefined =
		need.topic !== null && need.topic === give.topic ? { why: "same_topic", topic: need.topic } : undefined;
	const words = wordsInCommon(need, give);
	if (!topic && words.length < (near ? 1 : 2)) return [];
	const said: (Reason | undefined)[] = [topic, near, words.length > 0 ? { why: "words", words } : undefined];
	return said.filter((reason) => reason !== undefined);
}

/** What could help, with its reasons: those with more reasons first, then as they came. At most `most`. */
export function suggest<Thing>(
	things: readonly Thing[],
	reasons: (thing: Thing) => Reason[],
	most: number,
): (Thing & { reasons: Reason[] })[] {
	const nearFirst = (found: Reason[]) => (found.some((r) => r.why === "same_place") ? 1 : 0);
	return things
		.map((thing) => ({ ...thing, reasons: reasons(thing) }))
		.filter((thing) => thing.reasons.length > 0)
		.sort((a, b) => b.reasons.length - a.reasons.length || nearFirst(b.reasons) - nearFirst(a.reasons))
		.slice(0, most);
}
