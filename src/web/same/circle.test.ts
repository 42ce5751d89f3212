import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import { letGo } from "../../modules/community/forgetting/service.ts";
import { mergeParties, separateParties } from "../../modules/community/same/service.ts";
import { addPersonIn } from "../../modules/community/service.ts";
import * as circles from "../../modules/network/circle/service.ts";
import { holders } from "./holders.ts";

// What becomes of people's own circles when two are one, and when somebody is let go.

let t: Awaited<ReturnType<typeof freshDatabase>>;
const facilitator = actorOf("facilitator");
let kept: Id<"party">;
let gone: Id<"party">;

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

function person(
	label: string,
	level: "name" | "description" = "name",
	knownSince = "2026-01-01",
): Promise<Id<"party">> {
	const row = { neighbourhoodId: places.here, label, level, agreedHow: "in_person" as const, knownSince };
	return t.db.withActor(facilitator, async (tx) => (await addPersonIn(tx, row)).id as Id<"party">);
}

async function draw(whose: Id<"party">, label: string, party?: Id<"party">): Promise<string> {
	await circles.drawCircle(t.ground, facilitator, { id: newId(), how: "in_person" }, whose);
	const id = newId<"circle_entry">();
	const said = { label, ring: "home", sector: "family", caredFor: false, hand: undefined } as const;
	await circles.addEntry(t.ground, facilitator, { id, ...said, since: undefined, until: undefined }, whose);
	if (party) await circles.matchEntry(t.ground, facilitator, id, { party, party_typed: undefined });
	return id;
}

async function labels(whose: Id<"party">): Promise<string[] | undefined> {
	const { circle } = (await circles.circle(t.ground, facilitator, whose))!;
	return circle?.entries.map(({ label }) => label);
}

beforeEach(async () => {
	kept = await person("Rosa Prova");
	gone = await person("Rosa Prova, la sarta");
});

test("the circle of the one gone is the one kept's from then on, and goes back when they are separated", async () => {
	await draw(gone, "La zia");
	const id = newId<"merge">();
	await mergeParties(t.ground, facilitator, holders, { id, kept, gone });
	expect(await labels(kept)).toEqual(["La zia"]);
	await separateParties(t.ground, facilitator, holders, id);
	expect([await labels(kept), await labels(gone)]).toEqual([undefined, ["La zia"]]);
});

test("where both have one, the one kept's is shown and the other waits", async () => {
	await draw(kept, "Il coro");
	await draw(gone, "La zia");
	const id = newId<"merge">();
	await mergeParties(t.ground, facilitator, holders, { id, kept, gone });
	expect(await labels(kept)).toEqual(["Il coro"]);
	await separateParties(t.ground, facilitator, holders, id);
	expect([await labels(kept), await labels(gone)]).toEqual([["Il coro"], ["La zia"]]);
});

test("whoever is meant in the circle of another follows", async () => {
	const ada = await person("Ada Prova");
	await draw(ada, "La sarta", gone);
	await mergeParties(t.ground, facilitator, holders, { id: newId(), kept, gone });
	const whole = await circles.circle(t.ground, facilitator, ada);
	expect(whole?.circle?.entries[0]?.party?.id).toBe(kept);
});

test("whoever took theirs back later said no for both: nothing is shown, and a new one begins empty", async () => {
	await draw(gone, "La zia");
	await draw(kept, "Il coro");
	await circles.withdrawCircle(t.ground, facilitator, kept);
	await mergeParties(t.ground, facilitator, holders, { id: newId(), kept, gone });
	expect(await labels(kept)).toBeUndefined();
	await draw(kept, "Il bar");
	expect(await labels(kept)).toEqual(["Il bar"]);
});

test("whoever is let go is in nobody's circle any more, but by the word of its person", async () => {
	const unknowing = await person("La signora col cane", "description", "2025-01-01");
	await draw(kept, "Quella col cane", unknowing);
	await t.owner.query("update community.parties set recorded_at = '2025-01-01' where id = $1", [unknowing]);
	await t.owner.query("update network.circle_entries set recorded_at = '2025-01-01'");
	expect(await letGo(t.ground, holders)).toBe(1);
	const { rows } = await t.owner.query("select label, party_id from network.circle_entries where person_id = $1", [
		kept,
	]);
	expect(rows).toEqual([{ label: "Quella col cane", party_id: null }]);
});

test("with somebody who is let go their circle goes", async () => {
	const unknowing = await person("Il signore del terzo piano", "description", "2025-01-01");
	await draw(unknowing, "Il gatto");
	for (const table of ["network.circle_entries", "network.circles", "community.agreements"])
		await t.owner.query(`update ${table} set recorded_at = '2025-01-01' where person_id = $1`, [unknowing]);
	await t.owner.query("update community.parties set recorded_at = '2025-01-01' where id = $1", [unknowing]);
	const ended =
		"update community.agreements set given_on = '2025-01-01', withdrawn_on = '2025-01-01' where person_id = $1";
	await t.owner.query(ended, [unknowing]);
	expect(await letGo(t.ground, holders)).toBe(1);
	const { rows } = await t.owner.query(
		"select (select count(*)::int from network.circles where person_id = $1) + (select count(*)::int from network.circle_entries where person_id = $1) as n",
		[unknowing],
	);
	expect(rows).toEqual([{ n: 0 }]);
});
