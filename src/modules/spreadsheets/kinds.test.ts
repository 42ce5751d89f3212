import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../tests/harness.ts";
import { type Format, type Kind, type Line, type Said, said } from "./contract.ts";
import { exportSheet } from "./exporting.ts";
import * as service from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const coordinator = actorOf("coordinator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const bring = (kind: Kind, file: string | Buffer, at = "qui", more: Partial<Said> = {}) =>
	service.importFile(
		t.ground,
		coordinator,
		{ kind, neighbourhood: at, said: { ...said.parse({}), ...more }, dryRun: false },
		Buffer.from(file),
		() => {},
	);
const take = (kind: Kind, at = "qui", format: Format = "csv") =>
	exportSheet(t.ground, coordinator, { kind, format, neighbourhood: at }).then(({ bytes }) => bytes);
const told = (lines: readonly Line[]) =>
	lines.map(({ row, outcome, reason }) => `${row} ${outcome}${reason ? ` ${reason}` : ""}`);

const files = {
	places:
		"Luogo;Tipo;Abitanti;Si trova in;Longitudine;Latitudine\nVia Roma;;;;;\nScala A;scala;12;Via Roma;11,12;46,07\nPosto;castello;;;;\n",
	organisations:
		"Denominazione,Settore,Telefono,Luogo\nBar Sport,bar,0461 1234,Via Roma\n=Alfa,associazione,,\nBeta,,,\n",
	people:
		"Nome;Cognome;Abita in;Nucleo;Consenso;Data consenso;Telefono;Consenso contatto\nAda;Rossi;Scala A;Rossi;firmato;3/3/2026;+39 0461 1;3/3/2026\nBruno;Verdi;;;di persona;4.3.26;;\n",
	ties: "Da;A;Legame;Dal\nAda Rossi;Bruno Verdi;vicini;1/4/2026\nAda Rossi;Bar Sport;lavora;1/4/2026\nAda Rossi;Nessuno;vicini;\nBar Sport;Ada Rossi;vicini;\n",
	notes:
		"Data;Appunto;Tema;Su chi\n5/5/2026;Cerca compagnia;solitudine;Ada Rossi\n6/5/2026;Manca un banco;;\n31/02/2026;Mai;;\n",
};
const order = ["places", "organisations", "people", "ties", "notes"] as const;

test("every kind comes in, is matched when it comes again, and goes out as it came", { timeout: 120_000 }, async () => {
	const lines: Record<string, string[]> = {};
	for (const kind of order) lines[kind] = told((await bring(kind, files[kind])).preview.lines);
	expect(lines).toEqual({
		places: ["2 created", "3 created", "4 refused sort_unknown"],
		organisations: ["2 created", "3 created", "4 refused sector_missing"],
		people: ["2 created", "3 created"],
		ties: ["2 created", "3 created", "4 refused unknown", "5 refused tie_kinds"],
		notes: ["2 created", "3 created", "4 refused day_wrong"],
	});
	for (const kind of order) {
		const again = await bring(kind, files[kind]);
		expect([again.preview.counts.created, again.preview.counts.merged]).toEqual([0, 0]);
		for (const format of ["csv", "xlsx"] as const) {
			const { counts, stop } = (await bring(kind, await take(kind, "qui", format))).preview;
			expect([kind, stop, counts.created, counts.merged, counts.refused]).toEqual([kind, undefined, 0, 0, 0]);
			// Whoever is of a household is tied to it.
			expect(counts.matched).toBe(kind === "ties" ? 3 : 2);
		}
	}
});

test("what goes out of one neighbourhood and into another goes out of that one the same", {
	timeout: 120_000,
}, async () => {
	for (const kind of order) {
		const first = await take(kind);
		expect((await bring(kind, first, "accanto")).preview.counts).toMatchObject({ created: 2, refused: 0 });
		expect((await take(kind, "accanto")).toString()).toBe(first.toString());
	}
	const { rows } = await t.owner.query("select count(*)::int as n from access.readings where kind = 'export'");
	expect(rows[0].n).toBeGreaterThan(10);
});

test("whatever words there are, what goes out comes in as it was, and no cell begins like a formula", {
	timeout: 240_000,
}, async () => {
	let n = 0;
	const words = fc.string({
		unit: fc.constantFrom(..."ab,;\"'=+-@|\t è€«x1\n".split("")),
		minLength: 1,
		maxLength: 14,
	});
	await fc.assert(
		fc.asyncProperty(fc.uniqueArray(words, { minLength: 1, maxLength: 5 }), async (texts) => {
			const file = await take("notes", "qui");
			n += 1;
			const day = `2026-0${1 + (n % 9)}-11`;
			const cell = (text: string) => `"${`nota ${n} ${text}`.replaceAll('"', '""')}"`;
			await bring("notes", `Appunto;Data\n${texts.map((text) => `${cell(text)};${day}`).join("\n")}\n`);
			const out = await take("notes", "qui");
			expect(out.length).toBeGreaterThan(file.length);
			expect(
				out
					.toString()
					.split(/[\r\n]+/)
					.some((line) => /^"?[=+@-]/.test(line)),
			).toBe(false);
			expect((await bring("notes", out)).preview.counts).toMatchObject({ created: 0, refused: 0 });
		}),
		{ numRuns: 15 },
	);
});
