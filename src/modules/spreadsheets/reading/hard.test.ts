import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import writeXlsx from "write-excel-file/node";
import { archive } from "../../../../tests/archive.ts";
import { tableOf } from "../table/table.ts";
import { readSheets } from "./sheets.ts";

const xlsx = (parts: Record<string, string>) =>
	archive(
		Object.entries(parts).map(([name, text]) => {
			const bytes = Buffer.from(text);
			return { name, packed: deflateRawSync(bytes), bytes };
		}),
	);

/** A workbook with one sheet of cells as Excel writes them. */
function workbook(rows: string, { date1904 = false, more = "", state = "" } = {}): Buffer {
	const type = "application/vnd.openxmlformats-officedocument";
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`;
	return xlsx({
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="${type}.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook ${main} xmlns:r="${rel}"><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets><sheet name="Foglio1" sheetId="1" ${state} r:id="rId1"/>${more}</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${rel}/styles" Target="styles.xml"/><Relationship Id="rId9" Type="${rel}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet ${main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet ${main}><sheetData>${rows}</sheetData></worksheet>`,
	});
}

test("days of both calendars of Excel, formulas, what went wrong in them, and numbers kept as text", async () => {
	const rows = `<row r="1"><c r="A1" t="str"><v>Nome</v></c><c r="B1" t="str"><v>Dal</v></c><c r="C1" t="str"><v>Telefono</v></c></row>
		<row r="2"><c r="A2" t="inlineStr"><is><t>Ada Rossi</t></is></c><c r="B2" s="1"><v>46082</v></c><c r="C2" t="str"><v>0461123456</v></c></row>
		<row r="3"><c r="A3" t="str"><f>CONCATENATE("Bruno"," ","Verdi")</f><v>Bruno Verdi</v></c><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`;
	const [sheet] = await readSheets(workbook(rows));
	expect(sheet!.rows.slice(0, 2)).toEqual([
		["Nome", "Dal", "Telefono"],
		["Ada Rossi", "2026-03-01", "0461123456"],
	]);
	expect(sheet!.rows[2]!.slice(0, 2)).toEqual(["Bruno Verdi", "#DIV/0!"]);
	const [hidden, chart] = await readSheets(
		workbook(rows, { more: '<sheet name="Grafico" sheetId="2" r:id="rId9"/>', state: 'state="hidden"' }),
	);
	expect([hidden!.hidden, chart]).toEqual([true, undefined]);
	const later = await readSheets(workbook(rows, { date1904: true }));
	expect(later[0]!.rows[1]![1]).toBe("2030-03-02");
});

test("what is no .xlsx is called what it is", async () => {
	const ole = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600)]);
	await expect(readSheets(ole)).rejects.toThrow("xls");
	const locked = Buffer.concat([ole, Buffer.from("EncryptedPackage", "utf16le")]);
	await expect(readSheets(locked)).rejects.toThrow("locked");
	const mime = Buffer.from("application/vnd.oasis.opendocument.spreadsheet");
	const head = Buffer.alloc(30);
	head.write("PK\x03\x04", 0, "latin1");
	head.writeUInt16LE(8, 26);
	await expect(readSheets(Buffer.concat([head, Buffer.from("mimetype"), mime]))).rejects.toThrow("ods");
	for (const other of ["%PDF-1.7\n\0\0\0", "%PDF-1.4\n1 0 obj", "{\\rtf1\\ansi Nome\\par Ada}"])
		await expect(readSheets(Buffer.from(other))).rejects.toThrow("type");
	const web = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook><Worksheet/></Workbook>';
	for (const text of ["<html><table><tr><td>Nome</td></tr></table></html>", "\ufeff\r\n<!DOCTYPE html>", web])
		await expect(readSheets(Buffer.from(text))).rejects.toThrow("web");
	expect((await readSheets(Buffer.from("<Nome>;Nota\nAda;x\n")))[0]!.rows[0]).toEqual(["<Nome>", "Nota"]);
});

test("a stray zero, letters without width, and the letters of an old Mac", async () => {
	const stray = await readSheets(Buffer.from("Nome;Cognome\nAda\0;Ros\u200bsi\n"));
	expect(stray[0]!.rows[1]).toEqual(["Ada", "Rossi"]);
	await expect(readSheets(Buffer.from("Nome\0\x01\x02;x\n"))).rejects.toThrow("type");
	// Però, Nicolò, città.
	const mac = Buffer.from("Nome;Luogo\rPer\x98 Nicol\x98;citt\x88\r", "latin1");
	expect((await readSheets(mac))[0]!.rows[1]).toEqual(["Però Nicolò", "città"]);
});

test("a line of twenty thousand columns, quotes that nobody closed, and line ends of every make", async () => {
	const wide = `Nome;${"x;".repeat(20_000)}\nAda Rossi;${"1;".repeat(20_000)}\n`;
	const began = performance.now();
	const table = tableOf("people", (await readSheets(Buffer.from(wide)))[0]!.rows);
	expect(table.headings.length).toBeLessThanOrEqual(500);
	expect(performance.now() - began).toBeLessThan(10_000);
	const open = await readSheets(Buffer.from('Nome;Nota\nAda Rossi;"mai chiusa\nBruno Verdi;altro\nCarla Bianchi;\n'));
	expect(open[0]!.rows.map(([name]) => name)).toEqual(["Nome", "Ada Rossi", "Bruno Verdi", "Carla Bianchi"]);
	const inside = await readSheets(Buffer.from('Nome;Nota\nAda "la sarta" Rossi;dice "sì"\n'));
	expect(inside[0]!.rows[1]).toEqual(['Ada "la sarta" Rossi', 'dice "sì"']);
	const old = await readSheets(Buffer.from("Nome;Nota\rAda Rossi;a\rBruno Verdi;b\r"));
	expect(old[0]!.rows.length).toBe(3);
});

test("an Excel sheet with merged headings and cells for drawing is a table", async () => {
	const file = await writeXlsx(
		[
			[{ value: "Elenco soci 2026", columnSpan: 4 }, null, null, null],
			[null, { value: "Anagrafica", columnSpan: 2 }, null, { value: "Recapiti" }],
			[{ value: "N." }, { value: "Cognome" }, { value: "Nome" }, { value: "Cell." }],
			[{ value: 1, type: Number }, { value: "Rossi" }, { value: "Ada" }, { value: 3331234567, type: Number }],
			[null, null, null, null],
			[{ value: 2, type: Number }, { value: "Verdi" }, { value: "Bruno" }, null],
		] as never,
		{ sheet: "Soci" },
	).toBuffer();
	const table = tableOf("people", (await readSheets(Buffer.from(file)))[0]!.rows);
	expect(table.rows.map(({ cells }) => cells.slice(1, 3))).toEqual([
		["Rossi", "Ada"],
		["Verdi", "Bruno"],
	]);
	expect(table.rows[0]!.cells[3]).toBe("3331234567");
});
