import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import writeXlsx from "write-excel-file/node";
import { archive } from "../../../../tests/archive.ts";
import { tableOf } from "../table/table.ts";
import { dayFrom, yesFrom } from "../table/values.ts";
import { readSheets } from "./sheets.ts";

const wanted = [
	["Nome", "Città", "Nota"],
	["Però; Ada", "Cles", "dice: «sì»"],
];
const csv = (mark: string) =>
	wanted
		.map((row) => row.map((cell) => (cell.includes(mark) || cell.includes(" ") ? `"${cell}"` : cell)).join(mark))
		.join("\r\n");

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
const windows1252 = (text: string) => Buffer.from(text, "latin1");

test.each([
	[";", "UTF-8", (text: string) => Buffer.from(text)],
	[",", "UTF-8 with a mark", (text: string) => Buffer.from(`\ufeff${text}`)],
	["\t", "UTF-16", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
	["|", "UTF-16, the other way round", (text: string) => utf16be(`\ufeff${text}`)],
	[";", "UTF-16 without a mark", (text: string) => Buffer.from(text, "utf16le")],
	[";", "Windows-1252", windows1252],
	["\t", "Windows-1252 with tabs", windows1252],
])("cells between %j in %s", async (mark, _name, encode) => {
	expect(await readSheets(encode(csv(mark)))).toEqual([{ name: "", rows: wanted }]);
});

test("a heading below titles, over several columns, with empty rows between", async () => {
	const [sheet] = await readSheets(
		Buffer.from(
			"Scala A 2026;;;\n;;;\n;Chi;Contatti;\nN.;Nome;Telefono;Posta elettronica\n1;Ada Rossi;0461 1;a@b.it\n\n2;Bruno Però;;\n",
		),
	);
	const table = tableOf("people", sheet!.rows);
	expect(table.headings).toEqual(["N.", "Nome", "Telefono", "Posta elettronica"]);
	expect(table.rows.map(({ row }) => row)).toEqual([5, 7]);
});

test("days as people write them, and none that no calendar has", () => {
	const days = {
		"31/12/2026": "2026-12-31",
		"1.3.26": "2026-03-01",
		"3 marzo 2026": "2026-03-03",
		"3. März 2026": "2026-03-03",
	};
	for (const [said, day] of Object.entries(days)) expect(dayFrom(said)).toBe(day);
	expect(dayFrom("lunedì 2 marzo 2026")).toBe("2026-03-02");
	expect(dayFrom("46082")).toBe("2026-03-01");
	for (const said of ["31/02/2026", "2026-02-31", "12/31/2026", "domani", "3", ""])
		expect(dayFrom(said)).toBeUndefined();
	expect(["x", "X", "sì", "1", "✓", "ja"].map(yesFrom)).toEqual(Array(6).fill(true));
	expect(["", "-", "no", "0"].map(yesFrom)).toEqual(Array(4).fill(false));
	expect(yesFrom("forse")).toBeUndefined();
});

test("archives that unfold without end are refused while they unfold, whatever they claim", async () => {
	const bomb = deflateRawSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 });
	const before = process.memoryUsage().rss;
	for (const claims of [200 * 1024 * 1024, 100])
		await expect(readSheets(archive([{ name: "xl/worksheets/sheet1.xml", packed: bomb, claims }]))).rejects.toThrow(
			"too_large",
		);
	const part = deflateRawSync(Buffer.alloc(8 * 1024 * 1024));
	const many = Array.from({ length: 30 }, (_, n) => ({ name: `xl/worksheets/sheet${n}.xml`, packed: part, claims: 1 }));
	await expect(readSheets(archive(many))).rejects.toThrow("too_large");
	expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
	await expect(readSheets(Buffer.alloc(100 * 1024 * 1024, 65))).rejects.toThrow("too_large");
});

test("a sheet that reaches to the last cell there can be is refused", async () => {
	const sheet = `<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData></worksheet>`;
	const packed = deflateRawSync(Buffer.from(sheet));
	await expect(
		readSheets(archive([{ name: "xl/worksheets/sheet1.xml", packed, claims: sheet.length }])),
	).rejects.toThrow("too_large");
});

test("what is no table is said to be none", async () => {
	await expect(readSheets(Buffer.from(""))).rejects.toThrow("empty");
	await expect(readSheets(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 0, 0, 2]))).rejects.toThrow("type");
	await expect(readSheets(Buffer.from("PK\x03\x04 nothing"))).rejects.toThrow("broken");
	await expect(readSheets(Buffer.from('{"type":"Topology"}'))).rejects.toThrow("type");
});

test("an Excel file keeps its days, its numbers and its sheets", async () => {
	const file = await writeXlsx([
		{
			sheet: "Uno",
			data: [
				[{ value: "Nome" }, { value: "Dal" }],
				[{ value: "Ada" }, { value: new Date(Date.UTC(2026, 2, 1)), type: Date, format: "dd/mm/yyyy" }],
			],
		},
		{ sheet: "Due", data: [[{ value: "x" }], [{ value: 12.5, type: Number }]] },
	]).toBuffer();
	expect(await readSheets(Buffer.from(file))).toEqual([
		{
			name: "Uno",
			rows: [
				["Nome", "Dal"],
				["Ada", "2026-03-01"],
			],
		},
		{ name: "Due", rows: [["x"], ["12.5"]] },
	]);
});

test("the features of a GeoJSON file are rows with the middle of what they draw", async () => {
	const square = [
		[
			[11, 46],
			[11.2, 46],
			[11.2, 46.4],
			[11, 46.4],
			[11, 46],
		],
	];
	const feature = {
		type: "Feature",
		properties: { name: "Cles", residents: 7000 },
		geometry: { type: "Polygon", coordinates: square },
	};
	const [sheet] = await readSheets(Buffer.from(JSON.stringify({ type: "FeatureCollection", features: [feature] })));
	expect(sheet!.rows).toEqual([
		["name", "residents", "longitude", "latitude"],
		["Cles", "7000", "11.1", "46.2"],
	]);
});
