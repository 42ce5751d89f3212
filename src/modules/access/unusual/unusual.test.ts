import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import { addAccount, outbox } from "../service.ts";
import { copiesADay } from "./contract.ts";
import { markUnusualSeen, unusual, unusualOfMine, watchReadings } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const bruno = actorOf("facilitator");
const officer = actorOf("data-protection-officer");
const administrator = actorOf("administrator");
const whose = newId();
const code = (error: { code?: string }) => error.code;
const base = "https://filo.example";
const watch = () => watchReadings(t.ground, [places.territory, places.otherTerritory], base);

async function read(actor: Actor, at: string, over: { kind?: string; outside?: boolean } = {}): Promise<void> {
	await t.owner.query(
		`insert into access.readings (territory_id, id, at, actor_id, role, kind, record_id, person_id, neighbourhood_id, assignment)
		values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)`,
		[
			...[places.territory, newId(), at, actor.accountId, actor.role, over.kind ?? "person", whose, places.here],
			over.outside ? null : "neighbourhood",
		],
	);
}

beforeAll(async () => {
	t = await freshDatabase();
	for (const actor of [anna, bruno, officer, administrator])
		await t.owner.query("insert into access.accounts (id, name, staff_of) values ($1, $2, $3)", [
			actor.accountId,
			actor === anna ? "Anna" : actor === bruno ? "Bruno" : actor.role,
			actor.role === "facilitator" ? [places.territory] : [],
		]);
	await addAccount(
		t.ground,
		administrator,
		{ id: newId(), name: "Marta", email: "marta@example.org" },
		{ role: "data-protection-officer", territoryId: null, neighbourhoodId: null },
	);
});
afterAll(() => t.end());

test("what the rules find is kept without whom it is about, and the officer gets a letter that says nothing of it", async () => {
	await read(anna, "2026-11-21T22:10:00Z");
	await read(anna, "2026-11-21T23:50:00Z");
	await read(bruno, "2026-11-21T09:00:00Z", { outside: true });
	await read(bruno, "2026-11-21T09:10:00Z");
	expect(await watch()).toBe(2);
	const found = await unusual(t.ground, officer);
	expect(found.map(({ rule, name, n }) => [rule, name, n]).sort()).toEqual([
		["night", "Anna", 2],
		["outside", "Bruno", 1],
	]);
	const kept = JSON.stringify((await t.owner.query("select * from access.unusual")).rows);
	expect(kept).not.toContain(whose);
	const letters = await outbox(t.ground);
	expect(letters.map(({ to }) => to)).toEqual(["marta@example.org"]);
	expect(`${letters[0]?.subject} ${letters[0]?.body}`).not.toMatch(/Anna|Bruno|notte|incarico|lettur/i);
	expect(letters[0]?.body).toContain(`${base}/access/unusual`);
});

test("looked at again nothing is new and no letter goes out; what goes on counts on", async () => {
	expect(await watch()).toBe(0);
	await read(anna, "2026-11-22T03:00:00Z");
	expect(await watch()).toBe(0);
	expect((await unusual(t.ground, officer)).find(({ rule }) => rule === "night")?.n).toBe(3);
	expect(await outbox(t.ground)).toHaveLength(1);
});

test("who read it sees it too, and what came of it; nobody else does", async () => {
	const [night] = await unusualOfMine(t.ground, anna);
	expect(night).toMatchObject({ rule: "night", n: 3, seenAt: null });
	expect(await unusualOfMine(t.ground, actorOf("facilitator"))).toEqual([]);
	await markUnusualSeen(t.ground, officer, night!.id, { words: "Era un turno di emergenza." });
	await markUnusualSeen(t.ground, officer, night!.id, { words: "Altro." });
	expect(await unusualOfMine(t.ground, anna)).toEqual([
		expect.objectContaining({ seenAt: testNow, words: "Era un turno di emergenza." }),
	]);
	await expect(markUnusualSeen(t.ground, officer, newId(), {}).catch(code)).resolves.toBe("not_found");
	for (const other of [anna, administrator, actorOf("coordinator"), actorOf("resident")]) {
		await expect((async () => unusual(t.ground, other))().catch(code)).resolves.toBe("not_yours");
		await expect(markUnusualSeen(t.ground, other, night!.id, {}).catch(code)).resolves.toBe("not_yours");
	}
	await expect((async () => unusualOfMine(t.ground, actorOf("resident")))().catch(code)).resolves.toBe("not_yours");
	// What was looked into stays as it was seen.
	await read(anna, "2026-11-22T03:30:00Z");
	expect(await watch()).toBe(0);
	expect((await unusualOfMine(t.ground, anna))[0]?.n).toBe(3);
});

test("copies beyond what a day brings are found; what was read before is left to its term", async () => {
	for (let i = 0; i <= copiesADay; i += 1) await read(bruno, "2026-11-21T10:00:00Z", { kind: "export" });
	await read(bruno, "2024-11-01T10:00:00Z");
	await read(bruno, "2025-11-01T10:00:00Z");
	expect(await watch()).toBe(1);
	expect((await unusualOfMine(t.ground, bruno)).map(({ rule, n }) => [rule, n]).sort()).toEqual([
		["copies", copiesADay + 1],
		["outside", 1],
	]);
	const { rows } = await t.owner.query("select at from access.readings where at < '2026-01-01'");
	expect(rows).toHaveLength(2);
});
