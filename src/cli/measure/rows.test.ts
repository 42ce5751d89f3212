import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { Ids } from "./ids.ts";
import { Rows } from "./rows.ts";

const folder = mkdtempSync(join(tmpdir(), "filo-rows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "rows.csv");

function rowsOf(content: string | Buffer): string[][] {
	writeFileSync(file, content);
	const rows = new Rows(file);
	try {
		const read: string[][] = [];
		while (rows.next()) read.push(Array.from({ length: rows.count }, (_, i) => rows.text(i)));
		return read;
	} finally {
		rows.close();
	}
}

/** Text with what is hard for CSV; and long enough, now and then, to lie across pieces of the file. */
const field = fc.oneof(
	fc.string({ unit: "binary" }).filter((text) => text.isWellFormed() && !text.includes("\0")),
	fc.string({ unit: fc.constantFrom(",", '"', "\n", "\r", " ", "a", "è", "🧶") }),
	fc.constantFrom("__proto__", "constructor", "\uFEFF", " ", "x".repeat(5000), "ü".repeat(140_000)),
);
const written = fc.record({
	rows: fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
	lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
	mark: fc.constantFrom("", "\uFEFF"),
	atEnd: fc.boolean(),
	everywhere: fc.boolean(),
});

/** A writer that knows nothing of the reader; a row of one empty field is quoted, or it would be a blank line. */
function write({ rows, lineEnd, mark, atEnd, everywhere }: typeof written extends fc.Arbitrary<infer T> ? T : never) {
	const cell = (text: string, alone: boolean) =>
		everywhere || (alone && text === "") || /[",\r\n\uFEFF]/.test(text) ? `"${text.split('"').join('""')}"` : text;
	const lines = rows.map((row) => row.map((text) => cell(text, row.length === 1)).join(","));
	return mark + lines.join(lineEnd) + (atEnd && lines.length > 0 ? lineEnd : "");
}

describe("rows of a CSV file", () => {
	test("are what was written, whatever the fields, ends of line and marks", () => {
		fc.assert(
			fc.property(written, (given) => {
				expect(rowsOf(write(given))).toEqual(given.rows);
			}),
			{ numRuns: 200 },
		);
	});

	test("are what csv-parse reads; what it refuses is refused", () => {
		const text = fc.string({ unit: fc.constantFrom(",", '"', "\n", "\r\n", "a", "b"), maxLength: 14 });
		const both = (content: string) => {
			const attempt = <T>(read: () => T) => {
				try {
					return read();
				} catch {
					return "refused";
				}
			};
			const theirs = attempt(() =>
				parse(content, { relax_column_count: true, skip_empty_lines: true, record_delimiter: ["\n", "\r\n"] }),
			);
			return { ours: attempt(() => rowsOf(content)), theirs };
		};
		fc.assert(
			fc.property(text, (content) => {
				const { ours, theirs } = both(content);
				expect(ours).toEqual(theirs);
			}),
			{ numRuns: 300 },
		);
		expect(both('a,"b\n').theirs).toBe("refused");
		expect(both('a,"b"c\n').ours).toBe("refused");
	});

	test("lie across pieces of the file in every way", () => {
		for (let before = (1 << 18) - 12; before < (1 << 18) + 2; before++) {
			const first = "x".repeat(before);
			expect(rowsOf(`${first},"a""è"\r\n🧶,b\r\n`)).toEqual([
				[first, 'a"è'],
				["🧶", "b"],
			]);
		}
	});

	test("a blank line is no row, and a quoted nothing is a field", () => {
		expect(rowsOf('\n\na\n\r\n""\n\n')).toEqual([["a"], [""]]);
		expect(rowsOf("")).toEqual([]);
		expect(rowsOf("\uFEFF")).toEqual([]);
	});

	test("what is not CSV is refused where it stands", () => {
		const refused = (content: string | Buffer) => {
			try {
				return rowsOf(content);
			} catch (error) {
				return (error as Error).message.replace(file, "");
			}
		};
		expect(refused('a,b\n"x\ny",z"\n')).toBe(":3:2: expected quotation marks around the whole field, found one inside");
		expect(refused('a,b\nc,"d\ne\n')).toBe(":2:2: expected a closing quotation mark, found the end of the file");
		expect(refused('a\n"b"c\n')).toMatch(/^:2:1: expected a comma/);
		expect(refused("a\nb,c\0d\n")).toBe(":2:2: expected text in UTF-8, found a NUL");
		expect(refused(Buffer.from([0x61, 0x0a, 0x62, 0x2c, 0xe8, 0x0a]))).toBe(":2:2: expected text in UTF-8");
		expect(refused(Buffer.from("\uFEFFa,b\n", "utf16le"))).toBe(":1:1: expected text in UTF-8, found a NUL");
		expect(refused(`a\n"${"b\n".repeat(1 << 20)}`)).toBe(":2:1: expected a closing quotation mark");
		expect(refused(`a\n${"b".repeat(1 << 21)}`)).toBe(":2:1: expected a row of less than a megabyte");
		expect(refused(",".repeat(1000))).toBe(":1:1001: expected at most 1000 fields");
	});
});

test("ids have numbers in order of first appearance, whatever they spell", () => {
	const name = fc.oneof(field, fc.constantFrom("__proto__", "", "a", "b", "c"), fc.nat(3000).map(String));
	fc.assert(
		fc.property(fc.array(name, { maxLength: 60 }), (names) => {
			const ids = new Ids();
			const bytesOf = (text: string) => {
				const bytes = Buffer.from(`<${text}>`);
				return { bytes, start: 1, end: bytes.length - 1 };
			};
			const distinct = [...new Set(names)];
			expect(names.map((one) => ids.of(bytesOf(one)))).toEqual(names.map((one) => distinct.indexOf(one)));
			expect(distinct.map((_, number) => ids.text(number))).toEqual(distinct);
			expect(names.every((one) => distinct[ids.find(bytesOf(one))] === one)).toBe(true);
			expect(ids.find(bytesOf("nobody is called so"))).toBe(-1);
		}),
	);
	const many = new Ids();
	for (let i = 0; i < 20_000; i++) many.of({ bytes: Buffer.from(`p${i}`), start: 0, end: `p${i}`.length });
	expect([many.size, many.text(0), many.text(19_999)]).toEqual([20_000, "p0", "p19999"]);
});
