import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import writeXlsx from "write-excel-file/node";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { newId } from "../../core/ids.ts";
import { measureNeighbourhood } from "../network/measured/service.ts";
import type { Columns, Kind, Line, Said } from "./contract.ts";
import { said } from "./contract.ts";
import * as service from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const agreed = said.parse({ basis: "agreed", agreedHow: "on_paper", agreedOn: "2026-11-01" });
const rows = said.parse({});

type More = { said?: Said; kind?: Kind; dryRun?: boolean; columns?: Columns; sheets?: string[]; at?: string };
const bring = (file: Buffer | string, more: More = {}) =>
	service.importFile(
		t.ground,
		anna,
		{ kind: "people", neighbourhood: more.at ?? "qui", said: rows, dryRun: false, ...more },
		Buffer.from(file),
		() => {},
	);
const told = (lines: readonly Line[]) =>
	lines.map(({ row, outcome, reason }) => `${row} ${outcome}${reason ? ` ${reason}` : ""}`);

/** Every row of every table of ours, but for the trail and what an import leaves of itself. */
async function everything(): Promise<string[]> {
	const { rows: tables } = await t.owner.query<{ name: string }>(
		`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'graphile_worker', 'queue')
			and n.nspname || '.' || c.relname not in ('access.audit', 'spreadsheets.imports', 'spreadsheets.mappings') order by 1`,
	);
	expect(tables.length).toBeGreaterThan(80);
	const all = tables.map(({ name }) => `select '${name} ' || to_jsonb(r)::text as line from ${name} r`);
	const { rows } = await t.owner.query<{ line: string }>(`${all.join(" union all ")} order by 1`);
	return rows.map(({ line }) => line);
}

const labels = async (kind = "person") =>
	(
		await t.owner.query<{ label: string }>(
			`select label from community.parties where kind = $1 and neighbourhood_id = $2 order by label`,
			[kind, places.here],
		)
	).rows.map(({ label }) => label);

describe("people", () => {
	let before: string[];
	beforeAll(async () => {
		before = await everything();
	});
	afterEach(async () => {
		const { rows } = await t.owner.query<{ id: string }>(
			"select id from spreadsheets.imports where state = 'done' order by id desc",
		);
		for (const { id } of rows) await service.undoImport(t.ground, anna, id);
	});

	test("a list is looked at, written, found again, and undone exactly", async () => {
		const file = "Nome;Cognome;Telefono\nAda;Rossi;0461 123456\nBruno;Però;\n\nCarla;Bianchi;\n";
		const looked = await bring(file, { said: agreed, dryRun: true });
		expect(told(looked.preview.lines)).toEqual(["2 created contact_left", "3 created", "5 created"]);
		expect(await everything()).toEqual(before);
		const done = await bring(file, { said: agreed });
		expect(done.preview.counts).toEqual({ created: 3, matched: 0, merged: 0, counted: 0, refused: 0 });
		expect(await labels()).toEqual(["Ada Rossi", "Bruno Però", "Carla Bianchi"]);
		const { rows } = await t.owner.query("select purpose, given_on, given_how from community.agreements");
		expect(rows).toHaveLength(3);
		expect(rows[0]).toEqual({ purpose: "name", given_on: "2026-11-01", given_how: "on_paper" });
		const full = await everything();
		const again = await bring(file, { said: agreed });
		expect(again.preview.counts).toEqual({ created: 0, matched: 3, merged: 0, counted: 0, refused: 0 });
		expect(await everything()).toEqual(full);
		await service.undoImport(t.ground, anna, again.id!);
		expect(await everything()).toEqual(full);
		await service.undoImport(t.ground, anna, done.id!);
		expect(await everything()).toEqual(before);
		await service.undoImport(t.ground, anna, done.id!);
	});

	test("what was changed since, or what something new hangs on, is not taken away", async () => {
		const { id } = await bring("Nome\nDino Verdi\n", { said: agreed });
		await t.owner.query("update community.parties set label = 'Dino V.' where label = 'Dino Verdi'");
		await expect(service.undoImport(t.ground, anna, id!)).rejects.toThrow("changed_meanwhile");
		await t.owner.query("update community.parties set label = 'Dino Verdi' where label = 'Dino V.'");
		await t.owner.query(
			`insert into listening.notes (territory_id, neighbourhood_id, id, text, kind, about_id, heard_on, recorded_by)
			select territory_id, neighbourhood_id, $1, 'parole', 'noticed', id, '2026-11-01', recorded_by from community.parties where label = 'Dino Verdi'`,
			[newId()],
		);
		await expect(service.undoImport(t.ground, anna, id!)).rejects.toThrow("changed_meanwhile");
		expect(await labels()).toEqual(["Dino Verdi"]);
		await t.owner.query("delete from listening.notes");
		await service.undoImport(t.ground, anna, id!);
		expect(await everything()).toEqual(before);
	});

	test("what was counted of them since does not hold them here: their places in the drawing go with them", async () => {
		const { id } = await bring("Nome;Famiglia\nDino Verdi;Verdi\nEva Verdi;Verdi\n", { said: agreed });
		await measureNeighbourhood(t.ground, { territoryId: places.territory, neighbourhoodId: places.here });
		const { rows: placed } = await t.owner.query("select party_id from network.positions");
		expect(placed.length).toBeGreaterThan(1);
		await service.undoImport(t.ground, anna, id!);
		expect(await labels()).toEqual([]);
		expect((await t.owner.query("select party_id from network.positions")).rows).toEqual([]);
		await t.owner.query("truncate network.pictures, network.measurements, network.computations");
	});

	test("nobody else undoes it, and nobody else looks at it", async () => {
		const id = newId<"import">();
		await service.stageImport(
			t.ground,
			anna,
			{ id, kind: "people", neighbourhood: "qui" },
			Buffer.from("Nome\nEva Neri\n"),
		);
		for (const other of [actorOf("facilitator", "beside"), actorOf("coordinator", "far")]) {
			await expect(service.importOf(t.ground, other, id)).rejects.toThrow("not_found");
			await expect(service.confirmImport(t.ground, other, id)).rejects.toThrow("not_found");
			await expect(service.undoImport(t.ground, other, id)).rejects.toThrow("not_found");
		}
		for (const role of ["resident", "citizen", "officer", "administrator", "social-worker"] as const)
			await expect(service.importOf(t.ground, actorOf(role), id)).rejects.toThrow("not_yours");
		const { rows } = await t.owner.query("select sealed from spreadsheets.imports where id = $1", [id]);
		expect(rows[0].sealed.includes("Eva")).toBe(false);
		await service.discardImport(t.ground, anna, id);
		expect(
			(await t.owner.query("select length(sealed) as n from spreadsheets.imports where id = $1", [id])).rows[0].n,
		).toBe(0);
	});

	test("a list of names without a ground is stopped, and its count offered", async () => {
		const file = `Nome e cognome\n${["Ada Rossi", "Bruno Verdi", "Carla Bianchi", "Dino Neri", "Eva Gialli"].join("\n")}\n`;
		const { preview } = await bring(file, { dryRun: true });
		expect(preview).toMatchObject({ stop: "list_of_names", people: 5, counts: { created: 0, refused: 5 } });
		await expect(bring(file)).rejects.toThrow("list_of_names");
		await expect(bring(file, { said: said.parse({ basis: "descriptions" }) })).rejects.toThrow("list_of_names");
		expect(await everything()).toEqual(before);
	});

	test("each row says its own ground, and one that does not is refused", async () => {
		const file =
			"Name\tEinwilligung\tEinwilligung am\nHans Gruber\tschriftlich\t3. März 2026\nResi Pichler\t\t\nToni Egger\tnein\t\n";
		const { preview } = await bring(file, { dryRun: true });
		expect(told(preview.lines)).toEqual(["2 created", "3 refused needs_agreement", "4 refused needs_agreement"]);
		expect(preview.stop).toBeUndefined();
	});

	test("days, names in the wrong column, phones and totals are told with their row", async () => {
		const file = [
			"Elenco della scala A;;;;",
			";;;;",
			"Nome;Cognome;Conosciuta dal;Telefono;Altro",
			"Ada;Rossi;31/12/2025;;",
			"Bruno;Verdi;31/02/2026;;",
			"Carla;Bianchi;1.3.26;;",
			"Dino;Neri;3 marzo 2026;;",
			"Eva;Gialli;45992;;",
			"Furio;Blu;31/12/2026;;",
			";;;;Gino Viola",
			"0461 234567;;;;",
			"Ida;Rosa;;non lo so;",
			"Totale;8;;;",
			"=1+1;;;;",
		].join("\r\n");
		const { preview } = await bring(file, { said: agreed, dryRun: true });
		expect(told(preview.lines)).toEqual([
			"4 created",
			"5 refused day_wrong",
			"6 created",
			"7 created",
			"8 created",
			"9 refused day_future",
			"10 refused name_elsewhere",
			"11 refused name_wrong",
			"12 refused phone_wrong",
			"13 refused total_row",
			"14 created",
		]);
	});

	test("duplicates are found in the file, against what is there, and across households", async () => {
		const first = await bring("Nome;Famiglia\nGiuseppe Rossi;Rossi\n", { said: agreed });
		const file =
			"Nome;Famiglia\nGiuseppe Rossi;Rossi\nBeppe Rossi;Bianchi\nGiuseppe Rosi;\nLina Moser;Moser\nLina Moser;Moser\nGiuseppe Rossi;Verdi\n";
		const { preview } = await bring(file, { said: agreed, dryRun: true });
		expect(told(preview.lines)).toEqual([
			"2 matched",
			"3 refused alike",
			"4 refused alike",
			"5 created",
			"6 merged row_before",
			"7 merged added",
		]);
		const another = await bring(file, { said: { ...agreed, alike: "another" }, dryRun: true });
		expect(told(another.preview.lines).slice(1, 3)).toEqual(["3 created", "4 created"]);
		await service.undoImport(t.ground, anna, first.id!);
		expect(await everything()).toEqual(before);
	});

	test("five thousand rows come in within twenty seconds, with progress, and go again", {
		timeout: 300_000,
	}, async () => {
		const syllables = ["ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su"];
		const word = (n: number) =>
			[...String(n).padStart(4, "0")]
				.map((figure) => syllables[Number(figure)])
				.join("")
				.replace(/^./, (c) => c.toUpperCase());
		const lines = Array.from({ length: 5000 }, (_, n) => `${word(n)};${word((n * 7919) % 10000)};0461 ${100000 + n}`);
		const steps: string[] = [];
		const began = performance.now();
		const asked = {
			kind: "people" as const,
			neighbourhood: "qui",
			said: { ...agreed, alike: "another" as const },
			dryRun: false,
		};
		const { preview, id } = await service.importFile(
			t.ground,
			anna,
			asked,
			Buffer.from(`Nome;Cognome;Telefono\n${lines.join("\n")}`),
			(step, n) => steps.push(`${step} ${n}`),
		);
		const seconds = (performance.now() - began) / 1000;
		expect(preview.counts.created).toBe(5000);
		expect(steps).toEqual(["read 5001", "planned 5000", "written 2000", "written 4000", "written 5000"]);
		expect(seconds).toBeLessThan(20);
		await service.undoImport(t.ground, anna, id!);
		expect(await everything()).toEqual(before);
	});

	test("an Excel file of several sheets, its days and what its formulas came to", async () => {
		const heading = ["Nome", "Conosciuta dal"].map((value) => ({ value }));
		const file = await writeXlsx([
			{ data: [[{ value: "Appunti sul file" }]], sheet: "Leggimi" },
			{
				data: [
					heading,
					[{ value: "Olga Blu" }, { value: new Date(Date.UTC(2026, 1, 3)), type: Date, format: "dd/mm/yyyy" }],
					[{ value: '=HYPERLINK("x")' }, { value: 46000, type: Number }],
				],
				sheet: "Scala B",
			},
		]).toBuffer();
		const { preview } = await bring(file, { said: agreed, dryRun: true, sheets: ["Scala B"] });
		expect(preview.sheets.map(({ name, taken }) => [name, taken])).toEqual([
			["Leggimi", false],
			["Scala B", true],
		]);
		expect(told(preview.lines)).toEqual(["2 created", "3 created"]);
		expect(preview.lines[1]!.label).toBe('=HYPERLINK("x")');
	});
});
