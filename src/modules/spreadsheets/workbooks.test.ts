import { afterAll, beforeAll, expect, test } from "vitest";
import writeXlsx from "write-excel-file/node";
import { actorOf, freshDatabase } from "../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../tests/pages.ts";
import { newId } from "../../core/ids.ts";
import { sayIn } from "../../ui/words.ts";
import { startInitiative } from "../initiatives/service.ts";
import { said } from "./contract.ts";
import { pages } from "./pages.tsx";
import { importFile } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const say = sayIn("it");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const ask = (path: string, init?: RequestInit) =>
	pagesFor(t.ground, [pages], () => ({ actor: anna })).request(path, init);

async function workbook(sheets: Record<string, string>): Promise<Buffer> {
	const cells = (text: string) => text.split("\n").map((line) => line.split(";").map((value) => ({ value })));
	const all = Object.entries(sheets).map(([sheet, text]) => ({ sheet, data: cells(text) }));
	return Buffer.from(await writeXlsx(all as never).toBuffer());
}

async function handIn(kind: string, file: Buffer): Promise<string> {
	const body = new FormData();
	for (const [name, value] of Object.entries({ id: newId(), kind })) body.set(name, value);
	body.set("file", new File([new Uint8Array(file)], "cartella.xlsx"));
	const answer = await ask("/spreadsheets/file", { method: "POST", body });
	expect(answer.status).toBe(303);
	return (answer.headers.get("location") ?? "").split("?")[0]!;
}

const people = async () =>
	(await t.owner.query("select label from community.parties where kind = 'person' order by 1")).rows.map(
		(r) => r.label,
	);

const streets = {
	Istruzioni: "Un foglio per ogni via\nScrivere in stampatello",
	"Via Roma": "Cognome;Nome\nRossi;Ada\nVerdi;Bruno",
	"Via Po": "Cognome;Nome\nVerdi;Bruno\nBianchi;Carla",
};
const agreed = { basis: "agreed", agreedHow: "on_paper", agreedOn: "2026-11-01", alike: "ask" };

test("the sheets of a workbook are ticked, come in together, and one act takes all of them away", async () => {
	const path = await handIn("people", await workbook(streets));
	const first = await (await ask(path)).text();
	expect(first).toContain(say("spreadsheets.sheets_taken", { n: 2, names: "«Via Roma», «Via Po»" }));
	expect(first).toContain(say("spreadsheets.sheets_left", { n: 1, names: "«Istruzioni»" }));
	const none = await ask(path, formOf(agreed));
	expect([none.status, await none.text()]).toEqual([422, expect.stringContaining(say("spreadsheets.sheets_none"))]);
	expect((await ask(path, formOf({ ...agreed, sheets: "2" }))).status).toBe(303);
	const one = await (await ask(path)).text();
	expect(one).toContain(say("spreadsheets.sheets_taken", { n: 1, names: "«Via Po»" }));
	expect(one).toContain(say("spreadsheets.confirm", { n: 2 }));
	await ask(path, formOf({ ...agreed, sheets: ["1", "2"] }));
	const both = await (await ask(path)).text();
	expect(both).toContain("Via Po: 2");
	expect(both).toContain(say("spreadsheets.why_row_before", { of: "3 (Via Roma)" }));
	expect((await ask(`${path}/confirm`, formOf({}))).status).toBe(303);
	expect(await people()).toEqual(["Ada Rossi", "Bruno Verdi", "Carla Bianchi"]);
	expect((await ask(`${path}/undo`, formOf({}))).status).toBe(303);
	expect(await people()).toEqual([]);
});

test("a row of a second sheet is told apart as one of the first", async () => {
	const file = await workbook({ A: "Nome\nGiuseppe Rossi", B: "Nome\nBeppe Rossi" });
	const path = await handIn("people", file);
	await ask(path, formOf({ ...agreed, sheets: ["0", "1"] }));
	expect(await (await ask(path)).text()).toContain(
		say("spreadsheets.asked_row_at", { sheet: "B", row: 2, label: "Beppe Rossi" }),
	);
	await ask(`${path}/rows`, formOf({ row_4: "another" }));
	expect(await (await ask(path)).text()).toContain(say("spreadsheets.confirm", { n: 2 }));
});

test("sheets of different initiatives are not mixed, also where somebody says which it is", async () => {
	const more = {
		objectives: [],
		needs: [],
		languages: [],
		invitation: undefined,
		onFoot: false,
		byBus: false,
		stepFree: false,
	};
	for (const title of ["Caffè del martedì", "Orto"]) await startInitiative(t.ground, anna, { title, ...more } as never);
	const roll = (title: string) => `${title}\nNome;6/10/2026\nAda Rossi;x`;
	const file = await workbook({ Uno: roll("Caffè del martedì"), Due: roll("Orto") });
	const look = async (initiative?: string, sheets?: string[]) =>
		(
			await importFile(
				t.ground,
				anna,
				{ kind: "attendance", neighbourhood: "qui", said: said.parse({ initiative }), sheets, dryRun: true },
				file,
				() => {},
			)
		).preview;
	expect((await look()).stop).toBe("several_initiatives");
	expect((await look("Orto")).stop).toBe("several_initiatives");
	expect((await look(undefined, ["Due"])).counts).toMatchObject({ counted: 1 });
});
