import { isId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import type { WorkingInitiative } from "../contract.ts";
import { labelIn } from "../rules.ts";
import { readWorking } from "../store.ts";
import { type Answered, type ChangeModel, type Model, modelLanguages, type NewModel } from "./contract.ts";
import * as store from "./store.ts";

/** The models the reader may see; those that ship in the reader's language. They hold nothing about anybody. */
export function models(ground: Ground, actor: Actor, language: string): Promise<Model[]> {
	return ground.db.readAs(actor, (read) => store.readModels(read, language));
}

/** A model of the actor's territory, or one that ships: an initiative can be made from it. */
export function isUsable(model: Model): boolean {
	return model.origin !== "shared";
}

/** One model, and how many needs initiatives from it have answered, where. Staff only. Throws `not_found`. */
export async function readModel(
	ground: Ground,
	actor: Actor,
	id: string,
	language: string,
): Promise<{ model: Model; answered: Answered }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => ({
		model: await mustFind(read, id, language),
		answered: await store.readAnswered(read, id.toLowerCase()),
	}));
}

async function mustFind(read: Read, id: string, language: string): Promise<Model> {
	const [found] = await store.readModels(read, language, id.toLowerCase());
	if (!found) throw new Refused("not_found");
	return found;
}

async function mustOwn(read: Read, id: string): Promise<Model> {
	const found = await mustFind(read, id, "it");
	if (found.origin !== "own") throw new Refused("not_found");
	return found;
}

/** The model a new initiative is made from. Throws `invalid` for one that is not there, or only another territory's. */
export async function knownModel(read: Read, id: string | undefined) {
	if (!id) return undefined;
	const found = await store.readUsable(read, id);
	if (!found) throw new Refused("invalid", { model: "error.choice" });
	return found;
}

/** What becomes public of a model's words names nobody's trouble. Throws `labels` naming the field. */
function refuseLabels(model: ChangeModel): void {
	if (labelIn(model.name)) throw new Refused("labels", { name: "refusal.labels" });
	if (labelIn(model.invitation)) throw new Refused("labels", { invitation: "refusal.labels" });
}

/** What a new model begins with: the model it is adapted from, or what an initiative did. Throws `not_found`. */
export async function beginningOf(
	ground: Ground,
	actor: Actor,
	query: { from?: string; initiative?: string },
	language: string,
): Promise<{ from?: Model; initiative?: WorkingInitiative; given: Partial<Model> }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const initiative = query.initiative ? await concluded(read, query.initiative, language) : undefined;
		const from = await origin(read, query.from ?? initiative?.modelId ?? undefined, language);
		if (!initiative) return { from, given: from ?? {} };
		return { from, initiative, given: givenBy(initiative, from) };
	});
}

/** An initiative that has been concluded: what it did can become a model. Throws `not_found`. */
async function concluded(read: Read, id: string, language: string): Promise<WorkingInitiative> {
	const found = await readWorking(read, read.actor.territoryId ?? "", id, language);
	if (found?.state !== "concluded") throw new Refused("not_found");
	return found;
}

/** The model adapted from. One named that is not there is no origin; throws nothing. */
async function origin(read: Read, id: string | undefined, language: string): Promise<Model | undefined> {
	return id ? (await store.readModels(read, language, id.toLowerCase()))[0] : undefined;
}

/** What an initiative did, in the fields of a model: the steps it took, else those of its model, and what was learnt. */
function givenBy(initiative: WorkingInitiative, from: Model | undefined): Partial<Model> {
	const steps = initiative.taken.filter((step) => step.takenOn).map((step) => step.words);
	return {
		...from,
		name: initiative.title,
		invitation: initiative.invitation,
		steps: steps.length > 0 ? steps : (from?.steps ?? []),
		happened: initiative.learnt,
	};
}

/**
 * Writes a territory's own model and where it comes from. Staff only. Throws `labels` when what becomes public names
 * somebody's trouble, `invalid` for a model or a concluded initiative that is not there, `id_taken`.
 */
export async function writeModel(ground: Ground, actor: Actor, input: NewModel): Promise<Model> {
	only(actor, "facilitator", "coordinator");
	refuseLabels(input);
	const now = ground.clock();
	const request = requestOf(actor, now, "model", input);
	const { id } = request;
	return ground.db.withActor(actor, async (tx) => {
		const before = await store.readModelRequest(tx, id);
		if (before) {
			writtenBefore(before, request);
			return mustOwn(tx, id);
		}
		const row = { ...input, ...request, lineage: await lineageOf(tx, input), at: now };
		if (!(await store.insertModel(tx, row))) writtenBefore(await store.readModelRequest(tx, id), request);
		await audit(tx, { verb: "adaptModel", kind: "model", id });
		return mustOwn(tx, id);
	});
}

async function lineageOf(tx: Tx, input: NewModel) {
	if (!input.from && !input.initiative) return null;
	const from = await origin(tx, input.from, input.language);
	if (input.from && !from) throw new Refused("invalid", { from: "error.choice" });
	if (input.initiative) {
		const found = await readWorking(tx, tx.actor.territoryId ?? "", input.initiative, input.language);
		if (found?.state !== "concluded") throw new Refused("invalid", { initiative: "error.id" });
	}
	return {
		model: from?.id ?? null,
		version: from?.version ?? null,
		name: from?.name ?? null,
		territoryId: from && isId(from.id) ? await store.readTerritoryOf(tx, from.id) : null,
		initiative: input.initiative ?? null,
	};
}

/** An own model as its form starts. Throws `not_found`. */
export async function modelToChange(ground: Ground, actor: Actor, id: string): Promise<Model> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, (read) => mustOwn(read, id));
}

/** Rewrites an own model; its version counts on. Throws `not_found`, `labels`. */
export async function changeModel(ground: Ground, actor: Actor, id: string, input: ChangeModel): Promise<void> {
	only(actor, "facilitator", "coordinator");
	refuseLabels(input);
	await ground.db.withActor(actor, async (tx) => {
		await mustOwn(tx, id);
		await store.updateModel(tx, id, input);
		await audit(tx, { verb: "changeModel", kind: "model", id, fields: Object.keys(input) });
	});
}

/** Lets the other territories read an own model, or no longer; what they adapted stays theirs. Throws `not_found`. */
export async function shareModel(ground: Ground, actor: Actor, id: string, shared: boolean): Promise<Model> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		await mustOwn(tx, id);
		if (await store.writeShared(tx, id, shared ? dayOf(ground.clock()) : null)) {
			const verb = shared ? "shareModel" : "unshareModel";
			await audit(tx, { verb, kind: "model", id, fields: ["shared_on"] });
		}
		return mustOwn(tx, id);
	});
}

/** The language a new model is written in, unless somebody says otherwise. */
export function languageOf(reader: string): Model["language"] {
	return modelLanguages.find((language) => language === reader) ?? "it";
}

export { recount as countModelNeedsIn } from "./store.ts";
