import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import type { RecordPerson } from "../contract.ts";
import { correctParty, partyToCorrect } from "../corrections/service.ts";
import { parties, party, recordHousehold, recordPlace } from "../parties/service.ts";
import { aboutMe, movePersonForward, recordPerson, withdrawAgreement } from "../persons/service.ts";
import { samePair, samePairs } from "../same/service.ts";
import { agreeIn, resolveParty, searchParties, standingAgreementsIn } from "../service.ts";
import { recordTie } from "../ties/service.ts";
import { cover } from "./contract.ts";
import { protectedPeople, protectPerson, saySafely } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const bruno = actorOf("facilitator", "beside");
const carla = actorOf("coordinator");

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

async function named(label: string, more: Partial<RecordPerson> = {}): Promise<string> {
	const input = { id: newId<"party">(), label, existedBefore: false, another: true, agreedHow: "in_person" } as const;
	return (await recordPerson(t.ground, anna, { ...input, level: "name", ...more })).id;
}
const protect = (id: string, actor = anna) => protectPerson(t.ground, actor, id, { protected: "yes" });
const lift = (id: string, actor = anna) => protectPerson(t.ground, actor, id, { protected: "no" });
const pageOf = (id: string, actor = anna) => party(t.ground, actor, "person", id);
const said = {
	act: "say",
	way: "una telefonata al lavoro",
	hours: "la mattina",
	unsaid: "da dove si chiama",
	word: "la collega Ines",
} as const;

async function everyWord(id: string): Promise<string> {
	const { rows } = await t.owner.query(
		`select (select json_agg(p) from community.parties p where id = $1)::text || (select json_agg(p) from community.persons p where id = $1)::text
			|| coalesce((select json_agg(s) from community.safe_contacts s where person_id = $1)::text, '')
			|| coalesce((select json_agg(a) from access.audit a where record_id = $1)::text, '') as words`,
		[id],
	);
	return rows[0].words;
}

test("somebody says how they can safely be reached, or staff on their word: it lies sealed, is read before every contact, and goes without a trace", async () => {
	const id = await named("Rosa Dalmonego");
	const rosa = actorOf("resident", "here", { personId: id as Id<"party"> });
	await saySafely(t.ground, anna, said, id);
	expect((await pageOf(id)).safe).toMatchObject({ way: said.way, word: said.word, saidOn: "2026-11-22" });
	expect(await everyWord(id)).not.toMatch(/telefonata|Ines/);
	await saySafely(t.ground, rosa, { act: "say", way: "un biglietto dalla farmacista" });
	expect((await aboutMe(t.ground, rosa))?.safe).toEqual({ way: "un biglietto dalla farmacista", saidOn: "2026-11-22" });
	const neighbour = actorOf("resident", "here", { personId: (await named("Ilda Vicina")) as Id<"party"> });
	expect((await aboutMe(t.ground, neighbour))?.safe).toBeUndefined();
	expect(await t.db.readAs(neighbour, (read) => read.rows(sql`select id from community.safe_contacts`))).toEqual([]);
	expect(await t.db.readAs(bruno, (read) => read.rows(sql`select id from community.safe_contacts`))).toEqual([]);
	await expect(saySafely(t.ground, bruno, said, id)).rejects.toMatchObject({ code: "not_found" });
	await expect(saySafely(t.ground, actorOf("administrator"), said, id)).rejects.toMatchObject({ code: "not_yours" });
	await saySafely(t.ground, rosa, { act: "forget" });
	await saySafely(t.ground, rosa, { act: "forget" });
	const { rows } = await t.owner.query("select 1 from community.safe_contacts where person_id = $1", [id]);
	expect(rows).toEqual([]);
	const trail = await t.owner.query(
		"select verb from access.audit where record_id = $1 and verb ~ 'Safe' order by at, id",
		[id],
	);
	expect(trail.rows.map((row) => row.verb)).toEqual(["saySafeContact", "saySafeContact", "forgetSafeContact"]);
});

test("what somebody said opens no more once their key is destroyed, and no page breaks", async () => {
	const id = await named("Ada Chiavi");
	await saySafely(t.ground, anna, said, id);
	await protect(id);
	t.ground.seal.destroy(places.territory, id);
	const whole = await pageOf(id);
	expect([whole.safe, whole.calledApart, whole.party.label]).toEqual([undefined, undefined, cover]);
	expect((await protectedPeople(t.ground, anna)).find((one) => one.id === id)?.label).toBe(cover);
});

test("a protected person's name stands in clear in no column but the one words are compared with, and comes back whole", async () => {
	const id = await named("Miriam Nascosta");
	await protect(id);
	await protect(id);
	expect(await everyWord(id)).not.toContain("Miriam Nascosta");
	expect(await pageOf(id)).toMatchObject({ calledApart: "Miriam Nascosta", party: { label: cover, protected: true } });
	expect(await protectedPeople(t.ground, anna)).toContainEqual({ id, label: "Miriam Nascosta" });
	expect(await protectedPeople(t.ground, bruno)).toEqual([]);
	for (const actor of [bruno, actorOf("coordinator", "far")])
		await expect(lift(id, actor)).rejects.toMatchObject({ code: "not_found" });
	for (const role of ["resident", "citizen", "social-worker", "officer", "administrator"] as const)
		await expect(protect(id, actorOf(role))).rejects.toMatchObject({ code: "not_yours" });
	await lift(id, carla);
	await lift(id, carla);
	const whole = await pageOf(id);
	expect(whole.party).toMatchObject({ label: "Miriam Nascosta", level: "name" });
	expect([whole.calledApart, whole.party.protected]).toEqual([undefined, undefined]);
	const { rows } = await t.owner.query(
		"select verb, fields from access.audit where record_id = $1 and verb ~ 'rotect' order by at, id",
		[id],
	);
	expect(rows).toEqual([
		{ verb: "protectPerson", fields: ["protected"] },
		{ verb: "liftProtection", fields: ["protected"] },
	]);
});

test("whoever types is offered nobody protected; whoever looks for the name among the people finds the cover", async () => {
	const id = await named("Zita Riservata");
	await protect(id);
	const found = await searchParties(t.ground, anna, { q: "zita riserv", kinds: ["person"], limit: 8 });
	expect(found.map((one) => one.id)).not.toContain(id);
	const resolve = (typed: string) =>
		t.db.readAs(anna, (read) => resolveParty(read, { typed, kinds: ["person"], neighbourhoodId: places.here }));
	expect(JSON.stringify(await resolve("Zita R"))).not.toContain(id);
	// The whole name is not a suggestion; what comes back does not repeat it.
	expect(await resolve("Zita Riservata")).toMatchObject({ id, label: cover });
	const browsed = await parties(t.ground, anna, { kinds: ["person"], limit: 100 });
	expect(browsed.items.map((line) => line.id)).not.toContain(id);
	const looked = await parties(t.ground, anna, { kinds: ["person"], q: "zita riservata", limit: 5 });
	expect(looked.items[0]).toMatchObject({ id, label: cover, protected: true });
	// She is not written down a second time by somebody who does not know.
	const again = { id: newId<"party">(), label: "Zita Riservata", existedBefore: false, another: false };
	await expect(recordPerson(t.ground, anna, { ...again, level: "name", agreedHow: "in_person" })).rejects.toMatchObject(
		{ code: "invalid" },
	);
});

test("under cover a name is corrected, moved forward and taken back, and the cover stays", async () => {
	const id = await named("Nives Corretta");
	await protect(id);
	expect((await partyToCorrect(t.ground, anna, "person", id)).label).toBe("Nives Corretta");
	await correctParty(t.ground, anna, id, { level: "name", label: "Nives Coretta" });
	expect((await pageOf(id)).calledApart).toBe("Nives Coretta");
	// What does not touch the name leaves it as it is.
	const room = await recordPlace(t.ground, anna, {
		label: "via Celata",
		existedBefore: true,
		another: true,
		sort: "street",
	});
	await correctParty(t.ground, anna, id, { place: room.id as never });
	expect(await pageOf(id)).toMatchObject({ calledApart: "Nives Coretta", party: { label: cover, placeId: room.id } });
	expect((await party(t.ground, anna, "place", room.id)).inside).toEqual([]);
	const { agreements } = await pageOf(id);
	await withdrawAgreement(t.ground, anna, agreements[0]?.id ?? "", { describedAs: "quella del forno" });
	expect(await pageOf(id)).toMatchObject({
		calledApart: "quella del forno",
		party: { label: cover, level: "description" },
	});
	await movePersonForward(t.ground, anna, id, { level: "nickname", label: "Niv", agreedHow: "in_person" });
	expect(await everyWord(id)).not.toMatch(/Coretta|quella del forno|"Niv"/);
	await lift(id);
	expect((await pageOf(id)).party).toMatchObject({ label: "Niv", level: "nickname" });
});

test("the page of a household, the pairs that look alike and what is agreed to show nothing of somebody protected", async () => {
	const id = await named("Olga Sottratta");
	await named("Olga Sotratta");
	const home = await recordHousehold(t.ground, anna, {
		label: "famiglia del quarto",
		existedBefore: true,
		another: true,
	});
	const tie = { kind: "member_of", saidBy: "seen", existedBefore: true, other: home.id as Id<"party"> } as const;
	await recordTie(t.ground, anna, { ...tie, id: newId<"tie">(), one: id as Id<"party"> });
	await t.db.withActor(anna, (tx) =>
		agreeIn(tx, { personId: id, purpose: "invite", how: "in_person", day: "2026-11-22" }),
	);
	const alike = async () => JSON.stringify(await samePairs(t.ground, anna, {}));
	const standing = () => t.db.readAs(anna, (read) => standingAgreementsIn(read, [id], "invite"));
	expect(await alike()).toContain(id);
	expect((await standing()).has(id)).toBe(true);
	await protect(id);
	expect((await party(t.ground, anna, "household", home.id)).ties).toEqual([]);
	expect((await pageOf(id)).ties).toHaveLength(1);
	expect(await alike()).not.toContain(id);
	expect((await standing()).has(id)).toBe(false);
	await expect(samePair(t.ground, anna, id, await named("Olga Altra"))).rejects.toMatchObject({ code: "invalid" });
	await lift(id);
	expect((await party(t.ground, anna, "household", home.id)).ties).toHaveLength(1);
	expect((await standing()).has(id)).toBe(true);
});

test("row security keeps a protected person from everybody who is no staff, from the household and from themselves", async () => {
	const id = await named("Ines Schermata");
	const ines = actorOf("resident", "here", { personId: id as Id<"party"> });
	const household = { ...anna, role: "household" as const };
	const count = (actor: typeof anna | typeof household) =>
		t.db.readAs(actor, async (read) => [
			(await read.rows(sql`select 1 from community.parties where id = ${id}`)).length,
			(await read.rows(sql`select 1 from community.persons where id = ${id}`)).length,
		]);
	expect([await count(ines), await count(household), await count(anna)]).toEqual([
		[1, 1],
		[1, 1],
		[1, 1],
	]);
	await protect(id);
	expect([await count(ines), await count(household), await count(anna)]).toEqual([
		[0, 0],
		[0, 0],
		[1, 1],
	]);
	expect(await aboutMe(t.ground, ines)).toBeUndefined();
});

test("the account of somebody protected opens nothing of theirs, and only staff of the territory may take it apart", async () => {
	const id = await named("Piera Distaccata");
	const account = newId<"account">();
	await t.owner.query(
		"insert into access.accounts (id, name, person_territory_id, person_id) values ($1, 'Piera', $2, $3)",
		[account, places.territory, id],
	);
	const whose = async () =>
		(await t.owner.query("select person_id, person_apart from access.accounts where id = $1", [account])).rows[0];
	const far = actorOf("coordinator", "far");
	await t.db.withActor(far, (tx) => tx.rows(sql`select access.keep_apart(${id}::uuid, true)`));
	expect(await whose()).toEqual({ person_id: id, person_apart: null });
	for (const actor of [actorOf("resident"), actorOf("administrator")])
		await expect(
			t.db.withActor(actor, (tx) => tx.rows(sql`select access.keep_apart(${id}::uuid, true)`)),
		).rejects.toMatchObject({ code: "42501" });
	await protect(id);
	expect(await whose()).toEqual({ person_id: null, person_apart: id });
	await lift(id);
	expect(await whose()).toEqual({ person_id: id, person_apart: null });
});
