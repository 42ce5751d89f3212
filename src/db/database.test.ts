import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { newId } from "../core/ids.ts";
import { nobody } from "./actor.ts";
import { audit } from "./audit.ts";
import { sharedAnswers } from "./database.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

test("what one facilitator writes, another neighbourhood does not see", async () => {
	const anna = actorOf("facilitator");
	const id = newId();
	await t.db.withActor(anna, async (tx) => {
		await tx.rows(sql`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values (${anna.territoryId}, ${id}, ${places.here}, 'group', 'Orto', 'orto', '2026-01-01')`);
		await audit(tx, { verb: "recordGroup", kind: "group", id, neighbourhoodId: places.here });
	});
	const seenBy = (actor: typeof anna) => t.db.readAs(actor, (read) => read.rows(sql`select id from community.parties`));
	expect(await seenBy(anna)).toHaveLength(1);
	expect(await seenBy(actorOf("coordinator"))).toHaveLength(1);
	for (const actor of [
		actorOf("facilitator", "beside"),
		actorOf("facilitator", "far"),
		actorOf("coordinator", "far"),
		actorOf("officer"),
		actorOf("administrator"),
		actorOf("evaluator"),
		actorOf("social-worker"),
		actorOf("resident"),
		actorOf("citizen"),
	]) {
		expect(await seenBy(actor), actor.name).toHaveLength(0);
	}
});

test("a transaction that fails leaves nothing, and a reading one cannot write", async () => {
	const anna = actorOf("facilitator");
	const write = sql`insert into access.audit (id, actor_id, role, verb, kind, record_id) values (${newId()}, ${anna.accountId}, 'facilitator', 'v', 'k', ${newId()})`;
	await expect(
		t.db.withActor(anna, async (tx) => {
			await tx.rows(write);
			throw new Error("no");
		}),
	).rejects.toThrow("no");
	await expect(t.db.readAs(anna, (read) => read.rows(write))).rejects.toThrow("read-only");
	const { rows } = await t.owner.query("select count(*)::int as n from access.audit where verb = 'v'");
	expect(rows[0].n).toBe(0);
});

test("who asks the same meanwhile shares one answer that is begun after they asked; a failure is not kept", async () => {
	const begun: { key: string; answer: (said: string) => void; fail: (error: Error) => void }[] = [];
	const shared = sharedAnswers();
	const ask = (key: string) => shared(key, () => new Promise((answer, fail) => void begun.push({ key, answer, fail })));
	const first = ask("a");
	const [second, third] = [ask("a"), ask("a")];
	const other = ask("b");
	expect(begun.map(({ key }) => key)).toEqual(["a", "b"]);
	begun[0]!.answer("one");
	begun[1]!.answer("b");
	expect(await first).toBe("one");
	expect(await other).toBe("b");
	await new Promise(setImmediate);
	expect(begun).toHaveLength(3);
	begun[2]!.fail(new Error("gone"));
	await expect(second).rejects.toThrow("gone");
	await expect(third).rejects.toThrow("gone");
	const fourth = ask("a");
	begun[3]!.answer("anew");
	expect(await fourth).toBe("anew");
});

test("a crowd of nobodies sees what was written before each of them asked, and may not change what the others see", async () => {
	const read = () =>
		t.db.readAs(nobody(), (r) =>
			r.rows<{ phone: string }>(sql`select phone from programme.neighbourhoods where slug = 'qui'`),
		);
	const before = t.db.statements();
	const crowd = Array.from({ length: 20 }, read);
	await t.owner.query("update programme.neighbourhoods set phone = '0461 999 999' where slug = 'qui'");
	const late = read();
	expect((await late)[0]!.phone).toBe("0461 999 999");
	await Promise.all(crowd);
	expect(t.db.statements() - before).toBeLessThan(8);
	const [row] = await read();
	expect(() => Object.assign(row!, { phone: "112" })).toThrow(TypeError);
});
