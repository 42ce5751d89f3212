import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { archive } from "../../../../tests/archive.ts";
import { readSheets } from "./sheets.ts";

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const relations = "http://schemas.openxmlformats.org/package/2006/relationships";

/** An Excel file whose first cell says `text`, in a part that begins with `doctype`. */
function sheetSaying(doctype: string, text: string): Buffer {
	const parts = {
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="${relations}">
			<Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/>
			<Relationship Id="r2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/sharedStrings.xml": `${doctype}<sst xmlns="${main}"><si><t>Nome ${text}</t></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`,
	};
	return archive(
		Object.entries(parts).map(([name, text]) => {
			const bytes = Buffer.from(`<?xml version="1.0"?>${text}`);
			return { name, bytes, packed: deflateRawSync(bytes) };
		}),
	);
}

test("what a sheet's XML defines stays as it was written: nothing is opened, fetched or unfolded", async () => {
	const tenTimes = (name: string, of: string) => `<!ENTITY ${name} "${`&${of};`.repeat(10)}">`;
	const unfolding = ["b", "c", "d", "e", "f", "g", "h"].map((name, i) => tenTimes(name, "abcdefg"[i]!)).join("");
	const doctype = `<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa">${unfolding}
		<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY net SYSTEM "http://127.0.0.1:9/">]>`;
	for (const reference of ["&h;", "&file;", "&net;"]) {
		const [sheet] = await readSheets(sheetSaying(doctype, reference));
		expect(sheet?.rows).toEqual([[`Nome ${reference}`]]);
	}
	expect((await readSheets(sheetSaying("", "&amp;")))[0]?.rows).toEqual([["Nome &"]]);
});
