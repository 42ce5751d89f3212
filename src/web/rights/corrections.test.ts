import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testSeal } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import type { Actor } from "../../db/actor.ts";
import { erasePerson, finishErasures } from "../../modules/community/erasing/service.ts";
import { mergeParties } from "../../modules/community/same/service.ts";
import { addPersonIn } from "../../modules/community/service.ts";
import { texts } from "../erasure/texts.ts";
import { holders } from "../same/holders.ts";
import { dueOn } from "./contract.ts";
import * as corrections from "./corrections.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const today = "2026-11-22";
const wrong = "Non abito più in via Gocciadoro";
let rosa: Id<"party">;
let resident: Actor;

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

async function person(label: string): Promise<Id<"party">> {
	return t.db.withActor(anna, async (tx) => {
		const row = { neighbourhoodId: places.here, label, level: "name" as const, agreedHow: "in_person" as const };
		return (await addPersonIn(tx, { ...row, knownSince: "2026-01-01" })).id as Id<"party">;
	});
}

beforeEach(async () => {
	rosa = await person("Rosa Prova");
	resident = actorOf("resident", "here", { personId: rosa });
});

const saying = (more: object = {}) =>
	({ id: newId<"correction">(), wrong, how: "by_phone", day: undefined, ...more }) as never;
const say = (input = saying(), whose: string | undefined = rosa, actor = anna) =>
	corrections.sayIsWrong(t.ground, actor, input, whose);
const of = (personId: string = rosa, actor = anna) =>
	t.db.readAs(actor, (read) => corrections.correctionsOf(t.ground, read, personId));
const answer = (id: string, corrected: "yes" | "no" = "yes", actor = anna) =>
	corrections.answerCorrection(t.ground, actor, id, { corrected, answer: "Ora c'è la via giusta" });

describe("«this is wrong»", () => {
	test("is kept sealed, with the month it has to be answered in; sent twice it is one, said otherwise it is another", async () => {
		const input = saying({ day: "2026-11-20" });
		await say(input);
		await say(input);
		const [one, ...more] = await of();
		expect(more).toEqual([]);
		expect(one).toMatchObject({
			wrong,
			askedOn: "2026-11-20",
			dueOn: dueOn("2026-11-20"),
			answeredOn: null,
			answer: "",
		});
		const { rows } = await t.owner.query("select wrong from rights.corrections where id = $1", [one!.id]);
		expect(rows[0].wrong.toString("utf8")).not.toContain("Gocciadoro");
		await expect(say({ ...(input as object), wrong: "Altro" } as never)).rejects.toMatchObject({ code: "id_taken" });
		await expect(say(saying({ day: "2026-11-23" }))).rejects.toMatchObject({ fields: { day: "error.future" } });
	});

	test("is said by the person of themselves alone, by staff of whom they see, and by nobody else", async () => {
		await corrections.sayIsWrong(t.ground, resident, saying({ how: "online" }));
		expect(await of(rosa, resident)).toMatchObject([{ wrong }]);
		const bruno = await person("Bruno Prova");
		await expect(corrections.sayIsWrong(t.ground, resident, saying(), bruno), "of another").rejects.toMatchObject({
			code: "not_yours",
		});
		await expect(corrections.sayIsWrong(t.ground, anna, saying()), "of nobody").rejects.toMatchObject({
			code: "not_yours",
		});
		await expect(say(saying(), rosa, actorOf("facilitator", "beside"))).rejects.toMatchObject({ code: "not_found" });
		for (const role of ["social-worker", "officer", "evaluator", "administrator"] as const)
			await expect(say(saying(), rosa, actorOf(role)), role).rejects.toMatchObject({ code: "not_yours" });
		expect(await of(rosa, actorOf("resident", "here", { personId: bruno }))).toEqual([]);
	});

	test.each(["yes", "no"] as const)("is answered once, %s, in words the person reads", async (corrected) => {
		await say();
		const [{ id } = { id: "" }] = await of();
		await expect(answer(id, corrected, resident)).rejects.toMatchObject({ code: "not_yours" });
		await expect(answer(id, corrected, actorOf("facilitator", "beside"))).rejects.toMatchObject({ code: "not_found" });
		expect(await answer(id, corrected)).toEqual({ personId: rosa });
		await expect(answer(id, corrected)).rejects.toMatchObject({ code: "not_from_here" });
		expect(await of(rosa, resident)).toMatchObject([
			{ answeredOn: today, corrected: corrected === "yes", answer: "Ora c'è la via giusta" },
		]);
		const { rows } = await t.owner.query("select verb from access.audit where record_id = $1 order by at, id", [id]);
		expect(rows.map((row) => row.verb)).toEqual(["sayIsWrong", "answerCorrection"]);
	});

	test("of two who became one stays readable, and is answered, until whoever is left is erased: then both keys go", async () => {
		const twin = await person("Rosina");
		await say(saying(), twin);
		const [before] = await of(twin);
		await mergeParties(t.ground, anna, holders, { id: newId<"merge">(), kept: rosa, gone: twin });
		expect(await of()).toMatchObject([{ id: before!.id, sealedFor: twin, wrong }]);
		await answer(before!.id);
		expect(await of()).toMatchObject([{ answer: "Ora c'è la via giusta" }]);
		const { rows: kept } = await t.owner.query("select wrong from rights.corrections where id = $1", [before!.id]);
		await erasePerson(t.ground, anna, { holders, texts }, rosa, { id: newId(), how: "in_person" } as never);
		expect(await finishErasures(t.ground)).toBe(1);
		const place = `rights.corrections/${places.territory}/${before!.id}/wrong`;
		for (const whose of [rosa, twin])
			expect(() => testSeal.ofPerson(places.territory, whose).open(kept[0].wrong, place), whose).toThrow(/destroyed/);
		const { rows } = await t.owner.query("select wrong, answer from rights.corrections where id = $1", [before!.id]);
		for (const row of rows) expect([row.wrong.length, row.answer?.length ?? 0]).toEqual([0, 0]);
	});
});
