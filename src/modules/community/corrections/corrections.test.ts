import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../../tests/harness.ts";
import { newId } from "../../../core/ids.ts";
import { type CorrectParty, correctParty as contract, type PlaceSort, type RecordPerson } from "../contract.ts";
import { recordGroup, recordOrganisation, recordPlace } from "../parties/service.ts";
import { recordPerson, withdrawAgreement } from "../persons/service.ts";
import { searchParties } from "../service.ts";
import { correctParty } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const bruno = actorOf("facilitator", "beside");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const rest = { existedBefore: false, another: true };
const correct = (id: string, input: CorrectParty, actor = anna) => correctParty(t.ground, actor, id, input);
const place = async (label: string, sort: PlaceSort, inside?: string) =>
	(await recordPlace(t.ground, anna, { ...rest, id: newId<"party">(), label, sort, place_typed: inside })).id;

async function trailOf(id: string): Promise<string[][]> {
	const { rows } = await t.owner.query(
		"select verb, fields from access.audit where record_id = $1 and verb = 'correctParty' order by at, id",
		[id],
	);
	return rows.map((row) => row.fields);
}

test("a label is corrected within its level, once however often it is sent, and found by the new word", async () => {
	const input: RecordPerson = {
		...rest,
		id: newId<"party">(),
		label: "Lucya Bertoldi",
		level: "name",
		agreedHow: "in_person",
	};
	const { id } = await recordPerson(t.ground, anna, input);
	const street = await place("via Roggia", "street");
	const once = await correct(id, { level: "name", label: "Lucia Bertoldi", place_typed: "via roggia" });
	expect(once).toMatchObject({ label: "Lucia Bertoldi", level: "name", placeId: street, placeLabel: "via Roggia" });
	expect(await correct(id, { level: "name", label: "Lucia Bertoldi", place_typed: "via roggia" })).toEqual(once);
	expect(await trailOf(id)).toEqual([["label", "placeId"]]);
	expect(JSON.stringify((await t.owner.query("select * from access.audit")).rows)).not.toContain("Bertoldi");
	const found = await searchParties(t.ground, anna, { q: "lucia bertoldi", kinds: ["person"], limit: 3 });
	expect(found.map((f) => f.id)).toContain(id);
	// The request that wrote the person first is still known as the same.
	expect(await recordPerson(t.ground, anna, input)).toEqual(once);
	expect((await correct(id, { place: null })).placeId).toBeNull();
});

test("no correction leads to another level, also not when the level changed while somebody was typing", async () => {
	const named = { ...rest, id: newId<"party">(), label: "Rosa", level: "nickname", agreedHow: "in_person" } as const;
	const { id } = await recordPerson(t.ground, anna, named);
	await expect(correct(id, { level: "name", label: "Rosa Zeni" })).rejects.toMatchObject({ code: "needs_agreement" });
	await expect(correct(id, { level: "description", label: "una" })).rejects.toMatchObject({ code: "only_forward" });
	const { rows } = await t.owner.query("select id from community.agreements where person_id = $1", [id]);
	await withdrawAgreement(t.ground, anna, rows[0].id, { describedAs: "la signora dell'orto" });
	await expect(correct(id, { level: "nickname", label: "Rosina" })).rejects.toMatchObject({ code: "needs_agreement" });
	expect(await correct(id, { label: "la signora dell'orto grande" })).toMatchObject({ level: "description" });
	expect(await trailOf(id)).toEqual([["label"]]);
	// Nothing made of the name is left: the request that brought it is no longer known.
	await expect(recordPerson(t.ground, anna, named)).rejects.toMatchObject({ code: "id_taken" });
});

test("an organisation: its sort, what it does here, its district; nothing that is not of its kind", async () => {
	const { id } = await recordOrganisation(t.ground, anna, {
		...rest,
		id: newId<"party">(),
		label: "Circolo",
		sector: "private",
		familyDistrict: false,
	});
	const after = await correct(id, { sector: "third_sector", doing: "apre la sala", familyDistrict: true });
	expect(after).toMatchObject({
		label: "Circolo",
		sector: "third_sector",
		doing: "apre la sala",
		familyDistrict: true,
	});
	expect(await correct(id, { doing: null })).toMatchObject({ sector: "third_sector", doing: null });
	expect(await trailOf(id)).toEqual([["sector", "doing", "familyDistrict"], ["doing"]]);
	await expect(correct(id, { residents: 4 })).rejects.toMatchObject({
		fields: { residents: "community.error_not_its" },
	});
	const group = await recordGroup(t.ground, anna, { ...rest, id: newId<"party">(), label: "coro" });
	await expect(correct(group.id, { sector: "shop" })).rejects.toMatchObject({ code: "invalid" });
	expect(contract.safeParse({}).success).toBe(false);
	expect(contract.safeParse({ level: "name" }).success).toBe(false);
	expect(contract.safeParse({ doing: "  " }).data).toEqual({ doing: null });
});

test("a place moves inside another, never inside itself, also when two move at once", async () => {
	const street = await place("via Verdi", "street");
	const house = await place("casa Verdi", "block", "via Verdi");
	const stair = await place("scala Verdi", "stair", "casa Verdi");
	expect(await correct(stair, { place: street as never, residents: 12, sort: "block" })).toMatchObject({
		placeId: street,
		residents: 12,
		sort: "block",
	});
	await correct(stair, { place: house as never });
	for (const inside of [street, house, stair])
		await expect(correct(street, { place: inside as never })).rejects.toMatchObject({ code: "invalid" });
	const [one, other] = [await place("sala uno", "room"), await place("sala due", "room")];
	const both = await Promise.allSettled([
		correct(one, { place: other as never }),
		correct(other, { place: one as never }),
	]);
	expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("what is of another neighbourhood can be neither corrected nor chosen, and other roles are told so", async () => {
	const street = await place("via Segantini", "street");
	const far = await recordPlace(t.ground, bruno, { ...rest, id: newId<"party">(), label: "via di là", sort: "street" });
	await expect(correct(street, { label: "via mia" }, bruno)).rejects.toMatchObject({ code: "not_found" });
	await expect(correct(street, { place: far.id as never })).rejects.toMatchObject({
		fields: { place: "community.error_place" },
	});
	await expect(correct(street, { place: far.id as never }, actorOf("coordinator"))).rejects.toMatchObject({
		code: "invalid",
	});
	for (const role of ["resident", "citizen", "social-worker", "officer", "administrator"] as const)
		await expect(correct(street, { label: "x" }, actorOf(role))).rejects.toMatchObject({ code: "not_yours" });
	await expect(correct(newId(), { label: "x" })).rejects.toMatchObject({ code: "not_found" });
});
