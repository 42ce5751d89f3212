import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { newId } from "../../core/ids.ts";
import {
	addPersonIn,
	monthOfCommunityIn,
	partiesByIds,
	recordTieIn,
	resolveParty,
	searchParties,
	standingAgreementsIn,
	tiesByWeekIn,
	tiesOfPersonsIn,
} from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const here = places.here;
const ids = { lucia: newId(), maria: newId(), maria2: newId(), lady: newId(), aside: newId() };

beforeAll(async () => {
	t = await freshDatabase();
	await t.db.withActor(anna, async (tx) => {
		const named = { neighbourhoodId: here, level: "name", agreedHow: "in_person", knownSince: "2026-11-02" } as const;
		await addPersonIn(tx, { ...named, id: ids.lucia, label: "Lucía Bertoldi" });
		await addPersonIn(tx, { ...named, id: ids.maria, label: "Maria Rossi", existedBefore: true });
		await addPersonIn(tx, { ...named, id: ids.maria2, label: "Maria Rossi", knownSince: "2026-10-01" });
		await addPersonIn(tx, {
			id: ids.lady,
			neighbourhoodId: here,
			label: "la signora del terzo piano",
			level: "description",
			knownSince: "2026-11-03",
		});
	});
	await t.db.withActor(actorOf("facilitator", "beside"), (tx) =>
		addPersonIn(tx, {
			id: ids.aside,
			neighbourhoodId: places.beside,
			label: "il signore col cane",
			level: "description",
			knownSince: "2026-11-03",
		}),
	);
});
afterAll(() => t.end());

const resolve = (typed?: string, chosen?: string) =>
	t.db.readAs(anna, (read) => resolveParty(read, { typed, chosen, kinds: ["person"], neighbourhoodId: here }));

test("a picker's two fields: nothing, one exact name, several of one name, one chosen", async () => {
	expect(await resolve()).toBeUndefined();
	expect(await resolve("", "")).toBeUndefined();
	expect(await resolve("lucia BERTOLDI")).toMatchObject({ id: ids.lucia, label: "Lucía Bertoldi" });
	expect(await resolve("Maria Rossi")).toMatchObject({
		candidates: [{ label: "Maria Rossi" }, { label: "Maria Rossi" }],
	});
	expect(await resolve("maria", ids.maria2)).toMatchObject({ id: ids.maria2 });
	expect(await resolve("nessuno di qui")).toEqual({ candidates: [] });
});

test("somebody chosen before no longer counts when another name is typed: it is never guessed", async () => {
	expect(await resolve("Lucia Bertold", ids.maria)).toMatchObject({ candidates: [{ id: ids.lucia }] });
	expect(await resolve("", ids.aside)).toEqual({ candidates: [] });
});

test("a slip of the finger still finds; another neighbourhood's people are not found", async () => {
	const found = await searchParties(t.ground, anna, { q: "lucia bertolid", kinds: ["person"], limit: 8 });
	expect(found.map((c) => c.id)).toEqual([ids.lucia]);
	expect(await searchParties(t.ground, anna, { q: "signore col cane", kinds: ["person"], limit: 8 })).toEqual([]);
	await expect(
		searchParties(t.ground, actorOf("officer"), { q: "lucia", kinds: ["person"], limit: 8 }),
	).rejects.toMatchObject({ code: "not_yours" });
});

test("a name without the person's agreement is refused", async () => {
	const nameless = { neighbourhoodId: here, label: "Ada Neri", level: "name", knownSince: "2026-11-03" } as const;
	await expect(t.db.withActor(anna, (tx) => addPersonIn(tx, nameless))).rejects.toMatchObject({
		code: "needs_agreement",
	});
	const agreed = await t.db.readAs(anna, (read) => standingAgreementsIn(read, [ids.lucia, ids.lady], "name"));
	expect([...agreed]).toEqual([ids.lucia]);
});

test("a tie is written once, in either direction where it has none; its two are counted from the day after", async () => {
	const tie = {
		neighbourhoodId: here,
		oneId: ids.lucia,
		otherId: ids.lady,
		kind: "knows",
		since: "2026-11-10",
		saidBy: "one",
	} as const;
	const first = await t.db.withActor(anna, (tx) => recordTieIn(tx, tie));
	const turned = { ...tie, oneId: tie.otherId, otherId: tie.oneId, since: "2026-11-12" };
	expect(await t.db.withActor(anna, (tx) => recordTieIn(tx, turned))).toEqual({ id: first.id, already: true });
	const before = (day: string) => t.db.readAs(anna, (read) => tiesOfPersonsIn(read, [ids.lucia, ids.maria], day));
	expect([...(await before("2026-11-10"))]).toEqual([]);
	expect([...(await before("2026-11-11"))]).toEqual([ids.lucia]);
});

test("a tie to a party of another neighbourhood, or that the two cannot hold, is refused", async () => {
	const tie = {
		neighbourhoodId: here,
		oneId: ids.lucia,
		otherId: ids.aside,
		kind: "knows",
		since: "2026-11-10",
		saidBy: "one",
	} as const;
	await expect(t.db.withActor(anna, (tx) => recordTieIn(tx, tie))).rejects.toMatchObject({
		code: "invalid",
		fields: { other: "community.error_not_here" },
	});
	await expect(t.db.withActor(actorOf("coordinator"), (tx) => recordTieIn(tx, tie))).rejects.toMatchObject({
		code: "invalid",
	});
	await expect(t.db.withActor(anna, (tx) => recordTieIn(tx, { ...tie, otherId: ids.lucia }))).rejects.toMatchObject({
		code: "same_person",
	});
	await expect(
		t.db.withActor(anna, (tx) => recordTieIn(tx, { ...tie, otherId: ids.lady, kind: "uses" })),
	).rejects.toMatchObject({ fields: { kind: "community.error_tie_kinds" } });
});

test("the month counts who became known in it, without those who were known before", async () => {
	const month = await t.db.readAs(anna, (read) => monthOfCommunityIn(read, here, "2026-11-01", "2026-11-30"));
	expect(month).toEqual({ newPersons: 2, newTies: 1 });
});

test("ties by week are the month's, each under its Monday, without those of others or from before", async () => {
	const tie = { neighbourhoodId: here, oneId: ids.maria, otherId: ids.maria2, saidBy: "both" } as const;
	await t.db.withActor(anna, async (tx) => {
		await recordTieIn(tx, { ...tie, kind: "knows", since: "2026-11-15" });
		await recordTieIn(tx, { ...tie, kind: "friend", since: "2026-11-16" });
		await recordTieIn(tx, { ...tie, kind: "neighbour", since: "2026-11-17", existedBefore: true });
	});
	const weeks = (actor: typeof anna) =>
		t.db.readAs(actor, (read) => tiesByWeekIn(read, here, "2026-11-02", "2026-11-22"));
	expect(await weeks(anna)).toEqual([
		{ monday: "2026-11-09", n: 2 },
		{ monday: "2026-11-16", n: 1 },
	]);
	const { newTies } = await t.db.readAs(anna, (read) => monthOfCommunityIn(read, here, "2026-11-02", "2026-11-22"));
	expect(newTies).toBe(3);
	expect(await weeks(actorOf("facilitator", "beside"))).toEqual([]);
});

test("parties by id are only those the actor may see", async () => {
	const seen = await t.db.readAs(anna, (read) => partiesByIds(read, [ids.lady, ids.aside]));
	expect([...seen.values()]).toEqual([
		{ id: ids.lady, kind: "person", label: "la signora del terzo piano", level: "description" },
	]);
});
