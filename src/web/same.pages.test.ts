import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../tests/harness.ts";
import { formOf, pagesFor } from "../../tests/pages.ts";
import { type Id, newId } from "../core/ids.ts";
import type { Actor } from "../db/actor.ts";
import { recordAgreement } from "../modules/community/agreements/service.ts";
import { pages as community } from "../modules/community/pages.tsx";
import { recordGroup, recordPlace } from "../modules/community/parties/service.ts";
import { addContact, recordPerson, withdrawAgreement } from "../modules/community/persons/service.ts";
import { mergeParties, samePairs, separateParties } from "../modules/community/same/service.ts";
import { pages as forgetting } from "./forgetting.tsx";
import { holders } from "./same/holders.ts";
import { pages as same } from "./same.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let reader: Actor;
const anna = actorOf("facilitator");
const bruno = actorOf("facilitator", "beside");
const carla = actorOf("coordinator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const ask = (path: string, init?: RequestInit, as = anna) => {
	reader = as;
	return pagesFor(t.ground, [same, forgetting, community], () => ({ actor: reader })).request(path, init);
};
const rest = { existedBefore: false, another: true };
const named = (label: string, actor = anna) =>
	recordPerson(t.ground, actor, { ...rest, id: newId<"party">(), label, level: "name", agreedHow: "in_person" }).then(
		({ id }) => id as Id<"party">,
	);
const merge = (kept: Id<"party">, gone: Id<"party">, actor = anna) =>
	mergeParties(t.ground, actor, holders, { id: newId<"merge">(), kept, gone });

test("two that look alike are proposed with the reason, said to be one, and separated again from the page", async () => {
	const [kept, gone] = [await named("Giuseppe Bertoldi"), await named("Beppe Bertoldi")];
	const shown = await (await ask("/community/same")).text();
	expect(shown).toContain("Giuseppe Bertoldi");
	expect(shown).toContain("diminutivo");
	const id = newId();
	const sent = await ask("/community/same", formOf({ id, kept, gone }));
	expect(sent.status).toBe(303);
	expect(sent.headers.get("location")).toBe(`/community/persons/${kept}?done=same.saved`);
	expect((await ask("/community/same", formOf({ id, kept, gone }))).status).toBe(303);
	expect((await ask("/community/same", formOf({ id, kept: gone, gone: kept }))).status).toBe(422);
	expect((await ask(`/community/persons/${gone}`)).status).toBe(404);
	const page = await (await ask(`/community/persons/${kept}`)).text();
	expect(page).toContain(`/community/same/${id}/separate`);
	expect(page).toContain("Beppe Bertoldi");
	for (const stranger of [bruno, actorOf("coordinator", "far")])
		expect((await ask(`/community/same/${id}/separate`, formOf({}), stranger)).status).toBe(404);
	expect((await ask(`/community/same/${id}/separate`, formOf({}))).status).toBe(303);
	expect((await ask(`/community/same/${id}/separate`, formOf({}))).status).toBe(303);
	expect((await ask(`/community/persons/${gone}`)).status).toBe(200);
	const { rows } = await t.owner.query("select verb, fields from access.audit where record_id = $1 order by at", [
		gone,
	]);
	expect(rows.map((row) => row.verb)).toEqual(expect.arrayContaining(["mergeParties", "separateParties"]));
	expect(JSON.stringify(rows)).not.toContain("Bertoldi");
});

test("two that nobody proposes: named on the page of one, seen beside each other, then said to be one", async () => {
	const [kept, gone] = [await named("Mirella Ossanna"), await named("La maestra di via Prati")];
	const path = `/community/persons/${kept}/same`;
	expect(await (await ask(`/community/persons/${kept}`)).text()).toContain(`action="${path}"`);
	for (const typed of ["", "Mirella Ossanna", "nessuno così"]) {
		const asked = await ask(path, formOf({ same: "", same_typed: typed }));
		expect(asked.status, typed).toBe(422);
	}
	const unclear = await ask(path, formOf({ same: "", same_typed: "maestra" }));
	expect(unclear.status).toBe(422);
	expect(await unclear.text()).toContain(`value="${gone}"`);
	const group = await recordGroup(t.ground, anna, { ...rest, id: newId<"party">(), label: "maestre di via Prati" });
	expect((await ask(path, formOf({ same: group.id, same_typed: "" }))).status).toBe(422);

	const sent = await ask(path, formOf({ same: gone, same_typed: "maestra" }));
	expect(sent.status).toBe(303);
	const both = sent.headers.get("location")!;
	expect(both).toBe(`/community/same?one=${kept}&other=${gone}`);
	const shown = await (await ask(both)).text();
	expect(shown).toContain("Mirella Ossanna");
	expect(shown).toContain("La maestra di via Prati");
	expect(shown).not.toContain("Perché:");
	expect((await ask(`/community/persons/${gone}`)).status, "nothing is done yet").toBe(200);
	expect((await ask(`/community/same?one=${kept}&other=${kept}`)).status).toBe(422);
	for (const stranger of [bruno, actorOf("coordinator", "far")]) {
		expect((await ask(both, undefined, stranger)).status).toBe(404);
		expect((await ask(path, formOf({ same: gone, same_typed: "" }), stranger)).status).toBe(404);
	}
	expect((await ask(both, undefined, actorOf("officer"))).status).toBe(403);
	expect((await ask(path, formOf({}), actorOf("officer"))).status).toBe(403);
	const done = await ask("/community/same", formOf({ id: newId(), kept, gone }));
	expect(done.headers.get("location")).toBe(`/community/persons/${kept}?done=same.saved`);
});

test("a merge that is refused shows the same two again, with the reason", async () => {
	const [one, other] = [await named("Silvana Moser"), await named("Adele Pisoni")];
	const group = await recordGroup(t.ground, anna, { ...rest, id: newId<"party">(), label: "bocciofila" });
	const refused = await ask("/community/same", formOf({ id: newId(), kept: one, gone: group.id }));
	expect(refused.status).toBe(422);
	const page = await refused.text();
	expect(page).toContain("bocciofila");
	expect(page).toContain("due tipi diversi");
	expect(page).not.toContain("Adele Pisoni");
	expect((await ask(`/community/persons/${other}`)).status).toBe(200);
});

test("«they are not the same» is remembered", async () => {
	const [one, other] = [await named("Teresina Folgheraiter"), await named("Teresina Folgheraitar")];
	const proposed = async () =>
		(await samePairs(t.ground, anna, {})).some((pair) => [pair.one.id, pair.other.id].includes(one));
	expect(await proposed()).toBe(true);
	expect((await ask("/community/same/apart", formOf({ one: other, other: one }))).status).toBe(303);
	expect((await ask("/community/same/apart", formOf({ one, other }))).status).toBe(303);
	expect(await proposed()).toBe(false);
});

test("nobody gains what neither agreed to: the later no of one of the two counts", async () => {
	const [kept, gone] = [await named("Rosa Valle"), await named("Rosa Vale")];
	const agree = (who: string) =>
		recordAgreement(t.ground, anna, who, { id: newId<"agreement">(), purpose: "contact", how: "in_person" });
	await agree(kept);
	await addContact(t.ground, anna, kept, { id: newId<"contact">(), contactKind: "phone", value: "0461 100 100" });
	await agree(gone);
	const { rows } = await t.owner.query(
		"select id from community.agreements where person_id = $1 and purpose = 'contact'",
		[gone],
	);
	await withdrawAgreement(t.ground, anna, rows[0].id, {});
	const id = newId<"merge">();
	await mergeParties(t.ground, anna, holders, { id, kept, gone });
	expect(await (await ask(`/community/persons/${kept}`)).text()).not.toContain("0461 100 100");
	await separateParties(t.ground, anna, holders, id);
	expect(await (await ask(`/community/persons/${kept}`)).text()).toContain("0461 100 100");
	// And no name stands that one of the two no longer wants.
	const { rows: name } = await t.owner.query(
		"select id from community.agreements where person_id = $1 and purpose = 'name'",
		[gone],
	);
	await withdrawAgreement(t.ground, anna, name[0].id, { describedAs: "una signora" });
	await expect(merge(kept, gone)).rejects.toMatchObject({ code: "needs_agreement" });
});

test("only what is of one kind and not inside the other; across neighbourhoods only the coordinator", async () => {
	const group = await recordGroup(t.ground, anna, { ...rest, id: newId<"party">(), label: "coro" });
	const house = await recordPlace(t.ground, anna, { ...rest, id: newId<"party">(), label: "casa", sort: "block" });
	const stair = await recordPlace(t.ground, anna, {
		...rest,
		id: newId<"party">(),
		label: "scala",
		sort: "stair",
		place_typed: "casa",
	});
	const [one, far] = [await named("Ivo Zen"), await named("Ivo Zen", bruno)];
	const p = (id: string) => id as Id<"party">;
	await expect(merge(p(group.id), one)).rejects.toMatchObject({ fields: { gone: "same.error_other_kind" } });
	for (const [a, b] of [
		[house.id, stair.id],
		[stair.id, house.id],
	] as const)
		await expect(merge(p(a), p(b))).rejects.toMatchObject({ fields: { gone: "same.error_one_inside" } });
	await expect(merge(one, one)).rejects.toMatchObject({ code: "same_person" });
	await expect(merge(one, far)).rejects.toMatchObject({ code: "not_found" });
	await expect(merge(one, far, bruno)).rejects.toMatchObject({ code: "not_found" });
	expect((await merge(one, far, carla)).id).toBe(one);
	for (const role of ["resident", "citizen", "social-worker", "officer", "administrator"] as const)
		await expect(merge(one, far, actorOf(role))).rejects.toMatchObject({ code: "not_yours" });
});

test("the page of who is let go says what becomes of it, to who works there", async () => {
	const shown = await ask("/community/forgetting");
	expect(shown.status).toBe(200);
	expect(await shown.text()).toContain("90 giorni");
	expect((await ask("/community/forgetting", undefined, actorOf("officer"))).status).toBe(403);
});
