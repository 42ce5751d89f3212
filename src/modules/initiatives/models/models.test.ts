import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../../tests/harness.ts";
import { newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import { recordNote as noteContract } from "../../listening/contract.ts";
import { changeState as changeNeedState, recordNeed } from "../../listening/needs/service.ts";
import { recordNote } from "../../listening/notes/service.ts";
import { newInitiative } from "../contract.ts";
import { labelIn } from "../rules.ts";
import { changeState, initiativeOnPage, linkNeed, startInitiative } from "../service.ts";
import { changeModel as changeContract, newModel } from "./contract.ts";
import { beginningOf, changeModel, models, readModel, shareModel, writeModel } from "./service.ts";
import { takeSteps, untakeStep } from "./steps/service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const beside = actorOf("facilitator", "beside");
const far = actorOf("facilitator", "far");
const outside = ["citizen", "resident", "officer", "evaluator", "administrator", "social-worker"] as const;

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const refused = (code: string, fields?: object) => expect.objectContaining({ code, ...(fields && { fields }) });
const words = { name: "Caffè in cortile", steps: ["Apri il cortile", "Metti i tavoli"], language: "it" };

function write(more: object = {}, actor: Actor = anna) {
	return writeModel(t.ground, actor, newModel.parse({ id: newId(), ...words, ...more }));
}
function start(more: object = {}, actor: Actor = anna) {
	return startInitiative(t.ground, actor, newInitiative.parse({ title: "Pausa", ...more }));
}
async function need(title: string, topic: string, actor: Actor = anna) {
	const note = await recordNote(t.ground, actor, noteContract.parse({ text: title, kind: "asked", topic }));
	return recordNeed(t.ground, actor, { title, notes: [note.id], id: undefined, topic: undefined, place: undefined });
}
async function verbs(id: string): Promise<string[]> {
	const { rows } = await t.owner.query("select verb from access.audit where record_id = $1 order by at, id", [id]);
	return rows.map((row) => row.verb);
}

test("eight models ship, whole in three languages, and none of their public words says whom they are for", async () => {
	for (const language of ["it", "de", "en"]) {
		const shipped = (await models(t.ground, far, language)).filter((model) => model.origin === "shipped");
		expect(shipped.map((model) => model.id)).toEqual([
			"coffee-break",
			"repair-evening",
			"neighbours-dinner",
			"neighbourhood-desk",
			"shared-lunch",
			"walking-school-bus",
			"language-table",
			"allotment",
		]);
		for (const model of shipped) {
			expect(labelIn(model.name, model.invitation), `${language} ${model.id}`).toBeUndefined();
			const counts = [model.steps, model.people, model.needs, model.watch].map((list) => list.length);
			const italian = (await models(t.ground, far, "it")).find((one) => one.id === model.id)!;
			expect(counts).toEqual([italian.steps, italian.people, italian.needs, italian.watch].map((list) => list.length));
			expect(model.version).toBe(1);
		}
	}
});

describe("a territory's own model", () => {
	test("keeps from which model and version it was adapted, also when that one changes; sent twice it is written once", async () => {
		const first = newModel.parse({ id: newId(), ...words, from: "coffee-break" });
		const made = await writeModel(t.ground, anna, first);
		expect(await writeModel(t.ground, anna, first)).toEqual(made);
		expect(made).toMatchObject({
			origin: "own",
			version: 1,
			lineage: { model: "coffee-break", version: 1, name: "Pausa caffè" },
		});
		await expect(writeModel(t.ground, anna, { ...first, name: "Altro" })).rejects.toEqual(refused("id_taken"));
		await changeModel(t.ground, beside, made.id, changeContract.parse({ ...words, name: "Caffè sotto il gelso" }));
		const child = await write({ name: "Tè in cortile", from: made.id }, beside);
		expect(child.lineage).toMatchObject({
			model: made.id,
			version: 2,
			name: "Caffè sotto il gelso",
			territory: "Territorio Val d'Adige",
		});
		await changeModel(t.ground, anna, made.id, changeContract.parse(words));
		expect((await readModel(t.ground, anna, child.id, "it")).model.lineage).toMatchObject({ version: 2 });
		expect((await readModel(t.ground, anna, made.id, "it")).model.version).toBe(3);
		expect(await verbs(made.id)).toEqual(["adaptModel", "changeModel", "changeModel"]);
	});

	test("is read by the own territory alone, until it is shared; then it is adapted elsewhere, never changed there", async () => {
		const made = await write();
		const seenBy = async (actor: Actor) => (await models(t.ground, actor, "it")).some((model) => model.id === made.id);
		expect([await seenBy(beside), await seenBy(far)]).toEqual([true, false]);
		await expect(readModel(t.ground, far, made.id, "it")).rejects.toEqual(refused("not_found"));
		await expect(write({ from: made.id }, far)).rejects.toEqual(refused("invalid", { from: "error.choice" }));
		await shareModel(t.ground, anna, made.id, true);
		await shareModel(t.ground, anna, made.id, true);
		expect((await readModel(t.ground, far, made.id, "it")).model).toMatchObject({
			origin: "shared",
			territory: "Territorio Val d'Adige",
		});
		const theirs = await write({ from: made.id }, far);
		expect(theirs.lineage).toMatchObject({ model: made.id, territory: "Territorio Val d'Adige" });
		await expect(start({ model: made.id }, far)).rejects.toEqual(refused("invalid", { model: "error.choice" }));
		await expect(changeModel(t.ground, far, made.id, changeContract.parse(words))).rejects.toEqual(
			refused("not_found"),
		);
		await expect(shareModel(t.ground, far, made.id, false)).rejects.toEqual(refused("not_found"));
		await expect(changeModel(t.ground, anna, "coffee-break", changeContract.parse(words))).rejects.toEqual(
			refused("not_found"),
		);
		await shareModel(t.ground, beside, made.id, false);
		expect(await seenBy(far)).toBe(false);
		expect(await verbs(made.id)).toEqual(["adaptModel", "shareModel", "unshareModel"]);
	});

	test("names nobody's trouble in what becomes public, has at least one step, and is nobody else's", async () => {
		await expect(write({ name: "Caffè per anziani soli" })).rejects.toEqual(
			refused("labels", { name: "refusal.labels" }),
		);
		await expect(write({ invitation: "Per le famiglie povere" })).rejects.toEqual(
			refused("labels", { invitation: "refusal.labels" }),
		);
		expect(newModel.safeParse({ ...words, steps: " \n \n" }).success).toBe(false);
		expect(newModel.parse({ ...words, steps: "Uno\r\n\r\n Due " }).steps).toEqual(["Uno", "Due"]);
		for (const role of outside) {
			await expect(write({}, actorOf(role)), role).rejects.toEqual(refused("not_yours"));
			await expect(readModel(t.ground, actorOf(role), "coffee-break", "it"), role).rejects.toEqual(
				refused("not_yours"),
			);
		}
	});

	test("begins with what a concluded initiative did: the steps it took, what was learnt, and its model's lineage", async () => {
		const made = await start({ title: "Pausa della piazza", model: "coffee-break", invitation: "Un caffè insieme" });
		await takeSteps(t.ground, anna, made.id, { steps: [2, 1], on: "2026-11-20" }, "it");
		await expect(beginningOf(t.ground, anna, { initiative: made.id }, "it")).rejects.toEqual(refused("not_found"));
		await expect(write({ initiative: made.id })).rejects.toEqual(refused("invalid", { initiative: "error.id" }));
		await changeState(t.ground, anna, made.id, { to: "open", learnt: undefined, reason: undefined });
		await changeState(t.ground, anna, made.id, { to: "concluded", learnt: "Meglio di martedì", reason: undefined });
		const { given, from } = await beginningOf(t.ground, anna, { initiative: made.id }, "it");
		expect(from?.id).toBe("coffee-break");
		expect(given).toMatchObject({
			name: "Pausa della piazza",
			invitation: "Un caffè insieme",
			happened: "Meglio di martedì",
		});
		expect(given.steps).toEqual(from?.steps.slice(0, 2));
		const model = await write({ name: "Pausa della piazza", initiative: made.id, from: "coffee-break" });
		expect(model.lineage).toMatchObject({ model: "coffee-break", initiative: made.id });
		await shareModel(t.ground, anna, model.id, true);
		expect((await readModel(t.ground, far, model.id, "it")).model.lineage?.initiative).toBeNull();
		await expect(beginningOf(t.ground, beside, { initiative: made.id }, "it")).rejects.toEqual(refused("not_found"));
	});
});

describe("the steps an initiative took", () => {
	test("are ticked with day and name, keep the words they had, and can be taken back", async () => {
		const model = await write();
		const made = await start({ model: model.id });
		await takeSteps(t.ground, anna, made.id, { steps: [1, 1], on: "2026-11-20" }, "it");
		await takeSteps(t.ground, anna, made.id, { steps: [1], on: "2026-11-21" }, "it");
		await changeModel(
			t.ground,
			anna,
			model.id,
			changeContract.parse({ ...words, steps: ["Spazza il cortile", "Due", "Tre"] }),
		);
		const shown = await initiativeOnPage(t.ground, anna, made.id, "it");
		expect(shown.initiative).toMatchObject({ modelId: model.id, modelVersion: 1 });
		expect(shown.steps).toEqual([
			{ position: 1, words: "Apri il cortile", takenOn: "2026-11-20", takenBy: anna.accountId },
			{ position: 2, words: "Due", takenOn: null, takenBy: null },
			{ position: 3, words: "Tre", takenOn: null, takenBy: null },
		]);
		await untakeStep(t.ground, anna, made.id, 1);
		await untakeStep(t.ground, anna, made.id, 1);
		expect((await initiativeOnPage(t.ground, anna, made.id, "it")).steps[0]).toMatchObject({
			words: "Spazza il cortile",
			takenOn: null,
		});
		expect((await verbs(made.id)).filter((verb) => verb === "takeSteps")).toHaveLength(2);
	});

	test("no step the model lacks, no day to come, nobody who does not work there", async () => {
		const made = await start({ model: "coffee-break" });
		const take = (steps: number[], on = "2026-11-20", actor = anna) =>
			takeSteps(t.ground, actor, made.id, { steps, on }, "it");
		await expect(take([8])).rejects.toEqual(refused("invalid", { steps: "error.choice" }));
		await expect(take([1], "2026-11-23")).rejects.toEqual(refused("invalid", { on: "error.future" }));
		for (const actor of [beside, far])
			await expect(take([1], "2026-11-20", actor)).rejects.toEqual(refused("not_found"));
		const bare = await start();
		await expect(takeSteps(t.ground, anna, bare.id, { steps: [1], on: "2026-11-20" }, "it")).rejects.toEqual(
			refused("invalid", { steps: "error.choice" }),
		);
	});
});

test("which needs a model has answered: by neighbourhood and topic in the own territory, by topic for the others, no title anywhere", async () => {
	const model = "shared-lunch";
	const here = await start({ model, needs: [(await need("Mangiare da soli pesa", "food")).id] });
	const second = await need("La pentola è grande per uno", "food");
	await linkNeed(t.ground, anna, here.id, second.id);
	await linkNeed(t.ground, anna, here.id, second.id);
	const again = await start({ model, needs: [second.id] });
	expect(again.modelId).toBe(model);
	await start({ model, needs: [(await need("Un pranzo il giovedì", "food", beside)).id] }, beside);
	await start({ needs: [(await need("Senza modello", "food")).id] });
	await changeNeedState(t.ground, anna, second.id, { id: undefined, to: "answered", reason: undefined });
	expect((await readModel(t.ground, beside, model, "it")).answered).toEqual({
		here: [
			{ neighbourhood: "Accanto", topic: "food", needs: 1 },
			{ neighbourhood: "Qui", topic: "food", needs: 2 },
		],
		elsewhere: [],
	});
	const seen = await readModel(t.ground, far, model, "it");
	expect(seen.answered).toEqual({
		here: [],
		elsewhere: [{ territory: "Territorio Val d'Adige", topic: "food", needs: 3 }],
	});
	expect(JSON.stringify(seen)).not.toMatch(/pentola è|da soli|giovedì/);
});
