import type { Day } from "../../../core/period.ts";
import { isDay } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";
import type { Columns } from "../contract.ts";
import { type SaidDay, type SaidYears, saidDay, yearsIn } from "./days.ts";
import { fieldFor, recognise } from "./headings.ts";
import { letterOf, type Table, uniqueHeadings } from "./table.ts";
import { dayFrom, monthOf, presenceFrom } from "./values.ts";

/** A sheet of presences: names down and dates across, in whatever way it was kept. */
export type Roll = {
	table: Table;
	/** For each heading the day it stands for. */
	days: (Day | undefined)[];
	/** Headings written like a day that no calendar has. */
	wrong: { row: number; label: string; column: number }[];
	/** What stands above and on its tab, folded, for each sheet: it may name the initiative. */
	titles: string[];
	/** Its days say no year, and nothing around it does. */
	needsYear: boolean;
};

type Cells = readonly (readonly string[])[];

/** Headings stand among the first rows. */
const mostTitles = 30;
const mostColumns = 500;

/** Reads a sheet of presences; `year` is that of its first date, where somebody said it. */
export function rollOf(sheet: Cells, { name = "", year }: { name?: string; year?: number } = {}): Roll {
	const list = listOf(sheet);
	if (list) return readAt(list.cells, 0, titleOf(sheet.slice(0, list.at), name), { name, year });
	const across = bestRow(sheet, name);
	const turned = turn(sheet);
	const down = bestRow(turned, name, 8);
	const isDown = down.days.length > Math.max(1, across.days.length);
	const { at } = isDown ? down : across;
	const cells = isDown ? turned : sheet;
	const title = titleOf(isDown ? sheet.slice(0, firstDated(sheet)) : sheet.slice(0, Math.max(0, at)), name);
	return readAt(cells, at, title, { name, year });
}

/** One line a presence («Data; Nome»): as a sheet with a column a day. */
function listOf(sheet: Cells): { at: number; cells: string[][] } | undefined {
	for (const [at, row] of sheet.slice(0, mostTitles).entries()) {
		const fields = row.map((cell) => (cell.length <= 60 ? fieldFor("attendance", cell) : undefined));
		const dated = row.findIndex((cell) => dateWords.test(fold(cell)));
		const named = fields.indexOf("name");
		if (dated < 0 || named < 0) continue;
		const below = sheet.slice(at + 1).filter((cells) => cells.some((cell) => cell !== ""));
		const said = below.map((cells) => saidDay(cells[dated] ?? ""));
		if (said.filter((one) => typeof one === "object" && one.day !== undefined).length * 2 < below.length) continue;
		const surname = fields.indexOf("surname");
		const marked = row.findIndex((cell) => markWords.test(fold(cell)));
		const days: string[] = [];
		const marks = new Map<string, { label: string; marks: Map<string, string> }>();
		for (const cells of below) {
			const day = cells[dated] ?? "";
			const label = [cells[named] ?? "", surname >= 0 ? (cells[surname] ?? "") : ""].filter(Boolean).join(" ");
			if (label === "" || day === "") continue;
			if (!days.includes(day)) days.push(day);
			const one = marks.get(fold(label)) ?? { label, marks: new Map<string, string>() };
			one.marks.set(day, marked >= 0 ? (cells[marked] ?? "") : "x");
			marks.set(fold(label), one);
		}
		if (days.length > mostColumns) return undefined;
		const cells = [
			[row[named] ?? "", ...days],
			...[...marks.values()].map((one) => [one.label, ...days.map((day) => one.marks.get(day) ?? "")]),
		];
		return { at, cells };
	}
	return undefined;
}

const dateWords = /^(data|giorno|datum|tag|date|day|data incontro|data dell incontro|data presenza)$/;
const markWords = /^(presente|presenza|presenze|presenti|anwesend|anwesenheit|present|presence|attendance|c era)$/;

function turn(sheet: Cells): string[][] {
	const height = Math.min(sheet.length, mostColumns + mostTitles);
	const width = Math.max(0, ...sheet.slice(0, height).map((row) => row.length));
	return Array.from({ length: Math.min(width, 2000) }, (_, x) =>
		Array.from({ length: height }, (_, y) => sheet[y]?.[x] ?? ""),
	);
}

function firstDated(sheet: Cells): number {
	const at = sheet.findIndex((row) => row.some((cell) => typeof saidDay(cell) === "object"));
	return Math.max(at, 0);
}

function titleOf(rows: Cells, name: string): string {
	return [name, ...rows.flat()].filter(Boolean).join(" ").slice(0, 2000);
}

type Dated = { at: number; days: { column: number; said: SaidDay }[]; score: number };

/** The row with the most days; numbers alone are days only beneath a month, in their order. */
function bestRow(sheet: Cells, name: string, most = mostTitles): Dated {
	let best: Dated = { at: -1, days: [], score: 0 };
	for (const at of sheet.slice(0, most).keys()) {
		const days = daysIn(sheet, at, name);
		const isHeaded = (sheet[at] ?? []).some((cell) => cell.length <= 60 && fieldFor("attendance", cell) !== undefined);
		const score = days.length * 2 + (isHeaded && days.length > 0 ? 3 : 0);
		if (score > best.score) best = { at, days, score };
	}
	return best;
}

/** The days in the headings of a row, each with its month and year as far as they are said there, above, or around. */
function daysIn(sheet: Cells, at: number, name: string): { column: number; said: SaidDay }[] {
	const row = sheet[at] ?? [];
	const own = row.slice(0, mostColumns).map((cell) => saidDay(cell));
	const months = monthsOver(sheet, at, name);
	const found: { column: number; said: SaidDay }[] = [];
	const bare: { column: number; said: SaidDay }[] = [];
	for (const [column, said] of own.entries()) {
		if (typeof said !== "object" || said.day === undefined) continue;
		if (said.month !== undefined) found.push({ column, said: { ...months[column], ...said } });
		else if (months[column]?.month !== undefined) bare.push({ column, said: { ...months[column], ...said } });
	}
	const isOrdered = bare.every(({ said }, i) => {
		const before = bare[i - 1]?.said;
		return !before || before.month !== said.month || before.day! < said.day!;
	});
	return [...found, ...(isOrdered ? bare : [])].sort((a, b) => a.column - b.column);
}

/** The month over each column: from the rows right above, each until the next one; from the words around where there is none. */
function monthsOver(sheet: Cells, at: number, name: string): (SaidDay | undefined)[] {
	const width = Math.min(mostColumns, (sheet[at] ?? []).length);
	for (const above of [at - 1, at - 2, at - 3]) {
		const row = sheet[above];
		if (!row) continue;
		const said = Array.from({ length: width }, (_, i) => monthIn(row[i] ?? ""));
		if (!said.some(Boolean)) continue;
		// A month in a title stands over all of it.
		if (said.filter(Boolean).length === 1 && row.filter((cell) => cell !== "").length === 1)
			return said.map(() => said.find(Boolean));
		let last: SaidDay | undefined;
		return said.map((one) => {
			last = one ?? last;
			return last;
		});
	}
	// «Mar» on a tab is March, not a Tuesday.
	const month = monthOf(fold(name));
	const tab = month ? { month } : saidDay(name);
	const around =
		typeof tab === "object" && tab.month !== undefined && tab.day === undefined
			? tab
			: monthAround([name, ...sheet.slice(Math.max(0, at - 12), Math.max(0, at)).flat()]);
	return Array.from({ length: width }, () => around);
}

function monthIn(cell: string): SaidDay | undefined {
	const said = saidDay(cell);
	if (typeof said !== "object" || said.month === undefined) return undefined;
	if (said.day !== undefined && said.day !== 1) return undefined;
	return { month: said.month, ...(said.year !== undefined && { year: said.year }) };
}

/** The one month that words around a table name («Presenze di ottobre 2026»). */
function monthAround(texts: readonly string[]): SaidDay | undefined {
	const found = new Map<number, SaidDay>();
	for (const text of texts.filter((one) => one.length <= 200))
		for (const word of text.split(/\s+/)) {
			const said = /^\p{L}{4,}/u.test(word) ? saidDay(word) : undefined;
			if (typeof said === "object" && said.month !== undefined && said.day === undefined) found.set(said.month, said);
		}
	return found.size === 1 ? [...found.values()][0] : undefined;
}

function readAt(cells: Cells, at: number, title: string, asked: { name: string; year?: number }): Roll {
	const width = Math.min(mostColumns, Math.max(0, ...cells.map((row) => row.length)));
	const header = cells[at] ?? [];
	const dated = new Map(daysIn(cells, at, asked.name).map(({ column, said }) => [column, said]));
	const { days, needsYear } = withYears(dated, yearsIn(title), asked.year);
	const first = Math.min(width, ...dated.keys());
	const wrong: Roll["wrong"] = [];
	for (const [column, cell] of header.entries())
		if (column < width && (saidDay(cell) === "wrong" || (dated.has(column) && days.get(column) === "wrong")))
			wrong.push({ row: at + 1, label: cell, column });
	const headings = uniqueHeadings(
		Array.from({ length: width }, (_, i) => {
			const own = (header[i] ?? "").replaceAll("\n", " ");
			if (dated.has(i)) return dayHeading(own, days.get(i));
			return own || (i < first ? beside(cells, at, i) : "") || `(${letterOf(i)})`;
		}),
	);
	const rows = cells
		.map((row, i) => ({ row: i + 1, cells: Array.from({ length: width }, (_, n) => row[n] ?? "") }))
		.slice(at + 1)
		.filter((row) => row.cells.some((cell) => cell !== ""));
	const used = headings.map(
		(_, i) => dated.has(i) || (header[i] ?? "") !== "" || rows.some((row) => row.cells[i] !== ""),
	);
	const kept = <Item>(items: readonly Item[]) => items.filter((_, i) => used[i]);
	const place = new Map(headings.flatMap((_, i) => (used[i] ? [i] : [])).map((old, now) => [old, now]));
	const table = { headings: kept(headings), rows: rows.map((row) => ({ row: row.row, cells: kept(row.cells) })) };
	const dayOf = (i: number) => {
		const day = days.get(i);
		return day === "wrong" ? undefined : day;
	};
	return {
		table,
		days: kept(headings.map((_, i) => dayOf(i))),
		wrong: wrong.map((one) => ({ ...one, column: place.get(one.column) ?? -1 })).filter(({ column }) => column >= 0),
		titles: [fold(title)],
		needsYear,
	};
}

/** What heads a day says it whole where it does not itself: «5» beneath October is 2026-10-05. */
function dayHeading(own: string, day: Day | "wrong" | undefined): string {
	return day &&
		day !== "wrong" &&
		!dayFrom(own) &&
		/^\W*(?:\p{L}+\W+)?\d{1,2}(?:\W+\p{L}+)?\W*$/u.test(own) &&
		!/\d\D+\d/.test(own)
		? `${own} (${day})`
		: own;
}

/** The words over or under an empty heading, where cells were merged. */
function beside(cells: Cells, at: number, column: number): string {
	const near = [at - 1, at + 1, at - 2].map((row) => cells[row]?.[column] ?? "");
	return near.find((cell) => cell.length <= 60 && fieldFor("attendance", cell) !== undefined) ?? "";
}

/**
 * Whole days: a year is said by the day, by its month, by the words around («2025/26»), or by somebody. Where months begin
 * anew it is the next year.
 */
function withYears(
	dated: ReadonlyMap<number, SaidDay>,
	around: SaidYears | undefined,
	asked: number | undefined,
): { days: Map<number, Day | "wrong">; needsYear: boolean } {
	const days = new Map<number, Day | "wrong">();
	let year = asked ?? (around?.second ? undefined : around?.first);
	let before: number | undefined;
	let needsYear = false;
	for (const [column, said] of dated) {
		const month = said.month!;
		if (said.year !== undefined) year = said.year;
		else if (asked === undefined && around?.second) year = month >= 8 ? around.first : around.second;
		else if (year !== undefined && before !== undefined && before - month >= 5) year += 1;
		before = month;
		if (year === undefined) {
			needsYear = true;
			continue;
		}
		const day = `${year}-${String(month).padStart(2, "0")}-${String(said.day).padStart(2, "0")}`;
		days.set(column, isDay(day) ? day : "wrong");
	}
	return { days, needsYear };
}

/** What each column of a sheet of presences says: a day is one; names are found by their heading, or by how they look. */
export function columnsOfRoll({ table, days }: Roll, kept: Columns): Columns {
	const columns = recognise("attendance", table.headings, kept);
	for (const [i, heading] of table.headings.entries())
		if (days[i]) columns[heading] = kept[heading] === "" ? "" : "present";
		else if (columns[heading] === "present") columns[heading] = "";
	const said = new Set(Object.values(columns));
	if (said.has("name") || said.has("surname")) return columns;
	const [first, second] = table.headings
		.flatMap((heading, i) =>
			!days[i] && columns[heading] === "" && kept[heading] !== "" ? { heading, share: namesIn(table, i) } : [],
		)
		.filter(({ share }) => share >= 0.5);
	if (first) columns[first.heading] = "name";
	// A name beside a surname: each a word alone.
	if (first && second && table.headings.indexOf(second.heading) === table.headings.indexOf(first.heading) + 1)
		if ([first, second].every(({ heading }) => isOneWord(table, table.headings.indexOf(heading))))
			columns[second.heading] = "surname";
	return columns;
}

/** Which part of the filled cells of a column looks like names. */
function namesIn({ rows }: Table, column: number): number {
	const filled = rows.map(({ cells }) => cells[column] ?? "").filter((cell) => cell !== "");
	const names = filled.filter((cell) => /\p{L}{2}/u.test(cell) && presenceFrom(cell) === undefined && !saidDay(cell));
	return filled.length === 0 || filled.length * 4 < rows.length ? 0 : names.length / filled.length;
}

function isOneWord({ rows }: Table, column: number): boolean {
	const filled = rows.map(({ cells }) => cells[column] ?? "").filter((cell) => cell !== "");
	return filled.filter((cell) => !cell.includes(" ")).length * 2 > filled.length;
}
