import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { call, type Field, newDevice, newField, sent } from "../../../../tests/notebook.ts";
import { newId } from "../../../core/ids.ts";
import { system } from "../../../db/actor.ts";
import { chosenPeople, mostPeople } from "../contract.ts";
import { askWipe, devicesOf, registerDevice, replaceDevice } from "../devices/service.ts";
import { holdersOfNotebook } from "../holding/service.ts";
import { receive, recordsAside } from "../records/service.ts";
import { choosePeople, findPeople, packFor } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const davide = actorOf("facilitator");
const coordinator = actorOf("coordinator");
let field: Field;
let device: Awaited<ReturnType<typeof newDevice>>;

beforeAll(async () => {
	t = await freshDatabase();
	field = await newField(t.owner, anna);
	device = await newDevice(t.ground, anna);
});
afterAll(() => t.end());

test("the day's pack: plan, dates with who usually comes, follow-ups, and the chosen names, in few statements", async () => {
	const [rosa, ugo] = field.people as [string, string];
	await choosePeople(t.ground, anna, [rosa as never]);
	await t.owner.query(
		`insert into initiatives.participations (territory_id, session_id, person_id, neighbourhood_id, role) values ($1, $2, $3, $4, 'helps')`,
		[places.territory, field.session, ugo, places.here],
	);
	for (const { accountId, name, role, neighbourhoodId } of [davide, { ...coordinator, neighbourhoodId: null }]) {
		await t.owner.query("insert into access.accounts (id, name) values ($1, $2)", [accountId, name]);
		await t.owner.query(
			`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
			values ($1, $2, $3, $4, $5, $6, '2026-01-01')`,
			[newId(), accountId, name, role, places.territory, neighbourhoodId],
		);
	}
	const before = t.db.statements();
	const pack = await packFor(t.ground, anna, device);
	expect(t.db.statements() - before).toBeLessThanOrEqual(12);
	expect(pack).toMatchObject({ wipe: false, account: { id: anna.accountId, role: "facilitator" } });
	expect(pack.neighbourhoods).toMatchObject([{ id: places.here, slug: "qui" }]);
	expect(pack.people).toEqual([{ id: rosa, neighbourhoodId: places.here, label: "Persona 0" }]);
	// Who reads what is written here, to hand a follow-up over to: the coordinator of all of the territory too.
	expect(pack.colleagues).toContainEqual({
		id: davide.accountId,
		neighbourhoodId: places.here,
		label: expect.any(String),
	});
	expect(pack.colleagues).toContainEqual({
		id: coordinator.accountId,
		neighbourhoodId: null,
		label: expect.any(String),
	});
	expect(pack.plan).toMatchObject([{ kind: "session", id: field.session, title: "Caffè" }]);
	expect(pack.sessions).toMatchObject([
		{ id: field.session, unnamed: 0, expected: [{ id: ugo, present: true, agreed: true }] },
	]);
	expect(pack.followUps).toMatchObject([{ id: field.followUp, mine: true, state: "open", dueOn: "2026-11-25" }]);
	// That names left the house stands where readings stand.
	const { rows } = await t.owner.query("select kind from access.readings where actor_id = $1", [anna.accountId]);
	expect(rows).toContainEqual({ kind: "export" });
});

test("names are found and chosen, at most two hundred; nobody protected, restricted, or elsewhere is among them", async () => {
	const [rosa, ugo, lia] = field.people as [string, string, string];
	await choosePeople(t.ground, anna, [rosa, ugo, lia] as never[]);
	expect((await findPeople(t.ground, anna, { q: "Persona" })).items).toHaveLength(5);
	expect((await findPeople(t.ground, anna, {})).items.map((p) => p.id)).toEqual([rosa, ugo, lia]);
	await t.owner.query("update community.parties set protected = true where id = $1", [ugo]);
	await t.owner.query(
		"update community.persons set restricted_since = '2026-11-01', restricted_by = 'person' where id = $1",
		[lia],
	);
	const refused = { code: "invalid", fields: { ids: "error.unknown_party" } };
	for (const id of [ugo, lia, newId()])
		await expect(choosePeople(t.ground, anna, [id as never])).rejects.toMatchObject(refused);
	expect((await packFor(t.ground, anna, device)).people.map((p) => p.id)).toEqual([rosa]);
	expect((await findPeople(t.ground, anna, { q: "Persona" })).items).toHaveLength(3);
	await expect(choosePeople(t.ground, actorOf("facilitator", "beside"), [rosa as never])).rejects.toMatchObject(
		refused,
	);
	const many = Array.from({ length: mostPeople + 1 }, () => newId<"party">());
	expect(chosenPeople.safeParse({ ids: many }).success).toBe(false);
	expect(chosenPeople.safeParse({ ids: many.slice(1) }).success).toBe(true);
	await expect(findPeople(t.ground, actorOf("citizen"), {})).rejects.toMatchObject({ code: "not_yours" });
});

test("a device is wiped by its owner or the coordinator of its territory, and told so at its next contact", async () => {
	const lost = await newDevice(t.ground, anna, "perso in corriera");
	await expect(registerDevice(t.ground, davide, { id: lost, name: "mio" })).rejects.toMatchObject({ code: "id_taken" });
	const other = await newDevice(t.ground, davide);
	for (const stranger of [davide, actorOf("coordinator", "far")])
		await expect(askWipe(t.ground, stranger, lost)).rejects.toMatchObject({ code: "not_found" });
	await expect(replaceDevice(t.ground, coordinator, lost)).rejects.toMatchObject({ code: "not_found" });
	await askWipe(t.ground, coordinator, lost);
	await askWipe(t.ground, davide, other);
	const shown = async () => (await devicesOf(t.ground, anna)).own.find((one) => one.id === lost);
	expect(await shown()).toMatchObject({ wipeAskedAt: expect.any(String), wipeToldAt: null });
	expect(await packFor(t.ground, anna, lost)).toMatchObject({ wipe: true, people: [], neighbourhoods: [], plan: [] });
	expect(await shown()).toMatchObject({ wipeToldAt: expect.any(String) });
	const seen = await devicesOf(t.ground, coordinator);
	expect(seen.own).toEqual([]);
	expect(seen.others.map((one) => one.id)).toEqual(expect.arrayContaining([lost, other]));
	expect((await devicesOf(t.ground, davide)).others).toEqual([]);
});

test("whoever is erased is taken along no more, and what waits about them is gone", async () => {
	const here = await newField(t.owner, anna);
	const [gone, stays] = here.people as [string, string];
	await choosePeople(t.ground, anna, [gone, stays] as never[]);
	const old = await newDevice(t.ground, anna);
	await replaceDevice(t.ground, anna, old);
	const records = [gone, stays].map((about) =>
		sent("note", { text: "da parte", kind: "asked", heardOn: "2026-11-20", about }),
	);
	await receive(t.ground, anna, call(old, records));
	expect(await recordsAside(t.ground, anna)).toHaveLength(2);
	await t.db.withActor({ ...system("erasing"), territoryId: places.territory }, async (tx) => {
		for (const { people } of holdersOfNotebook)
			for (const statement of people!.letGo({ territoryId: places.territory, ids: [gone], today: "2026-11-22" }))
				await tx.rows(statement);
	});
	expect((await recordsAside(t.ground, anna)).map((r) => r.body.about)).toEqual([stays]);
	expect((await findPeople(t.ground, anna, {})).items.map((p) => p.id)).toEqual([stays]);
	// It does not come back with the phone that sends it again.
	expect((await receive(t.ground, anna, call(old, records))).answers.map((a) => a.state)).toEqual([
		"set_aside",
		"set_aside",
	]);
	expect(await recordsAside(t.ground, anna)).toHaveLength(1);
});
