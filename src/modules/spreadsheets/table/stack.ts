import type { Day } from "../../../core/period.ts";
import { type Field, type Kind, neededOf } from "../contract.ts";
import type { Sheet } from "../reading/sheets.ts";
import { fieldFor, recognise } from "./headings.ts";
import { columnsOfRoll, type Roll, rollOf } from "./roll.ts";
import { type Table, tableOf, uniqueHeadings } from "./table.ts";

/** Sheets of a workbook that say the same, one a month or one a street: as one table, so that they are one import. */
export type Stack = {
	table: Table;
	roll?: Roll;
	outlines?: Sheet["outlines"];
	/** Where a row of the table stands in the file; undefined where there is one sheet, and the row is its own. */
	placeOf: (row: number) => { sheet: string; row: number } | undefined;
};

/** Which sheets are taken unless somebody says otherwise: all that have the headings of this kind, and are not hidden. */
export function sheetsFor(kind: Kind, sheets: readonly Sheet[]): number[] {
	const shown = sheets.flatMap(({ hidden }, i) => (hidden ? [] : [i]));
	const fitting = shown.filter((i) => fits(kind, sheets[i]!));
	return fitting.length > 0 ? fitting : [shown[0] ?? 0];
}

/** Whether a sheet has the headings without which a row of this kind is none. */
export function fits(kind: Kind, sheet: Sheet): boolean {
	if (kind === "attendance") {
		const roll = rollOf(sheet.rows, { name: sheet.name });
		if (!roll.needsYear && !roll.days.some(Boolean)) return false;
		return hasNeeded(kind, Object.values(columnsOfRoll(roll, {})));
	}
	const { headings, rows } = tableOf(kind, sheet.rows);
	return rows.length > 0 && hasNeeded(kind, Object.values(recognise(kind, headings)));
}

/** Whether these fields make a row; a surname alone is a name. */
export function hasNeeded(kind: Kind, fields: readonly (Field | "")[]): boolean {
	return neededOf[kind].every((field) => fields.includes(field) || (field === "name" && fields.includes("surname")));
}

/** These sheets as one table; `year` is that of the first date of a sheet of presences. */
export function stackOf(kind: Kind, sheets: readonly Sheet[], year?: number): Stack {
	let before = 0;
	const starts = sheets.map(({ rows }) => {
		before += rows.length;
		return before - rows.length;
	});
	const rolls = kind === "attendance" ? rollsOf(sheets, year) : undefined;
	const tables = rolls?.map(({ table }) => table) ?? sheets.map(({ rows }) => tableOf(kind, rows));
	const daysOf = (i: number, column: number) => rolls?.[i]?.days[column];
	const united = unite(kind, tables, starts, daysOf);
	const { outlines } = sheets[0] ?? {};
	return {
		table: united.table,
		...(rolls && { roll: uniteRolls(rolls, united, starts) }),
		...(outlines && { outlines }),
		placeOf: (row) => {
			if (sheets.length === 1 || row < 1) return undefined;
			const at = starts.findLastIndex((start) => start < row);
			return { sheet: sheets[at]!.name, row: row - starts[at]! };
		},
	};
}

type United = { table: Table; days: (Day | undefined)[]; columns: number[][] };

/** One table of several: columns that say the same are one, and rows are numbered on from sheet to sheet. */
function unite(
	kind: Kind,
	tables: readonly Table[],
	starts: readonly number[],
	dayOf: (table: number, column: number) => Day | undefined,
): United {
	const headings: string[] = [];
	const days: (Day | undefined)[] = [];
	const columns = tables.map((table, i) => {
		const free = headings.map((_, at) => at);
		const take = (is: (at: number) => boolean) => {
			const at = free.findIndex((one) => is(one));
			return at < 0 ? undefined : free.splice(at, 1)[0];
		};
		// The same words first: a column that says the same in other words takes what they leave.
		const places = table.headings.map((heading, column) => {
			const day = dayOf(i, column);
			return take((at) => (day ? days[at] === day : !days[at] && headings[at] === heading));
		});
		return places.map((place, column) => {
			const heading = table.headings[column]!;
			const day = dayOf(i, column);
			const field = day ? undefined : fieldFor(kind, heading);
			const found = place ?? (field && take((at) => !days[at] && fieldFor(kind, headings[at]!) === field));
			if (found !== undefined) return found;
			headings.push(heading);
			days.push(day);
			return headings.length - 1;
		});
	});
	const rows = tables.flatMap((table, i) =>
		table.rows.map(({ row, cells }) => {
			const all = headings.map(() => "");
			for (const [column, cell] of cells.entries()) all[columns[i]![column]!] = cell;
			return { row: starts[i]! + row, cells: all };
		}),
	);
	return { table: { headings: tables.length > 1 ? uniqueHeadings(headings) : headings, rows }, days, columns };
}

function uniteRolls(rolls: readonly Roll[], { table, days, columns }: United, starts: readonly number[]): Roll {
	return {
		table,
		days,
		wrong: rolls.flatMap(({ wrong }, i) =>
			wrong.map((one) => ({ ...one, row: starts[i]! + one.row, column: columns[i]![one.column]! })),
		),
		titles: [...new Set(rolls.flatMap(({ titles }) => titles))],
		needsYear: rolls.some(({ needsYear }) => needsYear),
	};
}

/** A sheet that begins so many months before the one before it begins is of the next year. */
const monthsBack = 5;

function rollsOf(sheets: readonly Sheet[], asked: number | undefined): Roll[] {
	let year = asked;
	let before: Day | undefined;
	return sheets.map(({ name, rows }) => {
		const read = (of: number | undefined) => rollOf(rows, { name, ...(of !== undefined && { year: of }) });
		let roll = read(year);
		const first = roll.days.find(Boolean);
		if (year !== undefined && before && first && monthsOf(before) - monthsOf(first) >= monthsBack)
			roll = read(year + 1);
		before = roll.days.find(Boolean) ?? before;
		if (year !== undefined && before) year = Number(before.slice(0, 4));
		return roll;
	});
}

function monthsOf(day: Day): number {
	return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
}
