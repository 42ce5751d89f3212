import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, nobody } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import { blockPair, judgePost, keepReported, moderation } from "../moderation/desk/service.ts";
import type { NewAnswer, NewPost } from "./contract.ts";
import { actOnAnswer, actOnPost, deskBoard, makeAct, postAtDesk } from "./desk/service.ts";
import { actByKey, actOfPerson, ownByKey, ownOfPerson } from "./own/service.ts";
import {
	answerPost,
	handOverAsks,
	postOnBoard,
	publicPostIn,
	publicPostsIn,
	reportPost,
	type Written,
} from "./service.ts";

// Asks and offers on the real database: who sees what, when two are put in touch, and what becomes an act.

let t: Awaited<ReturnType<typeof freshDatabase>>;
let rosa: Id<"party">;
let lino: Id<"party">;
let citizen: Actor;
let other: Actor;
const staff = actorOf("facilitator");
const somebody = nobody();
const base = "http://filo.test";
let n = 0;

beforeAll(async () => {
	t = await freshDatabase();
	const person = async (label: string) => {
		const id = newId<"party">();
		const who = [places.territory, id, places.here];
		await t.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, 'person', $4, lower($4), '2026-01-01')`,
			[...who, label],
		);
		await t.owner.query(
			"insert into community.persons (territory_id, id, neighbourhood_id, level) values ($1, $2, $3, 'name')",
			who,
		);
		return id;
	};
	rosa = await person("Rosa Fedrizzi");
	lino = await person("Lino Zeni");
	citizen = actorOf("citizen", "here", { personId: rosa });
	other = actorOf("resident", "here", { personId: lino });
});
afterAll(() => t?.end());
beforeEach(async () => {
	await t.owner.query(
		"delete from exchange.answers; delete from exchange.posts; delete from exchange.blocks; delete from exchange.reports",
	);
});

const ask = (more: Partial<NewPost> = {}): NewPost => ({
	kind: "ask",
	sort: "ride",
	title: "Un passaggio al mercato",
	language: "it",
	givenName: "Rosa Fedrizzi",
	contact: { kind: "phone", value: `0461 12 34 ${10 + n++}` },
	...more,
});
const can = (more: Partial<NewAnswer> = {}): NewAnswer => ({
	givenName: "Lino Zeni",
	contact: { kind: "phone", value: `0461 98 76 ${10 + n++}` },
	language: "it",
	...more,
});
const at = (postId: string) => ({ slug: "qui", postId });
const post = (actor: Actor, input = ask()) => postOnBoard(t.ground, actor, "qui", input, base);
const answer = (actor: Actor, postId: string, input = can()) => answerPost(t.ground, actor, at(postId), input, base);
const board = (more = {}) =>
	t.db.readAs(nobody(), (read) => publicPostsIn(read, "qui", { limit: 20, cursor: undefined, ...more } as never));
const keyed = (one: Written) => ({ slug: "qui", id: one.id, key: one.key ?? "" });
const mine = (actor: Actor) => ownOfPerson(t.ground, actor);
const act = (actor: Actor, input: object) => actOfPerson(t.ground, actor, input as Parameters<typeof actOfPerson>[2]);
const idOf = (one: Written) => one.id as Id<"answer">;
const later = (days: number): Ground => ({ ...t.ground, clock: () => new Date(testNow.getTime() + days * 86_400_000) });
const count = async (table: string) =>
	(await t.owner.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n;

async function why(work: Promise<unknown>): Promise<{ code: string; fields: object } | undefined> {
	try {
		await work;
		return undefined;
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		return { code: error.code, fields: error.fields };
	}
}

describe("what is asked and offered", () => {
	test("with an account it is there at once, as one wants to be called and without a surname", async () => {
		const { id, state, key } = await post(citizen);
		expect({ state, key }).toEqual({ state: "shown", key: undefined });
		const { items } = await board();
		expect(items).toEqual([
			{
				id,
				kind: "ask",
				sort: "ride",
				title: "Un passaggio al mercato",
				words: "",
				called: "Rosa",
				language: "it",
				postedOn: "2026-11-22",
			},
		]);
	});

	test("without one it waits for its contact, and the desk or the code shows it", async () => {
		const one = await post(somebody);
		expect(one.state).toBe("to_confirm");
		expect((await board()).items).toEqual([]);
		expect((await ownByKey(t.ground, keyed(one))).posts[0]).toMatchObject({ confirmed: false, state: "open" });
		const desk = await deskBoard(t.ground, staff);
		expect(desk.toConfirm.map((line) => [line.name, line.contact.startsWith("0461")])).toEqual([
			["Rosa Fedrizzi", true],
		]);
		await actOnPost(t.ground, staff, one.id, "confirm");
		expect((await board()).items.map((item) => item.id)).toEqual([one.id]);
		expect((await deskBoard(t.ground, staff)).toConfirm).toEqual([]);
	});

	test("sent twice it is written once; the key of the second answer is the one that opens", async () => {
		const input = ask({ id: newId<"post">() });
		const first = await post(somebody, input);
		const again = await post(somebody, input);
		expect([again.id, await count("exchange.posts")]).toEqual([first.id, 1]);
		expect((await why(ownByKey(t.ground, keyed(first))))?.code).toBe("not_found");
		expect((await ownByKey(t.ground, keyed(again))).posts).toHaveLength(1);
		expect((await why(post(somebody, { ...input, title: "Altro" })))?.code).toBe("id_taken");
	});

	test("a number or an address among the words is sent back; it is passed on when both said yes", async () => {
		const no = (more: Partial<NewPost>) => why(post(citizen, ask(more)));
		expect(await no({ title: "Chiamami 333 123 4567" })).toEqual({
			code: "invalid",
			fields: { title: "board.error_contact" },
		});
		expect((await no({ words: "rosa@example.org" }))?.fields).toEqual({ words: "board.error_contact" });
		expect(await no({ words: "Sabato 28/11/2026 alle 10.30, siamo in 2" })).toBeUndefined();
	});

	test("what may need a licence, money or care is explained; then it goes to the desk, or to be read first", async () => {
		const gas = ask({ title: "Mi si è spenta la caldaia" });
		expect(await why(post(citizen, gas))).toEqual({ code: "invalid", fields: { to: "board.care_licence" } });
		expect((await post(citizen, { ...gas, to: "desk" })).state).toBe("desk");
		expect((await post(citizen, { ...gas, to: "board" })).state).toBe("held");
		expect((await board()).items).toEqual([]);
		const desk = await deskBoard(t.ground, staff);
		expect([desk.handed.length, desk.held.map((line) => line.held)]).toEqual([1, ["care"]]);
	});

	test("a link of somebody without an account and words of the list wait to be read; then they go out, or not with a reason", async () => {
		const linked = ask({ words: "Guarda su www.esempio.it" });
		expect((await post(citizen, linked)).state).toBe("shown");
		const one = await post(somebody, { ...linked, id: newId<"post">() });
		await actOnPost(t.ground, staff, one.id, "confirm");
		expect((await board()).items).toHaveLength(1);
		await judgePost(t.ground, staff, one.id, { act: "show" });
		expect((await board()).items).toHaveLength(2);
		await judgePost(t.ground, staff, one.id, { act: "hide", because: "Qui non si vende." });
		expect((await board()).items).toHaveLength(1);
		expect((await ownByKey(t.ground, keyed(one))).posts[0]?.hiddenBecause).toBe("Qui non si vende.");
		await actByKey(t.ground, keyed(one), {
			act: "change",
			post: one.id as Id<"post">,
			sort: "ride",
			title: "Un passaggio",
			words: undefined,
		});
		expect((await ownByKey(t.ground, keyed(one))).posts[0]).toMatchObject({
			hiddenBecause: null,
			held: "changed",
			title: "Un passaggio",
		});
		expect((await board()).items).toHaveLength(1);
		expect((await post(citizen, ask({ title: "Sei uno stronzo" }))).state).toBe("held");
		expect(await count("access.audit where verb in ('hidePost', 'showPost', 'changePost')")).toBe(3);
	});

	test("is searched, sorted and paged without gaps or repeats", async () => {
		for (let i = 0; i < 5; i += 1)
			await postOnBoard(later(i / 100), citizen, "qui", ask({ title: `Lampadina ${i}`, sort: "fix" }), base);
		await post(citizen, ask({ kind: "offer", title: "Insegno l'uncinetto", sort: "learn" }));
		const first = await board({ kind: "ask", limit: 2 });
		const second = await board({ kind: "ask", limit: 2, cursor: first.next });
		const third = await board({ kind: "ask", limit: 2, cursor: second.next });
		expect([...first.items, ...second.items, ...third.items].map((one) => one.title)).toEqual(
			[4, 3, 2, 1, 0].map((i) => `Lampadina ${i}`),
		);
		expect(third.next).toBeNull();
		expect((await board({ q: "UNCINÈTTO insegno" })).items).toHaveLength(1);
		expect((await board({ q: "100%_" })).items).toHaveLength(0);
		expect((await board({ sort: "learn" })).items).toHaveLength(1);
		expect(
			(await t.db.readAs(nobody(), (read) => publicPostsIn(read, "accanto", { limit: 20 } as never))).items,
		).toEqual([]);
	});
});

describe("two are put in touch", () => {
	test("after both said yes, each is told once, on one day", async () => {
		const asked = await post(citizen);
		const said = await answer(other, asked.id);
		const before = await mine(citizen);
		expect(before.posts[0]?.answers).toMatchObject([{ called: "Lino", state: "offered", agreed: false }]);
		expect(JSON.stringify([before, await mine(other)])).not.toMatch(/0461|Zeni|Fedrizzi/);
		expect((await why(act(other, { act: "tell", answer: idOf(said) })))?.code).toBe("not_in_this_state");
		await act(citizen, { act: "agree", answer: idOf(said) });
		expect((await board()).items).toEqual([]);
		expect((await why(t.db.readAs(nobody(), (read) => publicPostIn(read, "qui", asked.id))))?.code).toBe("not_found");
		expect((await mine(other)).answers[0]).toMatchObject({ state: "agreed", told: undefined });
		await act(other, { act: "tell", answer: idOf(said) });
		expect((await mine(other)).answers[0]?.told).toEqual({
			name: "Rosa Fedrizzi",
			contact: { kind: "phone", value: expect.stringMatching(/^0461 12/) },
		});
		expect((await mine(citizen)).posts[0]?.answers[0]?.told).toBeUndefined();
		await act(citizen, { act: "tell", answer: idOf(said) });
		expect((await mine(citizen)).posts[0]?.answers[0]?.told).toMatchObject({ name: "Lino Zeni" });
		const tomorrow = await ownOfPerson(later(1), citizen);
		expect(tomorrow.posts[0]?.answers[0]).toMatchObject({ told: undefined, toldOn: "2026-11-22" });
		expect((await why(actOfPerson(later(1), citizen, { act: "tell", answer: idOf(said) })))?.code).toBe(
			"not_in_this_state",
		);
	});

	test("nobody else's key or account opens anything", async () => {
		const asked = await post(somebody);
		await actOnPost(t.ground, staff, asked.id, "confirm");
		const said = await answer(somebody, asked.id);
		await actOnAnswer(t.ground, staff, said.id, { act: "confirm" });
		expect((await why(ownByKey(t.ground, { slug: "qui", id: asked.id, key: said.key ?? "" })))?.code).toBe("not_found");
		expect((await why(ownByKey(t.ground, { ...keyed(asked), slug: "lontano" })))?.code).toBe("not_found");
		expect((await why(actByKey(t.ground, keyed(said), { act: "withdraw", post: asked.id as Id<"post"> })))?.code).toBe(
			"not_found",
		);
		expect((await why(act(citizen, { act: "agree", answer: idOf(said) })))?.code).toBe("not_found");
		// Who said «I can» does not say yes for the other.
		expect((await why(actByKey(t.ground, keyed(said), { act: "agree", answer: idOf(said) })))?.code).toBe("not_found");
		await actByKey(t.ground, keyed(asked), { act: "agree", answer: idOf(said) });
		await actByKey(t.ground, keyed(said), { act: "tell", answer: idOf(said) });
		expect((await ownByKey(t.ground, keyed(said))).answers[0]?.told?.name).toBe("Rosa Fedrizzi");
	});

	test("two say «I can» at once: both are written, one is chosen, also when both are chosen at once", async () => {
		const asked = await post(citizen);
		const [one, two] = await Promise.all([answer(other, asked.id), answer(somebody, asked.id)]);
		await actOnAnswer(t.ground, staff, two!.id, { act: "confirm" });
		expect((await mine(citizen)).posts[0]?.answers).toHaveLength(2);
		const chosen = await Promise.all(
			[one!, two!].map((said) => why(act(citizen, { act: "agree", answer: idOf(said) }))),
		);
		expect(chosen.map((no) => no?.code ?? "agreed").sort()).toEqual(["agreed", "already_taken"]);
		expect(await count("exchange.answers where state = 'agreed'")).toBe(1);
		expect((await why(answer(somebody, asked.id)))?.code).toBe("already_taken");
	});

	test("one does not answer oneself, nor twice", async () => {
		const asked = await post(citizen);
		expect((await why(answer(citizen, asked.id)))?.code).toBe("same_person");
		await answer(other, asked.id);
		expect((await why(answer(other, asked.id)))?.code).toBe("already_taken");
	});

	test("what came to nothing is on the board again, and what is offered is offered again when it is done", async () => {
		const asked = await post(citizen);
		const said = await answer(other, asked.id);
		await act(citizen, { act: "agree", answer: idOf(said) });
		await act(other, { act: "over", answer: idOf(said) });
		expect((await board()).items).toHaveLength(1);
		const offered = await post(citizen, ask({ kind: "offer", title: "Presto il trapano", sort: "lend" }));
		const taken = await answer(other, offered.id);
		await act(citizen, { act: "agree", answer: idOf(taken) });
		expect((await board()).items).toHaveLength(1);
		await act(other, { act: "happened", answer: idOf(taken) });
		expect((await board()).items).toHaveLength(2);
	});
});

describe("it becomes an act", () => {
	test("once, whoever says so and how often; only the giver says what moved it, also later", async () => {
		const before = (await count("exchange.acts")) ?? 0;
		const asked = await post(citizen);
		const said = await answer(other, asked.id);
		await act(citizen, { act: "agree", answer: idOf(said) });
		const happened = (actor: Actor, more = {}) => act(actor, { act: "happened", answer: idOf(said), ...more });
		await Promise.all([happened(citizen, { minutes: 40, moved: "no" }), happened(other), happened(citizen)]);
		const { rows } = await t.owner.query(
			"select giver_id, receiver_id, what, moved_by from exchange.acts where id = (select act_id from exchange.answers where id = $1)",
			[said.id],
		);
		expect((await count("exchange.acts")) ?? 0).toBe(before + 1);
		expect(rows[0]).toEqual({
			giver_id: lino,
			receiver_id: rosa,
			what: "Un passaggio al mercato",
			moved_by: "not_asked",
		});
		expect((await mine(other)).answers[0]).toMatchObject({ state: "done", gives: true, movedBy: "not_asked" });
		expect((await why(act(citizen, { act: "moved", answer: idOf(said), moved: "no" })))?.code).toBe(
			"not_in_this_state",
		);
		await act(other, { act: "moved", answer: idOf(said), moved: "in_general" });
		expect((await mine(other)).answers[0]?.movedBy).toBe("in_general");
		await act(other, { act: "moved", answer: idOf(said), moved: "no" });
		expect((await mine(other)).answers[0]?.movedBy).toBe("in_general");
		await act(citizen, { act: "thank", answer: idOf(said) });
		expect((await mine(other)).answers[0]?.thanked).toBe(true);
	});

	test("help once received can have moved it, the giver's own and no other's", async () => {
		const give = async (asker: Actor, giver: Actor, more: object) => {
			const asked = await post(asker);
			const said = await answer(giver, asked.id);
			await act(asker, { act: "agree", answer: idOf(said) });
			await act(giver, { act: "happened", answer: idOf(said), ...more });
			const [line] = (await mine(giver)).answers.filter((one) => one.id === said.id);
			return line!;
		};
		const received = await give(citizen, other, {});
		expect((await mine(citizen)).received.map((one) => one.id)).not.toContain(received.actId);
		const back = await give(other, citizen, { moved: received.actId });
		expect(back.movedBy).toBe("by_act");
		expect((await why(give(citizen, other, { moved: received.actId })))?.code).toBe("unknown_act");
	});

	test("of somebody without an account the desk makes one, with persons who are known", async () => {
		const asked = await post(somebody);
		await actOnPost(t.ground, staff, asked.id, "confirm");
		const said = await answer(other, asked.id);
		for (const doing of ["agree", "told", "happened"] as const)
			await actOnAnswer(t.ground, staff, said.id, { act: doing, minutes: 20 });
		const line = (await deskBoard(t.ground, staff)).answers.find((one) => one.id === said.id);
		expect(line).toMatchObject({ state: "done", giver: lino, receiver: null });
		expect((await why(makeAct(t.ground, staff, said.id, { giver: lino, receiver: lino })))?.code).toBe("same_person");
		const [first, again] = await Promise.all(
			[1, 2].map(() => makeAct(t.ground, staff, said.id, { giver: lino, receiver: rosa })),
		);
		expect(first).toBe(again);
		expect((await deskBoard(t.ground, staff)).answers).toEqual([]);
	});
});

describe("nothing expires into shame", () => {
	test("an ask nobody took goes to the desk after the body's term, quietly; it can go back", async () => {
		const { id } = await post(citizen);
		expect(await handOverAsks(later(14), [places.territory])).toBe(0);
		expect(await handOverAsks(later(15), [places.territory])).toBe(1);
		expect(await handOverAsks(later(15), [places.territory])).toBe(0);
		expect((await board()).items).toEqual([]);
		const { handed } = await deskBoard(t.ground, staff);
		expect(handed).toMatchObject([{ id, state: "handed", handedOn: "2026-12-07" }]);
		await actOnPost(t.ground, staff, id, "mind");
		expect((await deskBoard(t.ground, staff)).handed[0]?.mindedBy).toBe(staff.accountId);
		await actOnPost(t.ground, staff, id, "reopen");
		expect((await board()).items.map((one) => one.id)).toEqual([id]);
		expect((await why(actOnPost(t.ground, staff, id, "close")))?.code).toBe("not_in_this_state");
	});

	test("who works elsewhere, and who works without it, reaches nothing", async () => {
		const { id } = await post(citizen);
		await handOverAsks(later(15), [places.territory]);
		expect((await why(actOnPost(t.ground, actorOf("facilitator", "beside"), id, "mind")))?.code).toBe("not_found");
		for (const role of ["resident", "citizen", "officer", "administrator", "social-worker"] as const)
			expect((await why(deskBoard(t.ground, actorOf(role))))?.code).toBe("not_yours");
	});
});

describe("at the desk", () => {
	const atDesk = (more: object) =>
		postAtDesk(t.ground, staff, { ...ask(), agreed: true, neighbourhood: undefined, ...more } as Parameters<
			typeof postAtDesk
		>[2]);

	test("somebody's post is written with their yes, confirmed and theirs", async () => {
		expect((await why(atDesk({ agreed: false })))?.code).toBe("needs_agreement");
		await atDesk({ person: rosa });
		expect((await board()).items).toHaveLength(1);
		expect((await mine(citizen)).posts).toHaveLength(1);
		expect((await why(atDesk({ person: newId() })))?.fields).toEqual({ person: "error.unknown_party" });
	});
});

describe("safety", () => {
	test("anybody reports; who it was is kept nowhere; what is taken off answers the report", async () => {
		const { id } = await post(citizen);
		const report = { id: newId<"report">(), why: "hurts" as const, words: "Non mi piace" };
		await reportPost(t.ground, "qui", id, report);
		await reportPost(t.ground, "qui", id, report);
		const { reports } = await moderation(t.ground, staff);
		expect(reports).toMatchObject([
			{ kind: "post", recordId: id, why: "hurts", words: "Non mi piace", page: `/n/qui/board/${id}` },
		]);
		const { rows } = await t.owner.query("select actor_id, role from access.audit where verb = 'reportPublic'");
		expect(rows).toEqual([{ actor_id: null, role: "square" }]);
		expect(JSON.stringify(await mine(citizen))).not.toContain("Non mi piace");
		await judgePost(t.ground, staff, id, { act: "hide", because: "Parla di altri." });
		expect((await moderation(t.ground, staff)).reports).toEqual([]);
		expect((await why(keepReported(t.ground, actorOf("facilitator", "beside"), reports[0]!.id)))?.code).toBe(
			"not_found",
		);
	});

	test("blocked contact: neither can answer the other, with another name or without an account, and neither learns it", async () => {
		const phone = { kind: "phone", value: "+39 333 555 0101" } as const;
		const asked = await post(citizen, ask({ contact: { kind: "phone", value: "333 555 0202" } }));
		const said = await answer(other, asked.id, can({ contact: phone }));
		await act(citizen, { act: "block", answer: idOf(said) });
		expect((await mine(citizen)).posts[0]?.answers).toEqual([]);
		expect((await mine(other)).answers[0]).toMatchObject({ state: "offered", confirmed: true });
		const again = await post(citizen, ask());
		const quietly = await answer(other, again.id);
		const noAccount = await answer(
			somebody,
			again.id,
			can({ givenName: "Franco", contact: { kind: "phone", value: "3335550101" } }),
		);
		await actOnAnswer(t.ground, staff, noAccount.id, { act: "confirm" });
		const another = await answer(somebody, again.id, can({ givenName: "Ida" }));
		await actOnAnswer(t.ground, staff, another.id, { act: "confirm" });
		const [seen] = (await mine(citizen)).posts.filter((one) => one.id === again.id);
		expect(seen?.answers.map((one) => one.called)).toEqual(["Ida"]);
		expect((await mine(other)).answers.map((one) => [one.id, one.state])).toContainEqual([quietly.id, "offered"]);
		expect((await why(act(citizen, { act: "agree", answer: idOf(quietly) })))?.code).toBe("not_found");
		// And the other way round.
		const theirs = await post(other, ask());
		const back = await answer(citizen, theirs.id);
		expect(back.state).toBe("shown");
		expect((await mine(other)).posts.find((one) => one.id === theirs.id)?.answers).toEqual([]);
		expect((await moderation(t.ground, staff)).blocks).toHaveLength(1);
	});

	test("a block made by the desk ends what stands between the two", async () => {
		const asked = await post(citizen);
		const said = await answer(other, asked.id);
		await act(citizen, { act: "agree", answer: idOf(said) });
		await blockPair(t.ground, staff, { id: newId<"block">(), answer: idOf(said) });
		expect((await mine(other)).answers[0]).toMatchObject({ state: "over", told: undefined });
		expect((await board()).items).toHaveLength(1);
	});
});
