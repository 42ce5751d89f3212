import { execFile } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, places, testNow } from "../../tests/harness.ts";
import { newId } from "../core/ids.ts";
import { keyLines } from "../db/seal.ts";
import { addAccount, firstAdministrator, openSession, spendLink } from "../modules/access/service.ts";

const filo = join(import.meta.dirname, "../../filo");
const folder = mkdtempSync(join(tmpdir(), "filo-import-"));
let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
	writeFileSync(join(folder, "key"), keyLines([Buffer.alloc(32, 7)]));
	const token = await spendLink(t.ground, (await firstAdministrator(t.ground))!.split("/").at(-1)!);
	const { actor } = (await openSession(t.ground, token))!;
	const here = { role: "facilitator", territoryId: places.territory, neighbourhoodId: places.here } as const;
	await addAccount(t.ground, actor, { id: newId(), name: "Anna", email: "anna@example.org" }, here);
	const officer = { role: "officer" } as const;
	await addAccount(t.ground, actor, { id: newId(), name: "Ugo", email: "ugo@example.org" }, officer as never);
});
afterAll(async () => {
	await t.end();
	rmSync(folder, { recursive: true, force: true });
});

type Done = { code: number; out: string; err: string };

/** The command as somebody types it, on the database of this test. */
function type(...args: string[]): Promise<Done> {
	const env = {
		PATH: process.env.PATH,
		DATABASE_URL: t.urls.application,
		DATABASE_JOBS_URL: t.urls.jobs,
		DATABASE_OWNER_URL: t.urls.owner,
		FILO_KEY_FILE: join(folder, "key"),
		FILO_DATA: folder,
		FILO_DEMO: "0",
		FILO_NOW: testNow.toISOString(),
	};
	return new Promise((resolve) =>
		execFile(filo, args, { env, cwd: folder }, (error, out, err) =>
			resolve({ code: Number((error as { code?: number } | null)?.code ?? 0), out, err }),
		),
	);
}

const named = (name: string, bytes: string | Buffer) => {
	const file = join(folder, name);
	writeFileSync(file, bytes);
	return file;
};
const anna = ["--as", "anna@example.org"];
const people = async () =>
	(await t.owner.query("select label from community.parties where kind = 'person' order by 1")).rows.map(
		(r) => r.label,
	);

test("the command looks, writes, adds nothing when it comes again, takes out, and undoes", {
	timeout: 240_000,
}, async () => {
	const list = Buffer.from("Chi sono;Città\nAda Però;Cles\nBruno Verdi;\n31/02/2026;\n", "latin1");
	const file = named("soci.csv", list);
	const mapping = named("mapping.json", JSON.stringify({ "Chi sono": "name", Città: "" }));
	const said = ["--agreed", "on_paper", "--agreed-on", "2026-11-01", "--mapping", mapping];
	const looked = await type("import", "people", file, ...anna, ...said, "--dry-run");
	expect([looked.code, looked.err]).toEqual([0, ""]);
	expect(looked.out.split("\n").slice(0, 3)).toEqual(["Chi sono → name", "Città → –", "row 2: created: Ada Però"]);
	expect(looked.out).toContain("row 4: refused: 31/02/2026");
	expect(looked.out).toContain(
		"2 created, 0 matched, 0 merged, 0 counted without a name, 1 refused\nNothing was written.",
	);
	expect(await people()).toEqual([]);
	const done = await type("import", "people", file, "--at", "qui", ...anna, ...said, "--json");
	const { id, preview } = JSON.parse(done.out);
	expect([preview.counts.created, await people()]).toEqual([2, ["Ada Però", "Bruno Verdi"]]);
	const again = await type("import", "people", file, ...anna, ...said);
	expect(again.out).toContain("0 created, 2 matched, 0 merged");
	const out = await type("export", "people", ...anna, "-o", join(folder, "out.xlsx"), "--format", "xlsx");
	expect([out.code, out.err]).toEqual([0, ""]);
	const back = await type("import", "people", join(folder, "out.xlsx"), ...anna, "--dry-run");
	expect(back.out).toContain("0 created, 2 matched, 0 merged, 0 counted without a name, 0 refused");
	expect((await type("export", "people", ...anna)).out).toContain("Ada Però");
	const undone = await type("import", "undo", id, ...anna);
	expect([undone.code, undone.out]).toEqual([0, "Everything that this import wrote is gone again.\n"]);
	expect(await people()).toEqual([]);
});

test("presences say what is missing, and names without a ground are refused with their count", {
	timeout: 240_000,
}, async () => {
	const sheet = named("presenze.csv", "Nome;5/10;12/10\nAda Rossi;x;\n");
	const looked = await type("import", "attendance", sheet, ...anna, "--dry-run");
	expect([looked.code, looked.out]).toEqual([0, expect.stringContaining("The dates say no year")]);
	const strange = await type("import", "people", named("strano.csv", "Chi sono\nAda\n"), ...anna);
	expect([strange.code, strange.err]).toEqual([2, expect.stringContaining("--mapping FILE")]);
	const told = await type("import", "attendance", sheet, ...anna, "--dry-run", "--year", "2026");
	expect(told.out).toContain("2 dates from 2026-10-05 to 2026-10-12");
	expect(told.out).toContain("row 2: counted: Ada Rossi");
	const list = named("anziani.csv", "Nome\nAda Rossi\nBruno Verdi\nCarla Bianchi\n");
	const refused = await type("import", "people", list, ...anna);
	expect([refused.code, refused.err.trim().split("\n").length]).toEqual([2, 1]);
	expect((await type("import", "people", list, ...anna, "--dry-run")).out).toContain("3 people");
	expect(await people()).toEqual([]);
});

const big = join(folder, "big.csv");
test.each<[string, () => string[]]>([
	["nothing said", () => ["import"]],
	["no kind there is", () => ["import", "cats", "x.csv", ...anna]],
	["what it can do", () => ["import", "--help"]],
	["what taking out can do", () => ["export", "-h"]],
	["a file that is not there", () => ["import", "people", "nowhere.csv", ...anna]],
	["an option there is not", () => ["import", "people", "x.csv", "--fast"]],
	["nobody", () => ["import", "people", named("a.csv", "Nome\nAda\n")]],
	["somebody unknown", () => ["import", "people", named("a.csv", "Nome\nAda\n"), "--as", "eva@example.org"]],
	[
		"somebody who does not work there",
		() => ["import", "people", named("a.csv", "Nome\nAda\n"), "--as", "ugo@example.org"],
	],
	["another neighbourhood", () => ["import", "people", named("a.csv", "Nome\nAda\n"), ...anna, "--at", "lontano"]],
	[
		"a mapping that is none",
		() => ["import", "people", named("a.csv", "Nome\nAda\n"), ...anna, "--mapping", named("m.json", "[")],
	],
	[
		"a heading that is not there",
		() => [
			"import",
			"people",
			named("a.csv", "Nome\nAda\n"),
			...anna,
			"--mapping",
			named("m.json", '{"Cognomen":"name"}'),
		],
	],
	["a sheet that is not there", () => ["import", "people", named("a.csv", "Nome\nAda\n"), ...anna, "--sheet", "Due"]],
	[
		"a day that is none",
		() => [
			"import",
			"people",
			named("a.csv", "Nome\nAda\n"),
			...anna,
			"--agreed",
			"on_paper",
			"--agreed-on",
			"31/02/2026",
		],
	],
	["an old Excel file", () => ["import", "people", named("a.xlsx", Buffer.from("d0cf11e0a1b11ae1", "hex")), ...anna]],
	["a hundred megabytes", () => ["import", "people", big, ...anna]],
	["an undo of nothing", () => ["import", "undo", newId(), ...anna]],
])("%s: one line, and 2", { timeout: 120_000 }, async (what, args) => {
	if (what === "a hundred megabytes") {
		openSync(big, "w");
		truncateSync(big, 100 * 1024 * 1024);
	}
	const { code, out, err } = await type(...args());
	expect([code, out]).toEqual([2, ""]);
	const lines = err.trim().split("\n");
	expect(lines.length, err).toBe(["nothing said", "no kind there is", "what it can do"].includes(what) ? 2 : 1);
	expect(err).not.toMatch(/\bat .*:\d+:\d+/);
});

test("what is taken out nobody else may read", { timeout: 60_000 }, async () => {
	const file = join(folder, "notes.csv");
	expect((await type("export", "notes", ...anna, "-o", file)).code).toBe(0);
	expect(readFileSync(file, "utf8")).toMatch(/^\ufeffAppunto;/);
	expect((await type("export", "attendance", ...anna)).err).toMatch(/^initiative: /);
	expect((await type("export", "notes", ...anna, "--format", "geojson")).code).toBe(2);
});
