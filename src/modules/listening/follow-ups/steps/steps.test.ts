import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../../tests/harness.ts";
import { newId } from "../../../../core/ids.ts";
import type { Actor } from "../../../../db/actor.ts";
import type { Ground } from "../../../../ui/http.ts";
import { takeBack } from "../../../access/undo/service.ts";
import type { FollowUp } from "../../contract.ts";
import { todayOfListeningIn } from "../../service.ts";
import { inverses } from "../../undo/service.ts";
import { listFollowUps, recordFollowUp } from "../service.ts";
import * as steps from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const bruno = actorOf("facilitator");
const beside = actorOf("facilitator", "beside");

beforeAll(async () => {
	t = await freshDatabase();
	for (const actor of [anna, bruno]) {
		await t.owner.query("insert into access.accounts (id, name) values ($1, $2)", [actor.accountId, actor.name]);
		await t.owner.query(
			`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
			values ($1, $2, $3, 'facilitator', $4, $5, '2026-01-01')`,
			[newId(), actor.accountId, actor.name, places.territory, places.here],
		);
	}
});
afterAll(() => t.end());

/** Filò some days later. */
function later(days: number, seconds = 0): Ground {
	return { ...t.ground, clock: () => new Date(testNow.getTime() + days * 86_400_000 + seconds * 1000) };
}

const write = (what: string, dueOn = "2026-11-25", by: Actor = anna) =>
	recordFollowUp(t.ground, by, {
		id: newId<"follow-up">(),
		neighbourhood: undefined,
		what,
		dueOn,
		note: undefined,
		need: undefined,
		about: undefined,
		assignedTo: undefined,
	});

const openOnes = async (ground: Ground = t.ground) =>
	(await listFollowUps(ground, anna, { neighbourhood: undefined, cursor: undefined, limit: 100 })).items.map(
		(f) => f.what,
	);

const history = async (id: FollowUp["id"]) => (await steps.readFollowUp(t.ground, anna, id)).steps.map((s) => s.kind);
const back = (ground: Ground, actor: Actor, id: string) => takeBack(ground, actor, id, inverses as never);
const refused = (code: string) => expect.objectContaining({ code });

test("what is overdue stands on today until somebody says how it went; done then is done late", async () => {
	const { id } = await write("Portare il modulo");
	const today = (days: number) =>
		t.db.readAs(anna, (read) =>
			todayOfListeningIn(read, read, places.here, `2026-12-${String(days).padStart(2, "0")}`),
		);
	for (const day of [1, 30]) expect((await today(day)).followUps.map((f) => f.id)).toContain(id);
	const done = await steps.finishFollowUp(later(30), anna, id, "Portato");
	expect(done).toMatchObject({ ending: "done_late", outcome: "Portato" });
	expect((await today(30)).followUps.map((f) => f.id)).not.toContain(id);
	expect(await history(id)).toEqual(["done_late"]);
	const { id: other } = await write("In tempo");
	expect(await steps.finishFollowUp(later(3), anna, other, undefined)).toMatchObject({ ending: "done" });
});

test("done in part: what remains has a day of its own, sent twice it is one step, and what it said is kept", async () => {
	const { id } = await write("Sedie e tavoli");
	const input = { id: newId<"step">(), outcome: "Le sedie ci sono", remains: "I tavoli", dueOn: "2026-12-02" };
	expect(await steps.partlyDone(t.ground, anna, id, input)).toMatchObject({
		what: "I tavoli",
		dueOn: "2026-12-02",
		ending: null,
	});
	expect(await steps.partlyDone(t.ground, anna, id, input)).toMatchObject({ what: "I tavoli" });
	const { steps: told } = await steps.readFollowUp(t.ground, anna, id);
	expect(told).toMatchObject([
		{ kind: "partly", whatBefore: "Sedie e tavoli", dueBefore: "2026-11-25", words: "Le sedie ci sono" },
	]);
	await expect(
		steps.partlyDone(t.ground, anna, id, { ...input, id: newId<"step">(), dueOn: "2026-11-01" }),
	).rejects.toEqual(refused("invalid"));
	expect(await openOnes()).toContain("I tavoli");
});

test("given to a colleague who works there, moved, let go with a reason: each is a step, and an end is an end", async () => {
	const { id } = await write("Chiamare il circolo");
	await expect(
		steps.giveFollowUp(t.ground, anna, id, { assignedTo: beside.accountId as never, words: undefined }),
	).rejects.toEqual(refused("invalid"));
	const given = { assignedTo: bruno.accountId as never, words: "Chiedi di Piero" };
	expect(await steps.giveFollowUp(t.ground, anna, id, given)).toMatchObject({ assignedTo: bruno.accountId });
	await steps.moveFollowUp(t.ground, bruno, id, "2026-12-10");
	expect(await steps.letFollowUpGo(t.ground, bruno, id, "Il circolo ha chiuso")).toMatchObject({ ending: "let_go" });
	expect(await steps.letFollowUpGo(t.ground, bruno, id, "Ancora")).toMatchObject({ outcome: "Il circolo ha chiuso" });
	for (const again of [
		() => steps.moveFollowUp(t.ground, anna, id, "2026-12-12"),
		() =>
			steps.partlyDone(t.ground, anna, id, { id: undefined, outcome: undefined, remains: "x", dueOn: "2026-12-12" }),
		() => steps.giveFollowUp(t.ground, anna, id, { ...given, assignedTo: anna.accountId as never }),
	])
		await expect(again()).rejects.toEqual(refused("not_from_here"));
	expect(await history(id)).toEqual(["handed_over", "moved", "let_go"]);
	await expect(steps.readFollowUp(t.ground, beside, id)).rejects.toEqual(refused("not_found"));
});

test("each step is taken back within a minute, by whoever took it, while nobody has gone on", async () => {
	const { id } = await write("Tornare da Ines");
	await steps.letFollowUpGo(t.ground, anna, id, "Per sbaglio");
	await expect(back(t.ground, bruno, id)).rejects.toEqual(refused("undo_expired"));
	await back(later(0, 59), anna, id);
	expect(await openOnes()).toContain("Tornare da Ines");
	await expect(back(later(0, 59), anna, id)).rejects.toEqual(refused("undo_expired"));
	const soon = later(0, 100);
	const partly = { id: undefined, outcome: undefined, remains: "Il resto", dueOn: "2026-12-20" };
	await steps.partlyDone(soon, anna, id, partly);
	await steps.moveFollowUp(soon, bruno, id, "2026-12-21");
	await expect(back(soon, anna, id)).rejects.toEqual(refused("changed_meanwhile"));
	await back(soon, bruno, id);
	await steps.finishFollowUp(soon, anna, id, undefined);
	await expect(back(later(0, 160), anna, id)).rejects.toEqual(refused("undo_expired"));
	expect(await history(id)).toEqual(["let_go", "taken_up", "partly", "moved", "taken_up", "done"]);
	expect(await openOnes()).not.toContain("Il resto");
});
