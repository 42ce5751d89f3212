import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../tests/harness.ts";
import { together } from "./together.ts";

let ground: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	ground = await freshDatabase();
});
afterAll(() => ground.end());

test("what several ask at once goes as one statement, and each gets its own answer", async () => {
	const before = ground.db.statements();
	const answers = await ground.db.readAs(actorOf("facilitator"), (read) =>
		together<[{ n: number }[], number, unknown[]]>(read, [
			(r) => r.rows(sql`select ${3}::int as n union all select 4 order by n desc`),
			async (r) =>
				(await r.rows<{ n: number }>(sql`select count(*)::int as n from programme.neighbourhoods`))[0]?.n ?? 0,
			(r) => r.rows(sql`select 1 where false`),
		]),
	);
	expect(answers).toEqual([[{ n: 4 }, { n: 3 }], 3, []]);
	expect(ground.db.statements() - before).toBe(1);
});

test("a second question that waits for the first makes a second round", async () => {
	const before = ground.db.statements();
	const twice = async (r: Parameters<Parameters<typeof ground.db.readAs>[1]>[0]) => {
		const [first] = await r.rows<{ n: number }>(sql`select 1 as n`);
		return r.rows<{ n: number }>(sql`select ${(first?.n ?? 0) + 1}::int as n`);
	};
	const answers = await ground.db.readAs(actorOf("facilitator"), (read) =>
		together<[{ n: number }[], { n: number }[]]>(read, [twice, twice]),
	);
	expect(answers).toEqual([[{ n: 2 }], [{ n: 2 }]]);
	expect(ground.db.statements() - before).toBe(2);
});

test("when it fails, everybody who asked hears of it", async () => {
	const failing = ground.db.readAs(actorOf("facilitator"), (read) =>
		together<[unknown, unknown]>(read, [(r) => r.rows(sql`select 1 as n`), (r) => r.rows(sql`select 1 / 0 as n`)]),
	);
	await expect(failing).rejects.toThrow(/division by zero/);
});
