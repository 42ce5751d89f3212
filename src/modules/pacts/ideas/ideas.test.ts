import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { addDays, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, nobody } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import { endReachesIn, squareOf } from "../../community/reach/service.ts";
import { holdersOfPacts } from "../holding/service.ts";
import type { DeskStanding, NewAnswer, NewIdeaWithout } from "./contract.ts";
import {
	answerIdea,
	confirm,
	confirmJoin,
	deskIdea,
	deskIdeas,
	joinAtDesk,
	judgeIdea,
	leaveAtDesk,
	proposeAtDesk,
	setIdeaTerm,
	withdrawAtDesk,
} from "./desk/service.ts";
import { actByKey, actOfAccount, ownByKey, ownOfAccount } from "./own/service.ts";
import {
	endForsaken,
	ideaBecameIn,
	ideaForPact,
	join,
	overdueIdeasIn,
	propose,
	publicIdeaIn,
	publicIdeasIn,
	reportIdea,
	type Written,
} from "./service.ts";

// Ideas on the real database: who sees what, who counts, and what is answered, by when and by whom.

let t: Awaited<ReturnType<typeof freshDatabase>>;
const staff = actorOf("facilitator");
const coordinator = actorOf("coordinator");
const citizen = { ...actorOf("citizen"), name: "Rosa Fedrizzi" };
const resident = { ...actorOf("resident"), name: "Lino Zeni" };
const somebody = nobody();
const base = "http://filo.test";
const today = dayOf(testNow);
let n = 0;

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t?.end());
beforeEach(async () => {
	await t.owner.query("delete from pacts.idea_joins; delete from pacts.ideas; delete from exchange.reports");
	await t.owner.query("update programme.territories set idea_days = 30");
});

const idea = (more: Partial<NewIdeaWithout> = {}): NewIdeaWithout => ({
	title: "Una panca sotto il tiglio",
	words: "Chi va al mercato si ferma volentieri.",
	language: "it",
	nameShown: false,
	givenName: "Elvira Tomasi",
	contact: { kind: "phone", value: `0461 12 34 ${10 + n++}` },
	...more,
});
const me = (more = {}) => ({
	nameShown: false,
	language: "it" as const,
	givenName: "Bruno Moser",
	contact: { kind: "phone" as const, value: `0461 98 76 ${10 + n++}` },
	...more,
});
const say = (actor: Actor, input = idea()) => propose(t.ground, actor, "qui", input, base);
const joinAs = (actor: Actor, ideaId: string, input: object = me()) =>
	join(t.ground, actor, { slug: "qui", ideaId }, input as ReturnType<typeof me>, base);
const list = (more: object = {}) =>
	t.db.readAs(nobody(), (read) => publicIdeasIn(read, "qui", { limit: 20, ...more } as never, today));
const shown = async (id: string) => (await t.db.readAs(nobody(), (read) => publicIdeaIn(read, "qui", id))).idea;
const keyed = (one: Written) => ({ slug: "qui", id: one.id, key: one.key ?? "" });
const desk = (state?: DeskStanding) => deskIdeas(t.ground, coordinator, { limit: 20, state } as never);
const later = (days: number): Ground => ({ ...t.ground, clock: () => new Date(testNow.getTime() + days * 86_400_000) });
const yes: NewAnswer = { answer: "yes", how: "pact", reason: "Il legno lo dà il comune.", language: "it" };
const notNow: NewAnswer = { answer: "not_now", reason: "Quest'anno la piazza è un cantiere.", language: "it" };
const answer = (id: string, input: NewAnswer = yes) => answerIdea(t.ground, coordinator, id, input);
const withdraw = (id: string) => actOfAccount(t.ground, citizen, { act: "withdraw", idea: id as Id<"idea"> });

async function why(work: Promise<unknown>): Promise<{ code: string; fields: object } | undefined> {
	try {
		await work;
		return undefined;
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		return { code: error.code, fields: error.fields };
	}
}

describe("an idea", () => {
	test("with an account stands on the page at once, unnamed, with the day of its answer", async () => {
		const { id, state, key } = await say(citizen);
		expect({ state, key }).toEqual({ state: "shown", key: undefined });
		expect((await list()).items).toEqual([
			{
				id,
				title: "Una panca sotto il tiglio",
				words: "Chi va al mercato si ferma volentieri.",
				language: "it",
				called: null,
				proposedOn: today,
				joined: 0,
				stands: { state: "proposed", answerBy: addDays(today, 30) },
			},
		]);
	});

	test("without one waits for its contact; its term runs from the day it is confirmed", async () => {
		const one = await say(somebody);
		expect([one.state, (await list()).items]).toEqual(["to_confirm", []]);
		expect((await ownByKey(t.ground, keyed(one))).ideas[0]).toMatchObject({ confirmed: false });
		expect((await desk()).waiting.map((line) => line.name)).toEqual(["Elvira Tomasi"]);
		await confirm(later(3), staff, one.id);
		expect((await list()).items[0]?.stands).toEqual({ state: "proposed", answerBy: addDays(today, 33) });
		expect((await why(ownByKey(t.ground, { ...keyed(one), key: "x" })))?.code).toBe("not_found");
	});

	test("sent twice is written once; the key of the second answer is the one that opens", async () => {
		const input = idea({ id: newId<"idea">() });
		const [first, again] = [await say(somebody, input), await say(somebody, input)];
		expect(again.id).toBe(first.id);
		expect((await why(ownByKey(t.ground, keyed(first))))?.code).toBe("not_found");
		expect((await ownByKey(t.ground, keyed(again))).ideas).toHaveLength(1);
		expect((await why(say(somebody, { ...input, title: "Altro" })))?.code).toBe("id_taken");
	});

	test("nobody confirmed goes after its contact, and a confirmed one stays when its contact goes", async () => {
		const kept = await say(somebody);
		await confirm(t.ground, staff, kept.id);
		const gone = await say(somebody);
		const square = { ...squareOf({ territoryId: places.territory, id: "" }), neighbourhoodIds: [] };
		await t.db.withActor(square, (tx) => endReachesIn(tx, addDays(today, 400)));
		expect(await endForsaken(later(400), [places.territory])).toBe(1);
		const { rows } = await t.owner.query("select id, reach_id from pacts.ideas");
		expect(rows).toEqual([{ id: kept.id, reach_id: null }]);
		expect(gone.id).not.toBe(kept.id);
	});

	test("whoever joined with a contact counts no more once its time ran out; an account stays", async () => {
		const { id } = await say(citizen);
		const left = await joinAs(somebody, id);
		await confirm(t.ground, staff, left.id);
		await joinAs(resident, id, { nameShown: false });
		expect((await shown(id)).joined).toBe(2);
		const square = { ...squareOf({ territoryId: places.territory, id: "" }), neighbourhoodIds: [] };
		await t.db.withActor(square, (tx) => endReachesIn(tx, addDays(today, 400)));
		await endForsaken(later(400), [places.territory]);
		expect((await shown(id)).joined).toBe(1);
	});

	test("holds no contact, and links and words of the list wait to be read", async () => {
		expect(await why(say(citizen, idea({ words: "Chiamami: 333 123 4567" })))).toEqual({
			code: "invalid",
			fields: { words: "ideas.error_contact" },
		});
		const link = idea({ words: "Guarda su www.esempio.it" });
		expect((await say(citizen, link)).state).toBe("shown");
		const one = await say(somebody, { ...link, id: newId<"idea">() });
		await confirm(t.ground, staff, one.id);
		expect((await list()).items).toHaveLength(1);
		expect((await why(joinAs(citizen, one.id)))?.code).toBe("not_found");
		expect((await why(answer(one.id)))?.code).toBe("not_in_this_state");
		await judgeIdea(t.ground, staff, one.id, { act: "show" });
		expect((await list()).items).toHaveLength(2);
		expect((await say(citizen, idea({ title: "Via lo stronzo" }))).state).toBe("held");
	});

	test("taken off the page says why to its writer, who changes it and waits to be read again", async () => {
		const one = await say(citizen);
		await reportIdea(t.ground, "qui", one.id, { why: "untrue", words: undefined });
		await judgeIdea(t.ground, staff, one.id, { act: "hide", because: "Il tiglio non è nostro." });
		expect((await list()).items).toEqual([]);
		const { rows } = await t.owner.query("select outcome from exchange.reports");
		expect(rows).toEqual([{ outcome: "hidden" }]);
		expect((await ownOfAccount(t.ground, citizen)).ideas[0]?.hiddenBecause).toBe("Il tiglio non è nostro.");
		const change = { act: "change", idea: one.id as Id<"idea">, title: "Una panca", words: "In piazza." } as const;
		await actOfAccount(t.ground, citizen, change);
		await actOfAccount(t.ground, citizen, { ...change, words: "In piazza, all'ombra." });
		expect((await ownOfAccount(t.ground, citizen)).ideas[0]).toMatchObject({ held: "changed", hiddenBecause: null });
		expect((await list()).items).toEqual([]);
		expect((await why(actOfAccount(t.ground, resident, change)))?.code).toBe("not_found");
	});

	test("keeps its words once somebody joined them", async () => {
		const one = await say(citizen);
		await joinAs(resident, one.id);
		const change = { act: "change", idea: one.id as Id<"idea">, title: "Tutt'altro", words: "Altro." } as const;
		expect((await why(actOfAccount(t.ground, citizen, change)))?.code).toBe("not_in_this_state");
	});

	test("is searched, narrowed and paged without gaps or repeats", async () => {
		for (let i = 0; i < 5; i += 1) await propose(later(i / 100), citizen, "qui", idea({ title: `Panca ${i}` }), base);
		const other = await say(citizen, idea({ title: "Un orto" }));
		await answer(other.id, notNow);
		const first = await list({ q: "panca", limit: 2 });
		const second = await list({ q: "panca", limit: 2, cursor: first.next });
		const third = await list({ q: "panca", limit: 2, cursor: second.next });
		expect([...first.items, ...second.items, ...third.items].map((one) => one.title)).toEqual(
			[4, 3, 2, 1, 0].map((i) => `Panca ${i}`),
		);
		expect(third.next).toBeNull();
		expect((await list({ state: "not_now" })).items.map((one) => one.title)).toEqual(["Un orto"]);
		expect((await list({ state: "waiting" })).items).toHaveLength(5);
	});
});

describe("joining", () => {
	test("two at the same moment both count", async () => {
		const { id } = await say(citizen);
		const twice = { ...me(), id: newId<"join">() };
		await Promise.all([
			joinAs(resident, id, { nameShown: false }),
			joinAtDesk(t.ground, staff, id, me()),
			joinAtDesk(t.ground, staff, id, twice),
			joinAtDesk(t.ground, staff, id, twice),
		]);
		expect((await shown(id)).joined).toBe(3);
	});

	test("with an account is one tap and counts once; whoever proposed it is in already", async () => {
		const { id } = await say(citizen);
		const [first, again] = [await joinAs(resident, id), await joinAs(resident, id)];
		expect([again.id, (await shown(id)).joined]).toEqual([first.id, 1]);
		expect(await why(joinAs(citizen, id))).toEqual({ code: "already_taken", fields: { form: "ideas.error_own" } });
		await actOfAccount(t.ground, resident, { act: "leave", join: first.id as Id<"join"> });
		expect((await shown(id)).joined).toBe(0);
	});

	test("counts no more once whoever joined is forgotten or erased", async () => {
		const { id } = await say(citizen);
		await joinAs(resident, id);
		await joinAtDesk(t.ground, staff, id, me());
		const gone = { territoryId: places.territory, ids: [], accounts: [resident.accountId!], today };
		for (const role of ["forgetting", "erasing"] as const)
			await t.db.withActor({ role, territoryId: places.territory, neighbourhoodIds: [] }, async (tx) => {
				for (const { people } of holdersOfPacts.filter((one) => one.table === "pacts.idea_joins"))
					for (const statement of people?.letGo(gone) ?? []) await tx.rows(statement);
			});
		expect((await shown(id)).joined).toBe(1);
	});

	test("without one counts when the contact is confirmed, and one contact counts once", async () => {
		const { id } = await say(citizen);
		const contact = { kind: "phone" as const, value: "0461 555 666" };
		const one = await joinAs(somebody, id, me({ contact }));
		expect((await shown(id)).joined).toBe(0);
		await confirm(t.ground, staff, one.id);
		expect((await shown(id)).joined).toBe(1);
		const same = await joinAs(
			somebody,
			id,
			me({ givenName: "Carla", contact: { ...contact, value: "+39 0461555666" } }),
		);
		await confirm(t.ground, staff, same.id);
		expect((await shown(id)).joined).toBe(1);
		await actByKey(t.ground, keyed(one), { act: "leave", join: one.id as Id<"join"> });
		expect((await shown(id)).joined).toBe(0);
		expect((await why(ownByKey(t.ground, keyed(one))))?.code).toBe("not_found");
	});

	test("no contact and no surname is on a public page; a given name only where its owner ticked so", async () => {
		const one = await say(somebody, idea({ nameShown: true }));
		await confirm(t.ground, staff, one.id);
		await joinAtDesk(t.ground, staff, one.id, me({ nameShown: true, givenName: "Anna Maria Zanon" }));
		await joinAtDesk(t.ground, staff, one.id, me({ givenName: "Quieto Valentini" }));
		await joinAs(somebody, one.id, me({ nameShown: true, givenName: "Attende Pezzi" }));
		const page = await shown(one.id);
		expect([page.called, page.names, page.joined]).toEqual(["Elvira", ["Anna"], 2]);
		const all = JSON.stringify([page, await list()]);
		for (const never of ["Tomasi", "Maria", "Zanon", "Quieto", "Valentini", "Attende", "Pezzi", "0461 12", "0461 98"])
			expect(all).not.toContain(never);
		const seen = await deskIdea(t.ground, staff, one.id);
		expect(seen.joins.map((line) => [line.name, line.contact?.value.startsWith("0461")])).toContainEqual([
			"Quieto Valentini",
			true,
		]);
	});
});

describe("the answer", () => {
	test("is the coordinator's, public, with its reason, and given once", async () => {
		const { id } = await say(citizen);
		expect((await why(answerIdea(t.ground, staff, id, yes)))?.code).toBe("not_yours");
		await answer(id);
		const said = { is: "yes", how: "pact", reason: yes.reason, language: "it", on: today };
		expect((await shown(id)).stands).toEqual({ state: "answered", answer: said });
		expect((await why(answer(id, notNow)))?.code).toBe("not_in_this_state");
	});

	test("after a withdrawal is refused, and of the two at once one finds it done", async () => {
		const { id } = await say(citizen);
		await withdraw(id);
		await withdraw(id);
		expect((await why(answer(id)))?.code).toBe("not_in_this_state");
		expect((await why(joinAs(resident, id)))?.code).toBe("not_found");
		expect((await list()).items).toEqual([]);
		expect((await desk("withdrawn")).items[0]?.stands).toEqual({ state: "withdrawn", withdrawnOn: today });

		const other = await say(citizen, idea({ title: "Un orto" }));
		const both = await Promise.all([why(answer(other.id, notNow)), why(answer(other.id, yes))]);
		expect(both.filter((one) => one?.code === "not_in_this_state")).toHaveLength(1);
	});

	test("with a no ends the joining; with a yes it becomes something, once", async () => {
		const [no, good] = [await say(citizen), await say(citizen, idea({ title: "Un orto" }))];
		await answer(no.id, notNow);
		expect((await why(joinAs(resident, no.id)))?.code).toBe("not_in_this_state");
		const became = (id: string, pact: string) =>
			t.db.withActor(coordinator, (tx) => ideaBecameIn(tx, id, "pact", pact, today));
		const pact = newId();
		expect((await why(became(no.id, pact)))?.code).toBe("not_in_this_state");
		expect((await why(became(good.id, pact)))?.code).toBe("not_in_this_state");
		await answer(good.id);
		await became(good.id, pact);
		await became(good.id, pact);
		expect((await why(became(good.id, newId())))?.code).toBe("not_in_this_state");
		const page = await shown(good.id);
		expect(page.leadsTo).toBe(`/n/qui/pacts/${pact}`);
		expect(page.stands).toMatchObject({ state: "became", became: { kind: "pact", id: pact, on: today } });
		expect((await why(withdraw(good.id)))?.code).toBe("not_in_this_state");
	});

	test("comes within the body's own term; later it is overdue for the coordinator, and said in public", async () => {
		await setIdeaTerm(t.ground, coordinator, 10);
		expect((await why(setIdeaTerm(t.ground, staff, 20)))?.code).toBe("not_yours");
		const { id } = await say(citizen);
		const hidden = await say(citizen, idea({ title: "Un orto" }));
		await judgeIdea(t.ground, staff, hidden.id, { act: "hide", because: "No." });
		const late = (actor: Actor, days: number) =>
			t.db.readAs(actor, (read) => overdueIdeasIn(read, places.here, addDays(today, days)));
		expect([await late(coordinator, 10), await late(coordinator, 11), await late(staff, 11)]).toEqual([0, 1, 0]);
		const overdue = await deskIdeas(later(11), coordinator, { limit: 20, state: "overdue" } as never);
		expect(overdue.items.map((one) => [one.id, one.overdue])).toEqual([[id, true]]);
		await answer(id, notNow);
		expect(await late(coordinator, 11)).toBe(0);
	});

	test("the table itself refuses a state without its fields", async () => {
		const { id } = await say(citizen);
		const set = (what: string) => t.owner.query(`update pacts.ideas set ${what} where id = $1`, [id]);
		await expect(set("state = 'answered'")).rejects.toThrow(/check/);
		await expect(set("state = 'withdrawn'")).rejects.toThrow(/check/);
		await expect(set("state = 'became', became_kind = 'pact', became_id = id, became_on = answer_by")).rejects.toThrow(
			/check/,
		);
		await expect(set("answer = 'yes'")).rejects.toThrow(/check/);
	});
});

describe("the desk", () => {
	test("enters an idea for somebody who is there and said yes, and takes it or a joining back for them", async () => {
		const input = { ...idea(), agreed: true };
		expect((await why(proposeAtDesk(t.ground, staff, { ...input, agreed: false })))?.code).toBe("needs_agreement");
		const { id, state } = await proposeAtDesk(t.ground, staff, input);
		expect(state).toBe("shown");
		const joined = await joinAtDesk(t.ground, staff, id, me());
		const elsewhere = await proposeAtDesk(t.ground, staff, { ...idea(), agreed: true });
		expect((await why(confirmJoin(t.ground, staff, elsewhere.id, joined.id)))?.code).toBe("not_found");
		await withdrawAtDesk(t.ground, staff, elsewhere.id);
		await leaveAtDesk(t.ground, staff, id, joined.id);
		expect((await shown(id)).joined).toBe(0);
		expect((await why(leaveAtDesk(t.ground, staff, id, joined.id)))?.code).toBe("not_found");
		await withdrawAtDesk(t.ground, staff, id);
		expect((await list()).items).toEqual([]);
	});

	test("begins a pact with what stands behind an idea; elsewhere nobody finds it", async () => {
		const { id } = await say(citizen);
		const found = await t.db.readAs(staff, (read) => ideaForPact(read, id));
		expect(found).toMatchObject({ id, neighbourhoodId: places.here, accountId: citizen.accountId });
		const beside = actorOf("facilitator", "beside");
		expect(await t.db.readAs(beside, (read) => ideaForPact(read, id))).toBeUndefined();
		expect((await why(deskIdea(t.ground, beside, id)))?.code).toBe("not_found");
	});
});
