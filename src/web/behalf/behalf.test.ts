import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { pagesFor } from "../../../tests/pages.ts";
import { type Id, newId } from "../../core/ids.ts";
import { addDays, dayOf } from "../../core/period.ts";
import { type Actor, nobody } from "../../db/actor.ts";
import { outbox } from "../../modules/access/service.ts";
import { citizensToTrust, trustToSpeak } from "../../modules/access/speaking/service.ts";
import {
	behalfOf,
	confirmBehalf,
	enteredByMe,
	enteredHere,
	keepSlip,
	slipOf,
} from "../../modules/community/behalf/service.ts";
import { confirmReach, reachesIn, reachesToConfirm } from "../../modules/community/reach/service.ts";
import {
	endUnconfirmedPosts,
	postForSomebody as enter,
	takeBackPost,
} from "../../modules/exchange/board/behalf/service.ts";
import { type PostForSomebody, postForSomebody } from "../../modules/exchange/board/contract.ts";
import { actOnAnswer } from "../../modules/exchange/board/desk/service.ts";
import { answerPost, publicPostsIn } from "../../modules/exchange/board/service.ts";
import { newInitiative, newSessions } from "../../modules/initiatives/contract.ts";
import { joinForSomebody, takeBackJoining } from "../../modules/initiatives/joining/behalf/service.ts";
import { joinForSomebody as joinContract } from "../../modules/initiatives/joining/contract.ts";
import { endJoinings, joinedOf } from "../../modules/initiatives/joining/service.ts";
import { addSessions, changeState, startInitiative } from "../../modules/initiatives/service.ts";
import type { Ground } from "../../ui/http.ts";
import { api } from "./api.ts";

// A porter enters an ask, an offer or a joining for a person: it counts at once, waits for a yes, and goes without one.

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const coordinator = actorOf("coordinator");
const porter = actorOf("citizen");
const neighbour = actorOf("citizen");
const base = "https://filo.example.org";
const today = dayOf(testNow);
let assignment: Id<"assignment">;

beforeAll(async () => {
	t = await freshDatabase();
	for (const one of [porter, neighbour]) {
		await t.owner.query("insert into access.accounts (id, name) values ($1, $2)", [one.accountId, one.name]);
		const id = newId<"assignment">();
		await t.owner.query(
			`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
				values ($1, $2, $3, 'citizen', $4, $5, '2026-01-01')`,
			[id, one.accountId, one === porter ? "Gilda Portinaia" : "Bruno", places.territory, places.here],
		);
		if (one === porter) assignment = id;
	}
	await trustToSpeak(t.ground, coordinator, { assignment, speaks: true });
});
afterAll(() => t?.end());

const later = (days: number): Ground => ({
	...t.ground,
	clock: () => new Date(testNow.getTime() + days * 86_400_000),
});
const offer = (more: Partial<PostForSomebody> = {}) => ({
	...postForSomebody.parse({
		...{ id: newId(), kind: "offer", sort: "learn", title: "Insegno a fare i tortelli", language: "it" },
		...{ givenName: "Zita", through: "desk", saidBy: "person", agreed: "yes" },
	}),
	...more,
});
const entered = async (more: Partial<PostForSomebody> = {}, by: Actor = porter) =>
	(await enter(t.ground, by, offer(more), base)).id;
const seen = async () =>
	(await t.db.readAs(nobody(), (read) => publicPostsIn(read, "qui", { limit: 100 } as never))).items.map(
		(one) => one.id as string,
	);
const code = (error: { code: string }) => error.code;
const one = async (id: string, actor: Actor = porter) => (await behalfOf(t.ground, actor, id)).behalf;

async function dinner(): Promise<{ id: string; session: Id<"session"> }> {
	const input = newInitiative.parse({ id: newId(), title: "Cena in cortile", capacity: 2 });
	const { id } = await startInitiative(t.ground, anna, input);
	await changeState(t.ground, anna, id, { to: "open" });
	const dates = newSessions.parse({ startsOn: addDays(today, 40), time: "19:00", minutes: 120 });
	const [date] = await addSessions(t.ground, anna, id, dates);
	return { id, session: date!.id };
}
const joining = (session: Id<"session">) =>
	joinContract.parse({
		...{ id: newId(), session, givenName: "Zita", through: "desk", saidBy: "person", language: "it", agreed: true },
	});

test("only whom the coordinator trusts enters for others, only there, and only with the person's yes", async () => {
	expect(await entered({}, neighbour).catch(code)).toBe("not_yours");
	expect(await entered({}, actorOf("resident")).catch(code)).toBe("not_yours");
	expect(await entered({ agreed: false }).catch(code)).toBe("needs_agreement");
	expect(await entered({ through: "own" }).catch(code)).toBe("invalid");
	const listed = (await citizensToTrust(t.ground, coordinator)).map(({ name, speaks }) => [name, speaks]);
	expect(listed).toEqual([
		["Bruno", false],
		["Gilda Portinaia", true],
	]);
	await expect(trustToSpeak(t.ground, anna, { assignment, speaks: true })).rejects.toMatchObject({ code: "not_yours" });
	const far = actorOf("coordinator", "far");
	await expect(trustToSpeak(t.ground, far, { assignment, speaks: false })).rejects.toMatchObject({ code: "not_found" });
	await trustToSpeak(t.ground, coordinator, { assignment, speaks: false });
	expect(await entered().catch(code)).toBe("not_yours");
	await trustToSpeak(t.ground, coordinator, { assignment, speaks: true });
});

test("an offer of a woman without a telephone stands at once; whoever entered it reads no contact, staff read who it was", async () => {
	const id = await entered({ through: "own", contact: { kind: "phone", value: "333 700 1234" } });
	expect(await seen()).toContain(id);
	const mine = await enteredByMe(t.ground, porter);
	expect(mine).toMatchObject([
		{ id, givenName: "Zita", kind: "offer", confirmedAt: null, expiresOn: addDays(today, 30) },
	]);
	expect(JSON.stringify(mine)).not.toContain("700 1234");
	const reach = (actor: Actor) => t.db.readAs(actor, (read) => reachesIn(read, t.ground.seal, [id]));
	expect((await reach(porter)).size).toBe(0);
	expect((await reach(anna)).get(id)?.contact.value).toBe("333 700 1234");
	expect((await enteredHere(t.ground, anna)).items).toMatchObject([{ id, enteredBy: porter.accountId }]);
	expect(await one(id, neighbour).catch(code)).toBe("not_found");
	expect(await enteredByMe(t.ground, neighbour)).toEqual([]);
	// The desk is not asked to confirm it as if she had left it herself.
	expect((await reachesToConfirm(t.ground, anna)).map((each) => each.id)).not.toContain(id);
	const trail = await t.owner.query(
		"select actor_id, role, verb from access.audit where record_id = $1 order by at, id",
		[id],
	);
	expect(trail.rows.map((row) => row.verb)).toEqual(["recordReach", "offerNeighbours", "enterOnBehalf"]);
	expect(new Set(trail.rows.map((row) => row.actor_id))).toEqual(new Set([porter.accountId]));
	await takeBackPost(t.ground, porter, id);
});

test("sent twice it is written once; other words under the same id are refused", async () => {
	const input = offer();
	for (const _ of [1, 2]) expect((await enter(t.ground, porter, input, base)).id).toBe(input.id);
	await expect(enter(t.ground, porter, { ...input, title: "Altro" }, base)).rejects.toMatchObject({ code: "id_taken" });
	await takeBackPost(t.ground, porter, input.id);
});

test("she says yes at the meeting, or on the slip with its photo, or by the code: then it is hers", async () => {
	const meeting = await entered();
	await expect(confirmBehalf(t.ground, porter, meeting, "meeting")).rejects.toMatchObject({ code: "not_yours" });
	for (const _ of [1, 2]) await confirmBehalf(t.ground, anna, meeting, "meeting");
	expect(await one(meeting)).toMatchObject({ confirmedHow: "meeting" });
	await expect(takeBackPost(t.ground, porter, meeting)).rejects.toMatchObject({ code: "not_in_this_state" });

	const paper = await entered();
	const photo = { bytes: Buffer.from("%PDF-1.7 firmato"), type: "application/pdf" } as const;
	await keepSlip(t.ground, anna, paper, photo);
	expect(await one(paper)).toMatchObject({ confirmedHow: "paper", hasSheet: true });
	expect((await slipOf(t.ground, anna, paper)).bytes.toString()).toBe("%PDF-1.7 firmato");
	await expect(slipOf(t.ground, porter, paper)).rejects.toMatchObject({ code: "not_yours" });
	const { rows } = await t.owner.query("select sheet_sealed from community.behalf where id = $1", [paper]);
	expect(rows[0].sheet_sealed.toString("latin1")).not.toContain("firmato");

	const letters = (await outbox(t.ground)).length;
	const byCode = await entered({ through: "own", contact: { kind: "email", value: "zita@example.org" } });
	const [letter] = await outbox(t.ground);
	expect((await outbox(t.ground)).length).toBe(letters + 1);
	expect(letter?.to).toBe("zita@example.org");
	const typed = /^\d{4} \d{4}$/m.exec(letter!.body)![0].replace(" ", "");
	await confirmReach(t.ground, { territoryId: places.territory, id: places.here }, byCode, typed);
	expect(await one(byCode)).toMatchObject({ confirmedHow: "code" });

	// What was said yes to outlives the thirty days.
	expect(await endUnconfirmedPosts(later(31), [places.territory])).toBe(0);
	await endJoinings(later(31), [places.territory]);
	expect((await one(paper)).endedOn).toBeNull();
	for (const id of [meeting, paper, byCode]) await takeBackPost(t.ground, anna, id);
});

test("where two agree through the desk, she has said yes", async () => {
	const id = await entered();
	const said = await answerPost(
		t.ground,
		nobody(),
		{ slug: "qui", postId: id },
		{ id: newId<"answer">(), givenName: "Lino", contact: { kind: "phone", value: "333 700 9876" }, language: "it" },
		base,
	);
	await actOnAnswer(t.ground, anna, said.id, { act: "confirm" });
	await actOnAnswer(t.ground, anna, said.id, { act: "agree" });
	expect(await one(id)).toMatchObject({ confirmedHow: "meeting" });
});

test("without a yes it goes after thirty days, quietly: whoever entered it is told, and no contact stays", async () => {
	const id = await entered();
	expect(await endUnconfirmedPosts(later(30), [places.territory])).toBe(0);
	expect(await endUnconfirmedPosts(later(31), [places.territory])).toBe(1);
	expect(await seen()).not.toContain(id);
	expect(await one(id)).toMatchObject({ endedHow: "expired", endedOn: addDays(today, 31) });
	expect((await t.owner.query("select 1 from community.reaches where id = $1", [id])).rowCount).toBe(0);
	await expect(confirmBehalf(t.ground, anna, id, "meeting")).rejects.toMatchObject({ code: "not_in_this_state" });
	await endUnconfirmedPosts(later(62), [places.territory]);
	await expect(one(id)).rejects.toMatchObject({ code: "not_found" });
});

test("a joining for somebody takes a place, is seen as such, and gives it back when it is taken back or nobody says yes", async () => {
	const at = await dinner();
	const first = await joinForSomebody(t.ground, porter, joining(at.session), base);
	const second = await joinForSomebody(t.ground, porter, joining(at.session), base);
	const third = await joinForSomebody(t.ground, porter, joining(at.session), base);
	const states = async () =>
		Object.fromEntries((await joinedOf(t.ground, anna, at.id, at.session)).joined.map((row) => [row.id, row.state]));
	expect(await states()).toEqual({ [first]: "joins", [second]: "joins", [third]: "waits" });
	expect((await joinedOf(t.ground, anna, at.id, at.session)).joined.every((row) => row.byAnother)).toBe(true);
	await takeBackJoining(t.ground, porter, first);
	expect(await states()).toEqual({ [second]: "joins", [third]: "joins" });
	expect(await one(first)).toMatchObject({ endedHow: "taken_back", label: "Cena in cortile" });
	await confirmBehalf(t.ground, anna, second, "meeting");
	await endJoinings(later(31), [places.territory]);
	expect(await states()).toEqual({ [second]: "joins" });
	expect(await one(third)).toMatchObject({ endedHow: "expired" });
	// The date itself goes by: nothing is said to have been taken back.
	await endJoinings(later(41), [places.territory]);
	await expect(one(second)).rejects.toMatchObject({ code: "not_found" });
});

test("as JSON the same: who is trusted enters, sees the own and takes it back; who works there sees all and notes the yes", async () => {
	const as = (actor: Actor) => pagesFor(t.ground, [api], () => ({ actor }));
	const send = (actor: Actor, path: string, body: object) =>
		as(actor).request(`/api/community/behalf${path}`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		});
	const listed = async (actor: Actor) => {
		const { items, next } = (await (await as(actor).request("/api/community/behalf")).json()) as {
			items: { id: string }[];
			next: null;
		};
		expect(next).toBe(null);
		return items.map((item) => item.id);
	};
	const said = {
		...{ kind: "offer", sort: "learn", title: "Insegno a fare i tortelli", language: "it" },
		...{ givenName: "Zita", through: "desk", saidBy: "person", agreed: "yes" },
	};
	const made = await send(porter, "/posts", { ...said, id: newId() });
	expect(made.status).toBe(201);
	const { id } = (await made.json()) as { id: string };
	expect([(await listed(porter)).includes(id), (await listed(anna)).includes(id)]).toEqual([true, true]);
	expect((await send(neighbour, "/posts", { ...said, id: newId() })).status).toBe(403);
	expect((await send(anna, "/posts", { ...said, id: newId() })).status).toBe(403);
	expect((await send(porter, "/posts", {})).status).toBe(422);
	expect((await send(porter, `/${id}/confirm`, { how: "meeting" })).status).toBe(403);
	expect((await send(anna, `/${id}/confirm`, { how: "meeting" })).status).toBe(204);
	expect((await one(id)).confirmedHow).toBe("meeting");
	const { id: second } = (await (await send(porter, "/posts", { ...said, id: newId() })).json()) as { id: string };
	expect((await send(porter, `/${second}/withdraw`, {})).status).toBe(204);
	expect((await one(second)).endedHow).toBe("taken_back");
	const { session } = await dinner();
	const joined = await send(porter, "/joinings", { ...said, id: newId(), session });
	expect(joined.status).toBe(201);
	expect(await listed(porter)).toContain(((await joined.json()) as { id: string }).id);
});
