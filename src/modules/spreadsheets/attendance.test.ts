import { afterAll, beforeAll, expect, test } from "vitest";
import writeXlsx from "write-excel-file/node";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { newId } from "../../core/ids.ts";
import { addSessions, startInitiative } from "../initiatives/service.ts";
import { type Line, type Said, said } from "./contract.ts";
import { exportSheet } from "./exporting.ts";
import * as service from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
let initiative: string;
beforeAll(async () => {
	t = await freshDatabase();
	const people =
		"Nome;Come è conosciuta\nAda Rossi;\nBruno Verdi;\nDino Neri;\nla signora del secondo piano;descrizione\n";
	const agreed = said.parse({ basis: "agreed", agreedHow: "on_paper", agreedOn: "2026-09-01" });
	await bring("people", people, agreed);
	// Two who are called so, at two doors.
	await bring("places", "Luogo\nVia Roma\nVia Trento\n", rows);
	await bring("people", "Nome;Luogo\nMaria Moser;Via Roma\nMaria Moser;Via Trento\n", { ...agreed, alike: "another" });
	const input = { title: "Caffè del martedì", objectives: [], needs: [], languages: [], invitation: undefined };
	const more = { onFoot: false, byBus: false, stepFree: false };
	initiative = (await startInitiative(t.ground, anna, { ...input, ...more } as never)).id;
	const date = { startsOn: "2026-10-06", time: "09:30", minutes: 90 };
	await addSessions(t.ground, anna, initiative, { ...date, placeWords: "Sala" } as never);
});
afterAll(() => t.end());

const rows = said.parse({});
const agreedToSheets = said.parse({ basis: "agreed", agreedHow: "on_paper", agreedOn: "2026-10-01" });

function bring(kind: "people" | "places" | "attendance", file: string | Buffer, of: Said, dryRun = false) {
	const asked = { kind, neighbourhood: "qui", said: of, dryRun };
	return service.importFile(t.ground, anna, asked, Buffer.from(file), () => {});
}
const told = (lines: readonly Line[]) =>
	lines.map(({ row, outcome, reason }) => `${row} ${outcome}${reason ? ` ${reason}` : ""}`);

/** What is kept of dates, sheets and agreements. */
async function kept(): Promise<string[]> {
	const tables = ["initiatives.sessions", "initiatives.participations", "community.agreements", "community.persons"];
	const all = tables.map((name) => `select '${name} ' || to_jsonb(r)::text as line from ${name} r`);
	const { rows } = await t.owner.query<{ line: string }>(`${all.join(" union all ")} order by 1`);
	return rows.map(({ line }) => line);
}

async function dates(): Promise<string[]> {
	const { rows } = await t.owner.query<{ line: string }>(
		`select to_char(starts_at at time zone 'Europe/Rome', 'YYYY-MM-DD HH24:MI') || ' ' || minutes || ' ' || state || ' ' || named_count || '+' || unnamed_count as line
		from initiatives.sessions order by starts_at`,
	);
	return rows.map(({ line }) => line);
}

const sheet = `Caffè del martedì;;;;;
Anno 2026;;;;;
;Ottobre;;Novembre;;
Cognome e nome;6;13;3;24;Totale
Rossi Ada;x;X;sì;;3
Bruno Verdi;1;-;✓;;2
VOLONTARI;;;;;
Dino Neri;presente;assente;0;;1
Maria Moser;x;;;;1
Sconosciuta Persona;x;x;;;2
la signora del secondo piano;;x;;;1
Bruno Verde;forse;;;;0
Senza nome;2;;1;;
Totale;7;3;3;;13
`;

test("a sheet as it is kept: crosses by name for whoever agreed, a count for everybody else", async () => {
	const before = await kept();
	const looked = await bring("attendance", sheet, agreedToSheets, true);
	expect(looked.preview.roll).toMatchObject({
		initiative,
		days: ["2026-10-06", "2026-10-13", "2026-11-03", "2026-11-24"],
		newDates: 2,
	});
	expect(told(looked.preview.lines)).toEqual([
		"5 created",
		"6 created",
		"7 matched no_cross",
		"8 created",
		"9 counted counted_several",
		"10 counted counted_unknown",
		"11 counted counted_described",
		"12 matched cross_unknown",
		"13 counted",
		"14 refused total_row",
	]);
	expect(await kept()).toEqual(before);
	const done = await bring("attendance", sheet, agreedToSheets);
	// The date that was there keeps its hour; the new ones are like it, and held.
	expect(await dates()).toEqual([
		"2026-10-06 09:30 90 held 3+4",
		"2026-10-13 09:30 90 held 1+2",
		"2026-11-03 09:30 90 held 2+1",
	]);
	const full = await kept();
	const again = await bring("attendance", sheet, agreedToSheets);
	expect(again.preview.counts).toMatchObject({ created: 0, merged: 0 });
	expect(await kept()).toEqual(full);
	const out = await take("csv");
	expect(out.toString("utf8").split("\r\n").slice(0, 3)).toEqual([
		"\ufeffCaffè del martedì",
		"Nome;2026-10-06;2026-10-13;2026-11-03",
		"Ada Rossi;x;x;x",
	]);
	for (const format of ["csv", "xlsx"] as const) {
		const { counts, stop } = (await bring("attendance", await take(format), rows)).preview;
		expect([stop, counts.created, counts.merged, counts.refused]).toEqual([undefined, 0, 0, 0]);
		expect(await kept()).toEqual(full);
	}
	await service.undoImport(t.ground, anna, again.id!);
	expect(await kept()).toEqual(full);
	await service.undoImport(t.ground, anna, done.id!);
	expect(await kept()).toEqual(before);
});

const take = (format: "csv" | "xlsx") =>
	exportSheet(t.ground, anna, {
		kind: "attendance",
		format,
		neighbourhood: "qui",
		initiative: "caffè del martedì",
	}).then(({ bytes }) => bytes);

test("whoever has not agreed is counted, and not again once they have a name", async () => {
	const before = await kept();
	const one = "Nome;6/10/2026\nAda Rossi;x\nBruno Verdi;x\n";
	const of = { ...rows, initiative };
	const first = await bring("attendance", one, of);
	expect(told(first.preview.lines)).toEqual(["2 counted counted_no_agreement", "3 counted counted_no_agreement"]);
	expect((await dates())[0]).toBe("2026-10-06 09:30 90 held 0+2");
	const withYes = "Nome;Consenso;6/10/2026\nAda Rossi;firmato;x\nBruno Verdi;;x\n";
	const second = await bring("attendance", withYes, of);
	expect(told(second.preview.lines)).toEqual(["2 created", "3 counted counted_no_agreement"]);
	expect((await dates())[0]).toBe("2026-10-06 09:30 90 held 1+1");
	// What was brought first was changed since: it is not taken away unasked.
	await expect(service.undoImport(t.ground, anna, first.id!)).rejects.toThrow("changed_meanwhile");
	await service.undoImport(t.ground, anna, second.id!);
	await service.undoImport(t.ground, anna, first.id!);
	expect(await kept()).toEqual(before);
});

test("initiative and year are asked where the sheet does not say them", async () => {
	const file = "Nome;6/10;13/10\nAda Rossi;x;\n";
	expect((await bring("attendance", file, rows, true)).preview.stop).toBe("needs_year");
	const year = { ...rows, year: 2026 };
	const { preview } = await bring("attendance", file, year, true);
	expect([preview.stop, preview.roll?.initiatives.map(({ title }) => title)]).toEqual([
		"needs_initiative",
		["Caffè del martedì"],
	]);
	await expect(bring("attendance", file, year)).rejects.toThrow("invalid");
	const told = await bring("attendance", file, { ...year, initiative: "CAFFE del martedi" }, true);
	expect(told.preview.roll?.days).toEqual(["2026-10-06", "2026-10-13"]);
	expect((await bring("attendance", "Nome;Incontro 1\nAda;x\n", { ...rows, initiative }, true)).preview.stop).toBe(
		"needs_dates",
	);
});

test("a name that several bear is chosen, never guessed", async () => {
	const id = newId<"import">();
	const file = Buffer.from("Caffè del martedì\nNome;6/10/2026\nMaria Moser;x\nMaria M.;x\n");
	await service.stageImport(t.ground, anna, { id, kind: "attendance", neighbourhood: "qui" }, file);
	await service.chooseImport(t.ground, anna, id, { said: agreedToSheets, sheets: [] });
	const { preview } = await service.importOf(t.ground, anna, id);
	const [several, part] = preview!.lines;
	expect([several!.ask?.length, part!.ask?.length, part!.reason]).toEqual([2, 2, "counted_unknown"]);
	const [one, other] = several!.ask!.map((candidate) => candidate.id);
	await service.chooseRows(t.ground, anna, id, { 3: one!, 4: other! });
	expect((await service.importOf(t.ground, anna, id)).preview!.counts).toMatchObject({ created: 2, counted: 0 });
	await service.confirmImport(t.ground, anna, id);
	const { rows: there } = await t.owner.query("select person_id from initiatives.participations order by 1");
	expect(there.map((row) => row.person_id)).toEqual([one, other].sort());
	await service.undoImport(t.ground, anna, id);
	// An id of somebody elsewhere says nothing.
	const elsewhere = newId<"import">();
	await service.stageImport(t.ground, anna, { id: elsewhere, kind: "attendance", neighbourhood: "qui" }, file);
	await service.chooseRows(t.ground, anna, elsewhere, { 3: newId() });
	expect((await service.importOf(t.ground, anna, elsewhere)).preview!.lines[0]!.outcome).toBe("counted");
});

test("an Excel sheet of a month, with days as numbers and its totals", async () => {
	const row = (...values: (string | number | null)[]) =>
		values.map((value) =>
			value === null ? null : { value, type: typeof value === "number" ? (Number as never) : (String as never) },
		);
	const file = await writeXlsx(
		[
			[{ value: "Caffè del martedì: presenze", columnSpan: 5 }, null, null, null, null],
			row("Cognome", "Nome", 6, 13, "tot."),
			row("Rossi", "Ada", "x", 1, 2),
			row("Verdi", "Bruno", null, "A", 0),
			row(null, null, 1, 1, 2),
		] as never,
		{ sheet: "Ottobre 2026" },
	).toBuffer();
	const { preview } = await bring("attendance", Buffer.from(file), agreedToSheets, true);
	expect(preview.roll?.days).toEqual(["2026-10-06", "2026-10-13"]);
	expect(told(preview.lines)).toEqual(["3 created", "4 matched no_cross", "5 refused total_row"]);
});

test("dates to come, dates called off and a sheet of numbers alone", async () => {
	const off = newId<"session">();
	await t.owner.query(
		`insert into initiatives.sessions (territory_id, id, initiative_id, neighbourhood_id, starts_at, minutes, state)
		values ($1, $2, $3, $4, '2026-09-01 10:00+02', 60, 'cancelled')`,
		[places.territory, off, initiative, places.here],
	);
	const of = { ...agreedToSheets, initiative };
	const mixed = await bring("attendance", "Nome;1/9/2026;24/12/2026\nAda Rossi;x;x\n", of, true);
	expect(told(mixed.preview.lines)).toEqual(["2 matched day_future"]);
	await t.owner.query("delete from initiatives.sessions where id = $1", [off]);
	const numbers = await bring("attendance", "Data;N. presenti\n8/9/2026;12\n15/9/2026;9\n", of);
	expect((await dates()).slice(0, 2)).toEqual(["2026-09-08 09:30 90 held 0+12", "2026-09-15 09:30 90 held 0+9"]);
	await service.undoImport(t.ground, anna, numbers.id!);
	const few = await bring("attendance", "Data;N. presenti\n8/9/2026;2000\n15/9/2026;2001\n", of);
	expect(told(few.preview.lines)).toContain("0 refused date_overfull");
	expect((await dates()).slice(0, 1)).toEqual(["2026-09-08 09:30 90 held 0+2000"]);
	await service.undoImport(t.ground, anna, few.id!);
	expect(await dates()).toEqual(["2026-10-06 09:30 90 held 0+0"]);
});

test("rows of adults and children are counts; a sum is not added to those it sums up, nor that of one month taken for another's", async () => {
	const heads = async (text: string) => {
		const { preview } = await bring("attendance", text, said.parse({ initiative: "Caffè del martedì" }), true);
		return preview.counts;
	};
	expect(await heads("Data;3/3/2026\nAdulti;12\nBambini;5\nTotale;17\n")).toMatchObject({ counted: 2, refused: 1 });
	const unnamed = async (text: string) => {
		const before = await dates();
		const { id } = await bring("attendance", text, said.parse({ initiative: "Caffè del martedì" }));
		const fresh = (await dates()).filter((line) => !before.includes(line));
		await service.undoImport(t.ground, anna, id!);
		return fresh.map((line) => line.split("+").at(-1));
	};
	expect(await unnamed("Data;3/3/2026\nAdulti;12\nBambini;5\nTotale;17\n")).toEqual(["17"]);
	expect(await unnamed("Data;3/3/2026\nPartecipanti;12\nVolontari;2\n")).toEqual(["12"]);
	expect(await unnamed("Nome;3/3/2026\nZoe Nuova;x\nYuri Nuovo;x\nTotale;2\n")).toEqual(["2"]);
});
