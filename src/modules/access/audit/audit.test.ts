import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { newId } from "../../../core/ids.ts";
import { type Role, roles } from "../../../core/roles.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { messagesOf } from "../../../ui/words.ts";
import { listTrail } from "./contract.ts";
import { trailIn } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const far = actorOf("facilitator", "far");
const citizen = actorOf("citizen");
const administrator = actorOf("administrator");
const coordinator = actorOf("coordinator");

const trail = (actor: Actor, query: Record<string, unknown> = {}) =>
	t.db.readAs(actor, (read) => trailIn(read, listTrail.parse(query)));
const code = (error: { code?: string }) => error.code;

beforeAll(async () => {
	t = await freshDatabase();
	for (const actor of [anna, far, citizen])
		await t.owner.query("insert into access.accounts (id, name, staff_of) values ($1, $2, $3)", [
			actor.accountId,
			actor.name,
			actor.role === "facilitator" ? [actor.territoryId] : [],
		]);
	// Seven in one transaction: seven entries of one instant.
	await t.db.withActor(anna, async (tx) => {
		for (let i = 0; i < 7; i += 1)
			await audit(tx, {
				verb: "recordNote",
				kind: "note",
				id: newId(),
				neighbourhoodId: places.here,
				fields: ["text"],
			});
	});
	await t.db.withActor(citizen, (tx) => audit(tx, { verb: "chooseLanguage", kind: "account", id: citizen.accountId! }));
	await t.db.withActor(far, (tx) =>
		audit(tx, { verb: "recordNeed", kind: "need", id: newId(), neighbourhoodId: places.far }),
	);
	await t.owner.query(
		`insert into access.audit (id, at, role, verb, kind, record_id) values
			($1, '2026-03-01T22:59:59.999999Z', 'door', 'spendLink', 'account', $1),
			($2, '2026-03-01T23:00:00Z', 'machine', 'makeLink', 'account', $2)`,
		[newId(), newId()],
	);
});
afterAll(() => t.end());

test("the administrator reads all of it, newest first: who works here by name, citizens by role alone, never which record", async () => {
	const { items, next } = await trail(administrator);
	expect(next).toBeNull();
	expect(items.map(({ role, name, verb }) => [role, name, verb])).toEqual([
		["facilitator", "facilitator far", "recordNeed"],
		["citizen", null, "chooseLanguage"],
		...Array(7).fill(["facilitator", "facilitator here", "recordNote"]),
		["machine", null, "makeLink"],
		["door", null, "spendLink"],
	]);
	expect(Object.keys(items[0]!).sort()).toEqual(["at", "id", "kind", "name", "neighbourhoodId", "role", "verb"]);
});

test("a coordinator reads that of the own territory", async () => {
	const { items } = await trail(coordinator);
	expect(items.map(({ verb }) => verb)).toEqual(["chooseLanguage", ...Array(7).fill("recordNote")]);
	expect(items.at(-1)).toMatchObject({ name: "facilitator here", neighbourhoodId: places.here });
	const beyond = await trail(actorOf("coordinator", "far"));
	expect(beyond.items.map(({ verb, name }) => [verb, name])).toEqual([["recordNeed", "facilitator far"]]);
});

test("nobody else reads any of it", async () => {
	const others = roles.filter((role): role is Role => role !== "administrator" && role !== "coordinator");
	expect(others).toHaveLength(7);
	for (const role of others) await expect(trail(actorOf(role)).catch(code), role).resolves.toBe("not_yours");
	await expect(trail({ role: "nobody", neighbourhoodIds: [] }).catch(code)).resolves.toBe("sign_in_first");
});

test("page after page gives every entry once, also those of one instant", async () => {
	const whole = (await trail(administrator)).items.map(({ id }) => id);
	const gathered: string[] = [];
	let cursor: string | null | undefined;
	do {
		const page = await trail(administrator, { limit: 2, ...(cursor && { cursor }) });
		expect(page.items.length).toBeLessThanOrEqual(2);
		gathered.push(...page.items.map(({ id }) => id));
		cursor = page.next;
	} while (cursor);
	expect(gathered).toEqual(whole);
});

test("of one day in Rome, of one verb, of one kind", async () => {
	const verbs = async (query: Record<string, unknown>) =>
		(await trail(administrator, query)).items.map(({ verb }) => verb);
	expect(await verbs({ day: "2026-03-01" })).toEqual(["spendLink"]);
	expect(await verbs({ day: "2026-03-02" })).toEqual(["makeLink"]);
	expect(await verbs({ verb: "recordNeed" })).toEqual(["recordNeed"]);
	expect(await verbs({ kind: "account" })).toEqual(["chooseLanguage", "makeLink", "spendLink"]);
	expect(await verbs({ kind: "account", verb: "makeLink", day: "2026-03-02" })).toEqual(["makeLink"]);
	expect(await verbs({ kind: "note", verb: "makeLink" })).toEqual([]);
	expect(await verbs({ day: "", verb: "", kind: "" })).toHaveLength(11);
	for (const query of [{ verb: "x'y" }, { kind: "Note" }, { day: "2026-02-30" }, { cursor: "nowhere" }])
		await expect(
			trail(administrator, query).then(
				() => "read",
				() => "refused",
			),
		).resolves.toBe("refused");
});

test.each([
	["all of it", "", "administrator"],
	["a territory's", `territory_id = '${places.territory}' and`, "coordinator"],
	["a verb's", "verb = 'recordNeed' and", "administrator"],
	["a kind's", "kind = 'need' and", "administrator"],
])("an index finds a page of %s", async (_, condition, role) => {
	const client = t.owner;
	await client.query("begin");
	try {
		await client.query("set local enable_seqscan = off; set local enable_sort = off");
		await client.query(`set local filo.role = '${role}'`);
		const { rows } = await client.query(
			`explain select * from access.audit where ${condition} (at, id) < ('2026-11-22', '${places.here}') order by at desc, id desc limit 50`,
		);
		const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
		expect(plan).toContain("Index Scan Backward");
		expect(plan).toMatch(/Index Cond: .*ROW\(at, id\) </);
	} finally {
		await client.query("rollback");
	}
});

test("every verb that is written has its words", () => {
	const src = path.join(import.meta.dirname, "../../..");
	const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
		(name) => /(?<!\.test)\.tsx?$/.test(name) && !name.startsWith("web/rights/copied"),
	);
	const written = new Set<string>();
	for (const file of files)
		for (const [, said = ""] of readFileSync(path.join(src, file), "utf8").matchAll(/\bverb: ([^,\n]+)/g))
			for (const [, verb = ""] of said.matchAll(/(?<!=== )"([a-z]\w+)"/g)) written.add(verb);
	expect(written.size).toBeGreaterThan(45);
	const words = messagesOf("it");
	const unsaid = [...written].filter((verb) => !words.has(`trail.verb_${verb}`)).sort();
	expect(unsaid, "write verb_… for each in src/ui/words/*/trail.json").toEqual([]);
});
