import { fold } from "../../../core/text.ts";
import type { Kind } from "../contract.ts";
import { fieldFor } from "./headings.ts";
import { dayFrom, isAddress, isNumberLike } from "./values.ts";

/** The table in a sheet: its headings, and the rows beneath them with their number in the file. */
export type Table = { headings: string[]; rows: { row: number; cells: string[] }[] };

/** A heading stands among the first rows; above it are at most titles. */
const mostTitles = 25;

/**
 * Finds the row of the headings: the one with the most we know, titles above it and empty rows left aside. A heading
 * over several columns counts for each of them; those without any are called by their letter, each heading is unique.
 * Headings that stand again further down are no row; a table that begins at once has none.
 */
export function tableOf(kind: Kind, sheet: readonly (readonly string[])[]): Table {
	const at = headingRow(kind, sheet);
	const width = Math.min(500, Math.max(0, ...sheet.map((row) => row.length)));
	const above = groups(sheet[at - 1], sheet[at] ?? []);
	const named = Array.from({ length: width }, (_, i) => {
		const own = (sheet[at]?.[i] ?? "").replaceAll("\n", " ");
		const group = (above[i] ?? "").replaceAll("\n", " ");
		const both = group !== "" && own !== "" && !fieldFor(kind, own) && !dayFrom(own) ? `${group} ${own}` : own || group;
		return both || `(${letterOf(i)})`;
	});
	const headings = uniqueHeadings(named);
	const rows = sheet
		.map((cells, i) => ({ row: i + 1, cells: Array.from({ length: width }, (_, n) => cells[n] ?? "") }))
		.slice(at + 1)
		.filter(({ cells }) => cells.some((cell) => cell !== "") && !isHeading(cells, sheet[at]));
	const used = headings.map((heading, i) => !/^\([A-Z]+\)$/.test(heading) || rows.some(({ cells }) => cells[i] !== ""));
	const kept = <Item>(items: readonly Item[]) => items.filter((_, i) => used[i]);
	return { headings: kept(headings), rows: rows.map(({ row, cells }) => ({ row, cells: kept(cells) })) };
}

function headingRow(kind: Kind, sheet: readonly (readonly string[])[]): number {
	let best = { at: -1, known: 0 };
	for (const [at, row] of sheet.slice(0, mostTitles).entries()) {
		const fields = new Set(row.map((cell) => (cell.length <= 60 ? fieldFor(kind, cell) : undefined)).filter(Boolean));
		const known = fields.size;
		if (known > best.known) best = { at, known };
	}
	if (best.at >= 0) return best.at;
	const first = sheet.findIndex((row) => row.filter((cell) => cell !== "").length > 1);
	const at = first >= 0 ? first : sheet.findIndex((row) => row.some((cell) => cell !== ""));
	const said = (sheet[at] ?? []).filter(Boolean);
	return said.some(isData) || (said.length > 0 && said.every((cell) => nameLike.test(cell))) ? -1 : at;
}

/** «Rossi Ada»: as nobody heads a column. */
const nameLike = /^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)+$/u;

/** What no heading says: somebody's number or address, or a day. */
function isData(cell: string): boolean {
	return isAddress(cell) || (isNumberLike(cell) && cell.length > 5) || dayFrom(cell) !== undefined;
}

/** The same words as in the headings, in the same columns: a table that goes on below a title of its own. */
function isHeading(cells: readonly string[], headings: readonly string[] = []): boolean {
	return headings.some(Boolean) && cells.every((cell, i) => fold(cell) === fold(headings[i] ?? ""));
}

/** What stands over several columns at once: text with nothing right of it, where the row beneath goes on. */
function groups(above: readonly string[] | undefined, headings: readonly string[]): string[] {
	if (!above) return [];
	const filled = above.filter((cell) => cell !== "").length;
	// One alone over many is a title.
	if (filled === 0 || (filled === 1 && headings.length > 4 && above[0] !== "")) return [];
	let last = "";
	return headings.map((_, i) => {
		last = above[i] || last;
		return last;
	});
}

/** Headings none of which stands twice. */
export function uniqueHeadings(headings: readonly string[]): string[] {
	const seen = new Map<string, number>();
	return headings.map((heading) => {
		const name = heading.slice(0, 120);
		const n = (seen.get(name) ?? 0) + 1;
		seen.set(name, n);
		return n > 1 ? `${name} (${n})` : name;
	});
}

export function letterOf(column: number): string {
	const rest = Math.floor(column / 26);
	return (rest > 0 ? letterOf(rest - 1) : "") + String.fromCharCode(65 + (column % 26));
}
