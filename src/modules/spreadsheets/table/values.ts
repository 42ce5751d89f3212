import { type Day, isDay } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";

const months = [
	"gennaio gen januar janner jan january",
	"febbraio feb februar february",
	"marzo mar marz march",
	"aprile apr april",
	"maggio mag mai may",
	"giugno giu juni jun june",
	"luglio lug juli jul july",
	"agosto ago august aug",
	"settembre set sett september sep sept",
	"ottobre ott oktober okt october oct",
	"novembre nov november",
	"dicembre dic dezember dez december dec",
].map((names) => names.split(" "));

/** 1 to 12 for the name of a month, folded; undefined for any other word. */
export function monthOf(folded: string): number | undefined {
	const at = months.findIndex((names) => names.includes(folded));
	return at < 0 ? undefined : at + 1;
}

/**
 * A day as people here write it (31/12/2026, 1.3.26, 3 marzo 2026, 3. März 2026, 2026-03-03, also with an hour or a
 * weekday beside it) or as a spreadsheet counts days; undefined for anything else, also for a day that no calendar has.
 */
export function dayFrom(text: string): Day | undefined {
	const said = text.trim();
	if (/^\d{5}(\.\d+)?$/.test(said)) return ofSerial(Number(said));
	const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(said);
	if (iso) return dayOfParts(iso[1]!, iso[2]!, iso[3]!);
	const figures =
		/^(?:\p{L}+\.?,?\s+)?(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})\.?(?:[\s,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?$/u.exec(
			said,
		);
	if (figures) return dayOfParts(figures[3]!, figures[2]!, figures[1]!);
	const named = /^(?:\p{L}+\.?,?\s+)?(\d{1,2})[.°º]?[\s/-]+(?:de[il]\s+)?(\p{L}+)\.?[\s/-]+(\d{4}|\d{2})$/u.exec(said);
	const month = named && monthOf(fold(named[2]!));
	return named && month ? dayOfParts(named[3]!, String(month), named[1]!) : undefined;
}

/** Days since 30 December 1899, as spreadsheets count them. Source: ECMA-376 part 1, §18.17.4.1. */
function ofSerial(serial: number): Day | undefined {
	const day = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000).toISOString().slice(0, 10);
	return isDay(day) ? day : undefined;
}

/** Two figures of a year are of this century, but for those of whoever was born in the last one. */
function dayOfParts(year: string, month: string, day: string): Day | undefined {
	const whole = year.length === 2 ? `${Number(year) > 69 ? "19" : "20"}${year}` : year;
	const said = `${whole}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
	return isDay(said) ? said : undefined;
}

const yes = new Set("x xx si s 1 ja j yes y true vero wahr presente pres anwesend da present p v ok √".split(" "));
const no = new Set(
	"no n 0 nein false falso falsch assente ass a ag g malato malata ferie abwesend abw entschuldigt krank absent excused sick".split(
		" ",
	),
);

/** A cross, a tick, a yes: true; empty, a hyphen or a no: false; undefined for what is neither. */
export function yesFrom(text: string): boolean | undefined {
	const said = text.trim();
	if (/^[-–—/.]*$/.test(said)) return false;
	if (/^[✓✔✅☑×✕✖✗✘☒√+*●•■█]\ufe0f?$/u.test(said)) return true;
	if (/^[☐○□]\ufe0f?$/u.test(said)) return false;
	const folded = fold(said);
	if (yes.has(folded) || /^(present|anwesend)/.test(folded)) return true;
	return no.has(folded) || /^(assent|giustif|abwesend|absent)/.test(folded) ? false : undefined;
}

/** Whether a cell of a sheet of presences says that somebody was there: also by hours, or by when they came. */
export function presenceFrom(text: string): boolean | undefined {
	const said = text.trim();
	if (/^(?:1899-12-3[01] )?\d{1,2}[:.]\d{2}(?:\s*[-–]\s*\d{1,2}[:.]\d{2})?$/.test(said)) return true;
	const hours = /^(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:h|ore|ora|std)?\.?$/i.exec(said);
	if (hours) return Number(hours[1]!.replace(",", ".")) > 0;
	return yesFrom(said);
}

/** An e-mail address, as far as it can be seen. */
export function isAddress(text: string): boolean {
	return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}

/** Figures alone, as of a telephone. */
export function isNumberLike(text: string): boolean {
	return /^[+\d][\d\s./()-]*$/.test(text);
}

/** Folded, with «Straße» as «strasse», the way terms are written here. */
export function foldTerm(text: string): string {
	return fold(text).replaceAll("ß", "ss");
}

/** Which of some words is meant: their own names, or how they are said in the three languages. */
export function wordFrom<Word extends string>(text: string, words: Record<Word, string>): Word | undefined {
	const folded = foldTerm(text);
	return (Object.keys(words) as Word[]).find(
		(word) => fold(word) === folded || words[word].split("|").includes(folded),
	);
}

/** A cell that a spreadsheet does not take for a formula: an apostrophe before what begins like one. */
export function escapedCell(text: string): string {
	return /^'*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}
