import { sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { nobody, system } from "./actor.ts";
import { forOneRequest, lend, type Read } from "./database.ts";
import { freezeAll, keptAnswers, keyOf } from "./kept.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const phones = sql<{ phone: string }>`select phone from programme.neighbourhoods where slug = ${"qui"}`;
const anna = actorOf("facilitator");
const phoneAs = (actor = anna) => t.db.readUnchanged(actor, async (read) => (await read.rows(phones))[0]!.phone);
const change = (phone: string) =>
	t.owner.query("update programme.neighbourhoods set phone = $1 where slug = 'qui'", [phone]);

/** How many statements a piece of work sends, besides the question what is visible. */
async function sent(work: () => Promise<unknown>): Promise<number> {
	const before = t.db.statements();
	await work();
	return t.db.statements() - before - 1;
}

/** That an answer is kept; other tests write on the same server meanwhile, which lets go of it. */
const isKept = (work: () => Promise<unknown>) =>
	vi.waitFor(async () => expect(await sent(work)).toBe(0), { timeout: 20_000, interval: 1 });

test("an answer is kept while nothing changes, and is another as soon as anybody has written, also elsewhere", async () => {
	await change("0461 1");
	expect(await phoneAs()).toBe("0461 1");
	await isKept(() => phoneAs());
	await change("0461 2");
	expect(await phoneAs()).toBe("0461 2");
	await isKept(() => phoneAs());
	await change("0461 3");
	expect(await phoneAs(nobody())).toBe("0461 3");
});

test("what is written and not yet kept is not seen; what was given up changes nothing", async () => {
	await change("0461 4");
	await phoneAs();
	await t.owner.query("begin");
	await change("0461 5");
	expect(await phoneAs()).toBe("0461 4");
	await t.owner.query("rollback");
	expect(await phoneAs()).toBe("0461 4");
	await t.owner.query("begin");
	await change("0461 6");
	expect(await phoneAs()).toBe("0461 4");
	await t.owner.query("commit");
	expect(await phoneAs()).toBe("0461 6");
});

test("many who read while somebody writes never see less than was written when they asked", async () => {
	for (let n = 0; n < 40; n += 1) {
		await change(`0462 ${n}`);
		const asked = Promise.all([phoneAs(), phoneAs(actorOf("coordinator")), phoneAs(nobody())]);
		const meanwhile = change(`0463 ${n}`);
		for (const phone of await asked) expect([`0462 ${n}`, `0463 ${n}`]).toContain(phone);
		await meanwhile;
		expect(await phoneAs()).toBe(`0463 ${n}`);
	}
});

test("each actor has answers of their own: nobody is answered what another may see", async () => {
	const parties = (actor = anna) =>
		t.db.readUnchanged(actor, (read) => read.rows(sql`select id from community.parties`));
	await t.owner.query(
		`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, gen_random_uuid(), $2, 'group', 'Orto', 'orto', '2026-01-01')`,
		[anna.territoryId, places.here],
	);
	expect(await parties()).toHaveLength(1);
	for (const other of [actorOf("facilitator", "beside"), actorOf("resident"), actorOf("officer"), nobody()])
		expect(await parties(other), other.role).toHaveLength(0);
	expect(await parties()).toHaveLength(1);
});

test("all that a page shows is the same object while nothing changes, another's or another day's never", async () => {
	const all = (actor = anna, of: readonly unknown[] = ["page"]) =>
		t.db.sameUnchanged(actor, of, async (read) => ({ phone: (await read.rows(phones))[0]!.phone, of }));
	await change("0464 1");
	await vi.waitFor(async () => expect(await all()).toBe(await all()), { timeout: 20_000, interval: 1 });
	expect(await all(anna, ["page", "2026-11-24"])).toEqual({ phone: "0464 1", of: ["page", "2026-11-24"] });
	expect(await all(actorOf("coordinator"))).not.toBe(await all());
	const before = await all();
	await change("0464 2");
	expect((await all()).phone).toBe("0464 2");
	expect(before.phone).toBe("0464 1");
	expect(() => {
		before.phone = "0464 3";
	}).toThrow(TypeError);
});

test("while a transaction is lent to another, nothing of it is kept or answered from what was", async () => {
	const role = (read: Read) => read.rows<{ role: string }>(sql`select current_setting('filo.role', true) as role`);
	const [own, lent, again] = await t.db.readUnchanged(anna, async (read) => [
		await role(read),
		await lend("counter", read, role),
		await role(read),
	]);
	expect([own, lent, again].map((rows) => rows?.[0]?.role)).toEqual(["facilitator", "counter", "facilitator"]);
	expect((await t.db.readUnchanged(anna, role))[0]?.role).toBe("facilitator");
});

test("what this process writes lets go of all that was kept", async () => {
	await isKept(() => phoneAs());
	await t.db.withActor(system("door"), (tx) => tx.rows(sql`select 1`));
	expect(await sent(() => phoneAs())).toBe(1);
});

test("a transaction that fails is given back, and the next one works", async () => {
	const wrong = () => t.db.readUnchanged(anna, (read) => read.rows(sql`select 1 / 0 as n`));
	for (let n = 0; n < 12; n += 1) await expect(wrong()).rejects.toThrow("division by zero");
	expect(await phoneAs()).toMatch(/^046/);
});

test("time and chance are not kept, nor an instant that never comes again; another kind of value is another question", () => {
	const minute = new Date("2026-11-22T10:00:00Z");
	for (const text of [
		"select now()",
		"select * from x where d > current_date",
		"select random()",
		"insert into x values (1)",
		"select 1 for update",
		"set local filo.role = 'x'",
		"select pg_backend_pid()",
	])
		expect(keyOf("", text, []), text).toBeUndefined();
	expect(keyOf("", "select $1", [new Date("2026-11-22T10:00:00.001Z")])).toBeUndefined();
	expect(keyOf("", "select pg_column_size(outline) from x", [])).toBeDefined();
	const keys = [
		keyOf("", "select $1", [minute]),
		keyOf("", "select $1", [minute.getTime()]),
		keyOf("", "select $1", [minute.toISOString()]),
		keyOf("", "select $1", [Buffer.from("a")]),
		keyOf("", "select $1", ["a"]),
		keyOf("a", "select $1", ["a"]),
		keyOf("", "select $1", [["a"]]),
		keyOf("", "select $1", [null]),
	];
	expect(keys).not.toContain(undefined);
	expect(new Set(keys).size).toBe(keys.length);
});

test("no policy looks at the time or at chance: what is visible and who asks decide alone", async () => {
	const { rows } = await t.owner.query<{ name: string; said: string }>(
		"select tablename || ' ' || policyname as name, concat(qual, with_check) as said from pg_policies where schemaname <> 'graphile_worker'",
	);
	expect(rows.length).toBeGreaterThan(50);
	const timed = rows.filter(({ said }) =>
		/\b(now|current_date|current_timestamp|clock_timestamp|random)\b/i.test(said),
	);
	expect(timed.map(({ name }) => name)).toEqual([]);
	const { rows: views } = await t.owner.query(
		"select 1 from pg_views where schemaname !~ '^(pg_|information_schema|graphile)'",
	);
	expect(views).toEqual([]);
});

test("as much is kept as there is room for, the longest unasked goes first, and nothing stays longer than a minute", () => {
	vi.useFakeTimers();
	try {
		const kept = keptAnswers({ rows: 3, characters: 800 });
		expect(kept.get("s", "a")).toBeUndefined();
		for (const key of ["a", "b", "c"]) kept.put("s", key, [key], 90);
		expect(kept.get("s", "a")).toEqual(["a"]);
		kept.put("s", "d", ["d"], 90);
		expect(kept.get("s", "b")).toBeUndefined();
		expect(kept.get("s", "a")).toEqual(["a"]);
		kept.put("s", "much", ["e"], 101);
		expect(kept.get("s", "much")).toBeUndefined();
		kept.put("before", "a", ["older"], 1);
		expect(kept.get("s", "a")).toEqual(["a"]);
		vi.advanceTimersByTime(60_000);
		expect(kept.get("s", "a")).toBeUndefined();
		kept.put("s", "a", ["a"], 1);
		expect(kept.get("later", "a")).toBeUndefined();
		expect(kept.get("s", "a")).toBeUndefined();
	} finally {
		vi.useRealTimers();
	}
});

test("nobody can change a row that others read, however deep", () => {
	const rows = [{ words: "una mano", inner: { list: [{ n: 1 }] }, at: new Date() }];
	expect(freezeAll(rows)).toBeGreaterThan(8);
	expect(() => rows[0]!.inner.list.push({ n: 2 })).toThrow(TypeError);
	expect(() => Object.assign(rows[0]!.inner.list[0]!, { n: 3 })).toThrow(TypeError);
});

test("one request asks once what is visible, and again after each of its own writes", async () => {
	const one = forOneRequest(t.db);
	const read = () => one.readUnchanged(anna, async (r) => (await r.rows(phones))[0]!.phone);
	await change("0464 1");
	expect(await read()).toBe("0464 1");
	await vi.waitFor(
		async () => {
			await phoneAs();
			const next = forOneRequest(t.db);
			const before = t.db.statements();
			for (let n = 0; n < 3; n += 1) await next.readUnchanged(anna, (r) => r.rows(phones));
			expect(t.db.statements() - before).toBe(1);
		},
		{ timeout: 20_000, interval: 1 },
	);
	await one.withActor(system("door"), (tx) => tx.rows(sql`select 1`));
	await change("0464 2");
	expect(await read()).toBe("0464 2");
});
