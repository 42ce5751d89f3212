import { isUtf8 } from "node:buffer";
import { parse } from "csv-parse/sync";
import readXlsx from "read-excel-file/node";
import type { ReadOutline } from "../../../core/outlines/reading.ts";
import { safeArchive } from "./archive.ts";
import { BadFile } from "./bad-file.ts";
import { sheetOfGeoJson } from "./geojson.ts";

/** A sheet as it lies in the file: every cell as text, days as `YYYY-MM-DD`. */
export type Sheet = { name: string; rows: string[][]; hidden?: boolean; outlines?: ReadonlyMap<number, ReadOutline> };

export const mostBytes = 10 * 1024 * 1024;
export const mostRows = 20_000;
const mostCells = 2_000_000;

/**
 * The sheets of a file: XLSX, GeoJSON, or text with cells between any common mark, in UTF-8, UTF-16 or Windows-1252. Formulas are
 * only what they last came to. Throws `BadFile`.
 */
export async function readSheets(file: Buffer): Promise<Sheet[]> {
	if (file.length > mostBytes) throw new BadFile("too_large");
	refuseOthers(file);
	const sheets =
		file.subarray(0, 4).toString("latin1") === "PK\x03\x04" ? await ofXlsx(file) : await ofText(textOf(file));
	const filled = sheets.filter(({ rows }) => rows.some((row) => row.some((cell) => cell !== "")));
	if (filled.length === 0) throw new BadFile("empty");
	for (const { rows } of filled) while (rows.at(-1)?.every((cell) => cell === "")) rows.pop();
	const rows = filled.flatMap((sheet) => sheet.rows);
	if (rows.length > mostRows) throw new BadFile("too_many_rows");
	if (rows.reduce((n, row) => n + row.length, 0) > mostCells) throw new BadFile("too_large");
	return filled;
}

/** What is a spreadsheet of another make, or one with a password: an OLE container ([MS-CFB]), or an archive of OpenDocument. */
function refuseOthers(file: Buffer): void {
	if (file.subarray(0, 8).toString("hex") === "d0cf11e0a1b11ae1")
		throw new BadFile(file.includes(Buffer.from("EncryptedPackage", "utf16le")) ? "locked" : "xls");
	// Older ones are bare records (BIFF 2 to 4).
	if (/^09(00|02|04)0[46]00/.test(file.subarray(0, 4).toString("hex"))) throw new BadFile("xls");
	if (file.subarray(30, 120).toString("latin1").startsWith("mimetypeapplication/vnd.oasis.opendocument"))
		throw new BadFile("ods");
	const begin = file.subarray(0, 2000).toString("latin1").replaceAll("\0", "");
	if (/^\W*(%PDF-|\{\\rtf)/.test(begin)) throw new BadFile("type");
	// Programs of offices call a page of the web, or the XML of Excel 2003, «.xls» too.
	if (/^[^<\w]*<(!doctype|html|head|meta|table|\?xml|workbook|ss:workbook)\b/i.test(begin)) throw new BadFile("web");
}

async function ofXlsx(file: Buffer): Promise<Sheet[]> {
	const { archive, hidden } = safeArchive(file);
	const sheets = await readXlsx(archive).catch(() => {
		throw new BadFile("broken");
	});
	return sheets.map(({ sheet, data }) => ({
		name: sheet,
		// A sheet that is a chart has none.
		rows: (data ?? []).map((row) => row.map(cellText)),
		...(hidden.has(sheet) && { hidden: true }),
	}));
}

function cellText(value: unknown): string {
	if (value === null || value === undefined) return "";
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : momentText(value);
	if (typeof value === "boolean") return value ? "1" : "";
	return clean(String(value));
}

/** A cell of a day holds its midnight in UTC; where it holds an hour too, that stays. */
function momentText(at: Date): string {
	const iso = new Date(Math.round(at.getTime() / 1000) * 1000).toISOString();
	return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso.slice(0, 16).replace("T", " ");
}

function clean(text: string): string {
	return text
		.replace(/[\0\u200b\u2060\ufeff\u00ad]/g, "")
		.toWellFormed()
		.replace(/\r\n?/g, "\n")
		.replace(/[\u00a0\u2007\u202f]/g, " ")
		.trim();
}

/** The words of a file, whatever they are written in. */
function textOf(file: Buffer): string {
	const [a, b] = file;
	if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le").decode(file);
	if (a === 0xfe && b === 0xff) return new TextDecoder("utf-16be").decode(file);
	const nulls = [0, 0];
	const looked = file.subarray(0, 4096);
	for (const [i, byte] of looked.entries()) if (byte === 0) nulls[i % 2]! += 1;
	if (nulls[1]! > looked.length / 8 && nulls[0] === 0) return new TextDecoder("utf-16le").decode(file);
	if (nulls[0]! > looked.length / 8 && nulls[1] === 0) return new TextDecoder("utf-16be").decode(file);
	// A stray one is left aside; what has more of what no text has is none.
	if (nulls[0]! + nulls[1]! > 0 && looked.some((byte) => byte < 9 && byte > 0)) throw new BadFile("type");
	if (nulls[0]! + nulls[1]! > Math.max(2, looked.length / 100)) throw new BadFile("type");
	return new TextDecoder(isUtf8(file) ? "utf-8" : isOfOldMac(file) ? "macintosh" : "windows-1252").decode(file);
}

/** «CSV (Macintosh)» of Excel: its lines end as they did there, and its letters are those of then. */
function isOfOldMac(file: Buffer): boolean {
	return file.includes(0x0d) && !file.includes(0x0a);
}

async function ofText(text: string): Promise<Sheet[]> {
	if (/^\ufeff?\s*\{/.test(text)) return [await sheetOfGeoJson(text)];
	const said = /^\ufeff?sep=([;,\t|])\r?\n/i.exec(text);
	const body = said ? text.slice(said[0].length) : text;
	const delimiter = said?.[1] ?? delimiterOf(body);
	const rows = parsed(body, delimiter, '"') ?? parsed(body, delimiter, null)?.map((row) => row.map(withoutQuotes));
	if (!rows) throw new BadFile("broken");
	return [{ name: "", rows: rows.map((row) => row.map((cell) => unescaped(clean(cell)))) }];
}

/** The cells of a text; undefined where its quotes do not come to an end, or a line has none. */
function parsed(text: string, delimiter: string, quote: string | null): string[][] | undefined {
	try {
		return parse(text, {
			delimiter,
			quote,
			bom: true,
			relax_column_count: true,
			relax_quotes: true,
			skip_empty_lines: false,
			max_record_size: 1 << 20,
		});
	} catch {
		return undefined;
	}
}

/** Where somebody forgot to close a quote, each line is a row, and quotes around a cell are none of it. */
function withoutQuotes(cell: string): string {
	return cell.replace(/^\s*"|"\s*$/g, "").replaceAll('""', '"');
}

/** Spreadsheets reckon with what begins like a formula; an apostrophe before it keeps it text, and is no part of it. */
function unescaped(cell: string): string {
	return /^'+[=+\-@＝＋－＠]/.test(cell) ? cell.slice(1) : cell;
}

/** The mark that divides most lines into the same number of cells, more than one. */
function delimiterOf(text: string): string {
	const lines = outsideQuotes(text.slice(0, 65_536))
		.split(/\r\n|\r|\n/)
		.filter((line) => line.trim() !== "")
		.slice(0, 60);
	let best = { mark: ",", agreed: 0, cells: 0 };
	for (const mark of [";", "\t", "|", ","]) {
		const counts = new Map<number, number>();
		for (const line of lines) {
			const n = line.split(mark).length - 1;
			if (n > 0) counts.set(n, (counts.get(n) ?? 0) + 1);
		}
		const [cells = 0, agreed = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
		if (agreed > best.agreed || (agreed === best.agreed && cells > best.cells)) best = { mark, agreed, cells };
	}
	return best.mark;
}

function outsideQuotes(text: string): string {
	return text.replace(/"(?:[^"]|"")*"/g, "");
}
