import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Id } from "../../src/core/ids.ts";
import { type Actor, actorIdOf, nobody, system } from "../../src/db/actor.ts";
import { actorOf, freshDatabase, places } from "../harness.ts";
import { linkId, partnerId, type Row, rows, self } from "./rows.ts";

// Who can do what with which row, found out by trying it as the application's role, against the reviewed tables.txt.

/** Whoever writes through the link of the rows below, as if it were one of that neighbourhood. */
function partnerOf(territoryId: Id<"territory">, neighbourhoodId: Id<"neighbourhood">): Actor {
	return { role: "partner", partnerId: partnerId as Id<"partner">, territoryId, neighbourhoodIds: [neighbourhoodId] };
}

/** Whoever gave the code of the link of the rows below, as if the link were one of that territory. */
function deskOf(territoryId: Id<"territory">, neighbourhoodId: Id<"neighbourhood">): Actor {
	const link = linkId as Id<"referral-link">;
	return { role: "desk", linkId: link, territoryId, neighbourhoodIds: [neighbourhoodId] };
}

const own = { accountId: self.account as Id<"account">, personId: self.person as Id<"party"> };
const actors: Record<string, Actor> = {
	nobody: nobody(places.territory),
	resident: actorOf("resident"),
	"resident, self": actorOf("resident", "here", own),
	citizen: actorOf("citizen"),
	"citizen, self": actorOf("citizen", "here", own),
	facilitator: actorOf("facilitator"),
	coordinator: actorOf("coordinator"),
	"social-worker": actorOf("social-worker"),
	officer: actorOf("officer"),
	evaluator: actorOf("evaluator"),
	administrator: actorOf("administrator"),
	"data protection officer": actorOf("data-protection-officer"),
	"facilitator beside": actorOf("facilitator", "beside"),
	"facilitator far": actorOf("facilitator", "far"),
	"coordinator far": actorOf("coordinator", "far"),
	"social-worker far": actorOf("social-worker", "far"),
	"facilitator, self": actorOf("facilitator", "here", { accountId: own.accountId }),
	"social-worker, self": actorOf("social-worker", "here", { accountId: own.accountId }),
	"citizen far, same ids": actorOf("citizen", "far", own),
	door: system("door"),
	post: system("post"),
	machine: system("machine"),
	same: { ...system("same"), territoryId: places.territory },
	forgetting: { ...system("forgetting"), territoryId: places.territory },
	counter: { ...system("counter"), territoryId: places.territory },
	sealer: system("sealer"),
	erasing: { ...system("erasing"), territoryId: places.territory },
	watcher: { ...system("watcher"), territoryId: places.territory },
	rights: { ...system("rights"), territoryId: places.territory },
	retention: { ...system("retention"), territoryId: places.territory },
	letterbox: { ...system("letterbox"), territoryId: places.territory, neighbourhoodIds: [places.here] },
	household: { ...system("household"), territoryId: places.territory },
	usher: { ...system("usher"), territoryId: places.territory },
	hatch: system("hatch"),
	reminder: { ...system("reminder"), territoryId: places.territory },
	desk: deskOf(places.territory, places.here),
	"desk far": deskOf(places.otherTerritory, places.far),
	partner: partnerOf(places.territory, places.here),
	"partner beside": partnerOf(places.territory, places.beside),
	"partner far": partnerOf(places.otherTerritory, places.far),
	square: { ...system("square"), territoryId: places.territory },
	round: { ...system("round"), territoryId: places.territory },
	importer: { ...system("importer"), territoryId: places.territory },
};

let t: Awaited<ReturnType<typeof freshDatabase>>;
let keys: Map<string, string[]>;

beforeAll(async () => {
	t = await freshDatabase();
	for (const [table, , row] of rows)
		await t.owner.query(`${insertion(table, Object.keys(row))} on conflict do nothing`, [JSON.stringify(row)]);
	const { rows: found } = await t.owner.query<{ name: string; key: string[] }>(
		`select n.nspname || '.' || c.relname as name, (select array_agg(attname::text) from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey)
			where indrelid = c.oid and indisprimary) as key
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where relkind = 'r' and nspname not like 'pg\\_%' and nspname not in ('information_schema', 'graphile_worker', 'queue')`,
	);
	keys = new Map(found.map((one) => [one.name, one.key]));
});
afterAll(() => t.end());

function insertion(table: string, columns: string[]): string {
	return `insert into ${table} (${columns.join(", ")}) select ${columns.join(", ")} from jsonb_populate_record(null::${table}, $1::jsonb)`;
}

const undo = new Error("undo");

/** How many rows a statement reaches as this actor; undefined where PostgreSQL forbids it. Nothing is kept. */
async function reached(actor: Actor, query: RawBuilder<unknown>): Promise<number | undefined> {
	let n: number | undefined;
	try {
		await t.db.withActor(actor, async (tx) => {
			n = (await tx.rows(query)).length;
			throw undo;
		});
	} catch (error) {
		if (error === undo) return n;
		const { code } = error as { code?: string };
		if (code === "42501") return undefined;
		// A row that exists already, or that others point to: row security let it through before the constraint said no.
		if (code === "23505" || code === "23503") return 1;
		throw error;
	}
}

/** Row security speaks before any constraint, so that writing a row that exists already tells whether this actor could write it. */
async function verbsOf(actor: Actor, table: string, row: Row): Promise<string> {
	const key = keys.get(table)!;
	const named = sql.raw(table);
	const where = sql`where ${sql.join(
		key.map(
			(column) =>
				sql`${sql.ref(column)} = (jsonb_populate_record(null::${named}, ${JSON.stringify(row)}::jsonb)).${sql.ref(column)}`,
		),
		sql` and `,
	)}`;
	const columns = sql.raw(Object.keys(row).join(", "));
	const first = sql.ref(key.at(-1)!);
	const tries: Record<string, RawBuilder<unknown>> = {
		S: sql`select 1 from ${named} ${where}`,
		I: sql`with made as (insert into ${named} (${columns}) select ${columns} from jsonb_populate_record(null::${named}, ${JSON.stringify(row)}::jsonb) returning 1) select from made`,
		U: sql`update ${named} set ${first} = ${first} ${where} returning 1`,
		D: sql`delete from ${named} ${where} returning 1`,
	};
	let verbs = "";
	for (const [verb, query] of Object.entries(tries)) verbs += (await reached(actor, query)) ? verb : "-";
	return verbs === "----" ? "." : verbs;
}

/** The trail takes an entry in one's own name only: each actor tries with such a one. */
const ownEntry = (actor: Actor): Row => ({
	id: "00000000-0000-7000-8000-0000000000ff",
	actor_id: actorIdOf(actor),
	role: actor.role,
	verb: "v",
	kind: "k",
	record_id: places.here,
});

test("every table has its row here", () => {
	const missing = [...keys.keys()].filter((name) => !rows.some(([table]) => table === name));
	expect(missing, "write a row for each in tests/access/rows.ts, then review tables.txt").toEqual([]);
});

test("every table × every actor × every verb", { timeout: 900_000 }, async () => {
	const names = Object.keys(actors);
	const lines: string[][] = [["", ...names.map((_, i) => String(i + 1))]];
	for (const [table, which, row] of rows) {
		const cells: string[] = [];
		for (const name of names) cells.push(await verbsOf(actors[name]!, table, row));
		lines.push([which ? `${table} (${which})` : table, ...cells]);
	}
	const cells: string[] = [];
	for (const name of names) cells.push(await verbsOf(actors[name]!, "access.audit", ownEntry(actors[name]!)));
	lines.push(["access.audit (own entry)", ...cells]);
	await expect(written(names, lines)).toMatchFileSnapshot("tables.txt");
});

function written(names: string[], lines: string[][]): string {
	const legend = [
		"Which row each actor can reach, as the application's role: S select, I insert, U update, D delete; a dot: nothing.",
		'The rows lie in one neighbourhood, "here"; in brackets, which row: of the actor itself (self), shown to the public, an entry in the own name.',
		"Measured by tests/access/tables.test.ts. Review each change; write it anew with ./filo test tests/access -u",
		"",
		...names.map((name, i) => `${String(i + 1).padStart(2)} ${name}`),
		"",
	];
	const widths = lines[0]!.map((_, i) => Math.max(...lines.map((cells) => cells[i]!.length)));
	const table = lines.map((cells) =>
		cells
			.map((cell, i) => cell.padEnd(widths[i]!))
			.join("  ")
			.trimEnd(),
	);
	return `${[...legend, ...table].join("\n")}\n`;
}
