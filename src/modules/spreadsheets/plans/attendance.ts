import { breathing } from "../../../core/breathing.ts";
import type { Day } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";
import type { BulkAgreement } from "../../community/bulk/service.ts";
import type { RollSession } from "../../initiatives/bulk/service.ts";
import type { Part } from "../../initiatives/contract.ts";
import type { Columns, Field, Line } from "../contract.ts";
import { type Asked, emptyPlan, lineFor, type Plan, type Row, RowRefused } from "../plan.ts";
import { isWeekday } from "../table/days.ts";
import type { Roll } from "../table/roll.ts";
import { presenceFrom, wordFrom } from "../table/values.ts";
import { partWords } from "../table/words.ts";
import { datesOf, isHere, isOverfull, type RollDate, writtenOf } from "./dates.ts";
import { type Facts, rowsOf } from "./facts.ts";
import { nameIn, type People, peopleFor, type Unsure, whoIs } from "./named.ts";

/** What a row says of one date. */
type Mark = { date: RollDate; text: string };

/** What is gathered while the rows are read. */
type Gathered = {
	asked: Asked;
	people: People;
	/** By person, what a row says they agreed to. */
	agreed: Map<string, BulkAgreement>;
	/** Rows that count people without a name, and rows that add up the others. */
	counts: Mark[][];
	totals: Mark[][];
	partIn: (text: string) => Part | null | undefined;
};

/**
 * What a sheet of presences comes to. Somebody is written down by name who is known by more than a description and agreed to
 * be; everybody else who was there is counted. A name that several bear, or nobody, is never guessed: it is chosen, or
 * counted. Whoever gets a name was among those only counted before, so nobody is counted twice.
 */
export async function planAttendance(
	roll: Roll,
	columns: Columns,
	facts: Facts,
	sessions: readonly RollSession[],
	asked: Asked & { initiativeId: string },
): Promise<Plan> {
	const plan = emptyPlan();
	const columnsOfDates = datesOf(roll, columns, sessions);
	const rows = rowsOf(roll.table, columns);
	const people = await peopleFor(rows, facts);
	const gathered: Gathered = { asked, people, agreed: new Map(), counts: [], totals: [], partIn: partsOnce() };
	for await (const row of breathing(rows)) {
		const marks = columnsOfDates.map(({ column, date }) => ({ date, text: row.beside[column] ?? "" }));
		const line = lineOf(gathered, row, marks);
		if (line) plan.lines.push(line);
	}
	addUnnamed(gathered, plan.lines);
	const dates = [...new Set(columnsOfDates.map(({ date }) => date))];
	plan.lines.push(...wrongDays(roll), ...leftOut(dates));
	plan.roll = writtenOf(dates, sessions, asked);
	const named = new Set(plan.roll.marks.map(({ personId }) => personId));
	plan.agreements.push(...[...gathered.agreed.values()].filter(({ personId }) => named.has(personId)));
	return plan;
}

/** What becomes of a row; nothing for one that says nothing. */
function lineOf(gathered: Gathered, row: Row<Field>, marks: Mark[]): Line | undefined {
	const label = nameIn(row).slice(0, 120);
	if (label === "" && marks.every(({ text }) => text === "" || isWeekday(text))) return undefined;
	if (isTotal(label, marks)) {
		gathered.totals.push(marks);
		return { row: row.row, label, outcome: "refused", reason: "total_row", of: label };
	}
	if (withoutName.test(fold(label)) && marks.some(({ text }) => countIn(text) > 0)) {
		gathered.counts.push(marks);
		return { row: row.row, label, outcome: "counted" };
	}
	return lineFor(row.row, label, () => presenceOf(gathered, row, label, marks));
}

const totalWords =
	/^((totale?|tot|somma|summe|gesamt|total|anzahl|presenti|presenze|numero|n|nr|num|number|sum)\b.*|(n|nr|num|numero) (di )?(presenti|presenze|partecipanti)|partecipanti|persone|anwesende|teilnehmende|teilnehmer|attendance|participants|people)$/;
const withoutName =
	/^(\d+ )?(senza nome|senza nomi|non nominati|altri|altre|altri presenti|altre persone|altri partecipanti|ospiti|adulti|anziani|bambini|bambine|ragazzi|ragazze|giovani|uomini|donne|volontari|volontarie|erwachsene|kinder|jugendliche|frauen|manner|freiwillige|adults|children|men|women|volunteers|anonimi|ohne namen|ohne name|andere|weitere|weitere personen|gaste|without a name|unnamed|others|other people|guests)$/;

function isTotal(label: string, marks: readonly Mark[]): boolean {
	if (totalWords.test(fold(label))) return true;
	return label === "" && marks.every(({ text }) => /^\d*([.,]\d+)?$/.test(text));
}

/** Somebody of a row on the dates they were there: by name, or among those only counted. */
function presenceOf(
	{ asked, people, agreed, partIn }: Gathered,
	row: Row<Field>,
	label: string,
	marks: readonly Mark[],
): Omit<Line, "row" | "label"> {
	if (label === "") throw new RowRefused("name_missing");
	const said = marks.map(({ date, text }) => ({ date, text, part: partIn(text) }));
	const here = said.flatMap(({ date, part }) => (part && isHere(date, asked.today) ? [{ date, part }] : []));
	const aside = leftAside(said, asked.today);
	if (here.length === 0) return { outcome: "matched", ...(aside ?? { reason: "no_cross" }) };
	const found = whoIs(people, row, label, asked);
	if (!found.person) {
		for (const { date } of here) addUnsure(date, found);
		return { outcome: "counted", reason: found.reason, of: label, ...(found.ask?.length && { ask: found.ask }) };
	}
	if (found.agreement) agreed.set(found.person.id, found.agreement);
	const role = row.cell("part") === "" ? undefined : wordFrom(row.cell("part"), partWords);
	let fresh = 0;
	for (const { date, part } of here) if (addNamed(date, found.person.id, part, role)) fresh += 1;
	return { outcome: fresh > 0 ? "created" : "matched", ...aside };
}

/** What of a row is not taken: a cell that cannot be told, or a presence to come. */
function leftAside(said: readonly (Mark & { part: Part | null | undefined })[], today: Day) {
	const strange = said.find(({ part }) => part === undefined)?.text;
	if (strange) return { reason: "cross_unknown", of: strange };
	const future = said.find(({ date, part }) => part && date.day > today);
	return future && { reason: "day_future", of: future.date.day };
}

/** Writes somebody down on a date; true when they were not written there before. */
function addNamed(date: RollDate, personId: string, part: Part, role: Part | undefined): boolean {
	if (date.named.has(personId)) return false;
	date.named.set(personId, part === "takes_part" ? (role ?? part) : part);
	return !date.session?.people.some((one) => one.personId === personId);
}

/** One of those it may be is perhaps written down there already: then this row is theirs; otherwise it is counted. */
function addUnsure(date: RollDate, { ask, isName }: Unsure): void {
	const there = ask?.find(
		({ id }) => !date.taken.has(id) && date.session?.people.some(({ personId }) => personId === id),
	);
	if (there && isName) date.taken.add(there.id);
	else date.unnamed += 1;
}

/** Adds those whom rows count without a name; a sheet without any name says in the last sum of a date how many they were. */
function addUnnamed({ counts, totals, asked }: Gathered, lines: readonly Line[]): void {
	for (const { date, text } of counts.flat()) if (isHere(date, asked.today)) date.unnamed += countIn(text);
	// Whoever is counted by a name that nobody here has is in the sum already.
	if (lines.some(({ reason, outcome }) => reason !== "total_row" && (outcome !== "counted" || reason))) return;
	const last = new Map(totals.flat().flatMap(({ date, text }) => (text === "" ? [] : [[date, text]])));
	for (const [date, text] of last) if (isHere(date, asked.today)) date.unnamed = Math.max(date.unnamed, countIn(text));
}

function wrongDays({ wrong }: Roll): Line[] {
	return wrong.map(({ row, label }) => ({ row, label, outcome: "refused", reason: "day_wrong", of: label }));
}

/** Dates that were called off, where the sheet says that somebody was there; and those with more people than one holds. */
function leftOut(dates: readonly RollDate[]): Line[] {
	return dates.flatMap((date): Line[] => {
		const { day, session, named, unnamed } = date;
		const isOff = session?.state === "cancelled" && named.size + unnamed > 0;
		const reason = isOff ? "session_cancelled" : isOverfull(date) ? "date_overfull" : undefined;
		return reason ? [{ row: 0, label: day, outcome: "refused", reason, of: day }] : [];
	});
}

/** The same few cells stand in thousands of rows: what each says is told once. */
function partsOnce(): Gathered["partIn"] {
	const told = new Map<string, Part | null | undefined>();
	return (text) => {
		if (!told.has(text)) told.set(text, partIn(text));
		return told.get(text);
	};
}

/** What a cell says: in which part somebody was there; null for nobody; undefined for what cannot be told. */
function partIn(text: string): Part | null | undefined {
	const part = wordFrom(text, partWords);
	if (part && text !== "") return part;
	const said = presenceFrom(text);
	return said === undefined ? undefined : said ? "takes_part" : null;
}

/** How many a cell counts: its number, or one for a cross. */
function countIn(text: string): number {
	if (/^\d{1,4}$/.test(text)) return Number(text);
	return presenceFrom(text) ? 1 : 0;
}
