import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { levelOf as declared, type Level, ownIsRead, someAreShown } from "../../src/core/levels.ts";
import { freshDatabase } from "../harness.ts";

// The declared level of every kind of record against what every actor reaches, as tables.test.ts measured it.

/** One row of a table as the matrix has it: who can do what with it. */
type Measured = { table: string; which: string; verbs: Record<string, string> };

const levelOf: Record<string, Level> = declared;
let t: Awaited<ReturnType<typeof freshDatabase>>;
const matrix = parse(readFileSync(path.join(import.meta.dirname, "tables.txt"), "utf8"));

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

function parse(text: string): Measured[] {
	const names = [...text.matchAll(/^ ?\d+ (.+)$/gm)].map(([, name]) => name!);
	return [...text.matchAll(/^([a-z]+\.[a-z_]+)(?: \(([^)]*)\))? {2,}(.+)$/gm)].map(
		([, table = "", which = "", cells = ""]) => ({
			table,
			which,
			verbs: Object.fromEntries(
				cells
					.trim()
					.split(/\s+/)
					.map((verbs, i) => [names[i] ?? `column ${i}`, verbs]),
			),
		}),
	);
}

const takingPart = ["resident", "citizen"];
const ofAll = ["officer", "evaluator", "administrator", "data protection officer"];
const elsewhere = [
	"facilitator beside",
	"facilitator far",
	"coordinator far",
	"social-worker far",
	"citizen far, same ids",
];
const outside = ["nobody", "partner", "partner beside", "partner far"];
const oneself = ["resident, self", "citizen, self"];
/** Background work has the matrix itself: a level speaks of people. */
const people = [
	...outside,
	...takingPart,
	...oneself,
	"facilitator",
	"coordinator",
	"social-worker",
	...ofAll,
	...elsewhere,
];

/** Of an account the first row is the own one: it has no name of its own. */
const firstIsOwn = ["access.accounts", "access.addresses", "access.assignments", "access.sessions", "access.passkeys"];

function isOwn(table: string, which: string): boolean {
	return which.includes("self") || (which === "" && firstIsOwn.includes(table));
}

/** Who must not read a row of this level. */
function shutOut(level: Level, { table, which }: Measured): string[] {
	const own = ownIsRead.includes(table) && isOwn(table, which) ? oneself : [];
	const closed = (names: string[]) => names.filter((name) => !own.includes(name));
	const shown = someAreShown.includes(table) && /shown|shared/.test(which);
	if (level === "public" || shown) return [];
	if (level === "neighbourhood") return closed([...outside, ...elsewhere]);
	if (level === "working") return closed([...outside, ...takingPart, ...oneself, ...ofAll, ...elsewhere]);
	if (level === "reserved")
		return closed([...outside, ...takingPart, ...oneself, "coordinator", ...ofAll, ...elsewhere]);
	if (level === "control") return closed([...outside, ...takingPart, ...oneself]);
	// The rows' own ids stand behind both of them, and behind the citizen of another territory with the same.
	const itself = isOwn(table, which) ? [...oneself, "citizen far, same ids"] : [];
	return people.filter((name) => !itself.includes(name));
}

/** Cells of the matrix, by table, in which a level declared closed is open; each with the reason why it may be. */
const known: Record<string, string> = {
	"referrals.desks, working: read by facilitator beside": "a desk is there for all of its territory",
	"referrals.desks (self), working: read by facilitator beside": "a desk is there for all of its territory",
	"initiatives.own_models, working: read by facilitator beside": "a model belongs to all of its territory",
	"initiatives.model_needs, working: read by facilitator beside": "a model belongs to all of its territory",
	"initiatives.model_topics, working: read by facilitator beside": "a model belongs to all of its territory",
	"initiatives.model_topics, working: read by facilitator far": "the row is one of a model shared with all",
	"initiatives.model_topics, working: read by coordinator far": "the row is one of a model shared with all",
};

function leaks(rows: readonly Measured[], levels: Record<string, Level>): string[] {
	return rows.flatMap((row) => {
		const level = levels[row.table];
		if (!level) return [`${row.table} has no level`];
		return shutOut(level, row)
			.filter((name) => row.verbs[name]?.includes("S"))
			.map((name) => `${row.table}${row.which && ` (${row.which})`}, ${level}: read by ${name}`);
	});
}

test("every table has its level, and every level its table", async () => {
	const { rows } = await t.owner.query<{ name: string }>(
		`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where relkind = 'r' and nspname not like 'pg\\_%' and nspname not in ('information_schema', 'graphile_worker', 'queue')`,
	);
	const there = rows.map(({ name }) => name).sort();
	expect(
		there.filter((name) => !levelOf[name]),
		"say its level in src/core/levels.ts",
	).toEqual([]);
	expect(Object.keys(levelOf).filter((name) => !there.includes(name))).toEqual([]);
	expect([...ownIsRead, ...someAreShown].filter((name) => !levelOf[name])).toEqual([]);
});

test("nobody reads a row of a level that is closed to them", () => {
	expect(matrix.length).toBeGreaterThan(100);
	expect(matrix.flatMap(({ verbs }) => Object.keys(verbs)).filter((name) => name.startsWith("column"))).toEqual([]);
	const found = leaks(matrix, levelOf).filter((leak) => !known[leak]);
	expect(found).toEqual([]);
	expect(Object.keys(known).filter((leak) => !leaks(matrix, levelOf).includes(leak))).toEqual([]);
});

test("where the own is said to be read, the matrix has a row of one's own", () => {
	const withOwn = new Set(matrix.filter(({ which }) => which.includes("self")).map(({ table }) => table));
	const without = ownIsRead.filter((name) => !withOwn.has(name) && matrix.some(({ table }) => table === name));
	expect(without.filter((name) => !firstIsOwn.includes(name))).toEqual([]);
});

test("a table without a level, and a row read by whom it is closed to, are found", () => {
	const nobody = Object.fromEntries(people.map((name) => [name, "."]));
	const row = (table: string, open: Record<string, string>, which = ""): Measured => ({
		table,
		which,
		verbs: { ...nobody, ...open },
	});
	expect(leaks([row("community.secrets", {})], {})).toEqual(["community.secrets has no level"]);
	const of = (level: Level, open: string) => leaks([row("x.y", { [open]: "S---" })], { "x.y": level });
	expect(of("reserved", "coordinator")).toEqual(["x.y, reserved: read by coordinator"]);
	expect(of("reserved", "administrator")).toHaveLength(1);
	expect(of("working", "coordinator")).toEqual([]);
	expect(of("working", "citizen")).toHaveLength(1);
	expect(of("working", "resident, self")).toHaveLength(1);
	expect(of("neighbourhood", "resident")).toEqual([]);
	expect(of("control", "officer")).toEqual([]);
	expect(of("public", "nobody")).toEqual([]);
	expect(leaks([row("exchange.acts", { "resident, self": "S---" }, "self")], levelOf)).toEqual([]);
	expect(leaks([row("exchange.acts", { resident: "S---" }, "self")], levelOf)).toHaveLength(1);
});
