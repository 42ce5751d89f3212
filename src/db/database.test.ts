import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { newId } from "../core/ids.ts";
import { audit } from "./audit.ts";

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
