import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { newId } from "../core/ids.ts";
import { recordReading } from "./reading.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

async function written(personId: string) {
	const { rows } = await t.owner.query(
		`select actor_id as "actorId", role, kind, record_id as id, neighbourhood_id as "neighbourhoodId", assignment, readers
		from access.readings where person_id = $1 order by id`,
		[personId],
	);
	return rows;
}

test("a reading says who, in which role, what and whose, and in which assignment of theirs it lies", async () => {
	const personId = newId<"party">();
	const anna = actorOf("facilitator");
	const opened = { kind: "person", id: personId, personId, neighbourhoodId: places.here } as const;
	await t.db.noteReading(anna, (tx) => recordReading(tx, opened));
	await t.db.noteReading(actorOf("facilitator", "beside"), (tx) => recordReading(tx, opened));
	await t.db.withActor(actorOf("coordinator"), (tx) => recordReading(tx, opened));
	const lines = await written(personId);
	expect(lines[0]).toEqual({
		actorId: anna.accountId,
		role: "facilitator",
		kind: "person",
		id: personId,
		neighbourhoodId: places.here,
		assignment: "neighbourhood",
		readers: null,
	});
	expect(lines.map(({ assignment }) => assignment)).toEqual(["neighbourhood", null, "territory"]);
});

test("that something reserved was opened is known to who is named on it, and to whoever opened it where nobody is", async () => {
	const personId = newId<"party">();
	const [anna, bruno, carla] = [actorOf("facilitator"), actorOf("facilitator"), actorOf("coordinator")];
	const opened = { kind: "referral", id: newId(), personId, neighbourhoodId: places.here } as const;
	await t.db.withActor(anna, (tx) => recordReading(tx, { ...opened, readers: [anna.accountId!, bruno.accountId!] }));
	await t.db.withActor(anna, (tx) => recordReading(tx, opened));
	const seenBy = (actor: typeof anna) =>
		t.db.readAs(actor, (read) => read.rows(sql`select 1 from access.readings where person_id = ${personId}`));
	const lengths = await Promise.all([anna, bruno, carla].map(async (actor) => (await seenBy(actor)).length));
	expect(lengths).toEqual([2, 1, 0]);
	const own = actorOf("resident", "here", { personId });
	expect(await seenBy(own)).toHaveLength(2);
});

test("a reading does not wait for the disk, what is reserved does", async () => {
	const setting = sql<{ synchronous_commit: string }>`show synchronous_commit`;
	const anna = actorOf("facilitator");
	const on = await t.db.withActor(anna, (tx) => tx.rows<{ synchronous_commit: string }>(setting));
	const off = await t.db.noteReading(anna, (tx) => tx.rows<{ synchronous_commit: string }>(setting));
	expect([on[0]?.synchronous_commit, off[0]?.synchronous_commit]).toEqual(["on", "off"]);
	// It holds for its transaction alone: the next on the same connection waits again.
	const again = await t.db.withActor(anna, (tx) => tx.rows<{ synchronous_commit: string }>(setting));
	expect(again[0]?.synchronous_commit).toBe("on");
});

test("nobody writes a reading in another's name or changes one, and without the row nothing is answered", async () => {
	const anna = actorOf("facilitator");
	const opened = { kind: "person", id: newId(), neighbourhoodId: places.here } as const;
	const forged = t.db.noteReading(anna, (tx) =>
		recordReading({ ...tx, actor: actorOf("facilitator") }, opened).then(() => "content"),
	);
	await expect(forged).rejects.toThrow("row-level security");
	for (const change of [
		sql`update access.readings set at = now()`,
		sql`update access.readings set actor_id = ${newId()}`,
	])
		await expect(t.db.withActor(anna, (tx) => tx.rows(change))).rejects.toThrow("permission denied");
	const gone = await t.db.withActor(anna, (tx) => tx.rows(sql`delete from access.readings returning 1`));
	expect(gone).toEqual([]);
});
