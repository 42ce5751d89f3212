import { dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Read, Tx } from "../../../../db/database.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import type { WorkingInitiative } from "../../contract.ts";
import { readWorking } from "../../store.ts";
import type { Step, TakeSteps } from "../contract.ts";
import * as store from "./store.ts";

/** The steps of an initiative's model, as it stands now; what was ticked keeps the words it had then. */
export function stepsOf(initiative: Pick<WorkingInitiative, "modelSteps" | "taken">): Step[] {
	const taken = new Map(initiative.taken.filter((step) => step.takenOn).map((step) => [step.position, step]));
	const last = Math.max(initiative.modelSteps.length, ...taken.keys());
	return Array.from({ length: last }, (_, i) => {
		const position = i + 1;
		const words = initiative.modelSteps[i] ?? "";
		return taken.get(position) ?? { position, words, takenOn: null, takenBy: null };
	}).filter((step) => step.words !== "");
}

async function mustFind(read: Read, id: string, language: string): Promise<WorkingInitiative> {
	const found = await readWorking(read, read.actor.territoryId ?? "", id, language);
	if (!found) throw new Refused("not_found");
	return found;
}

/**
 * Ticks steps of the model that an initiative took, on a day, in one's own name; a step ticked before stays as it is.
 * Throws `not_found`, `invalid` for a step its model does not have, or a day to come.
 */
export async function takeSteps(
	ground: Ground,
	actor: Actor,
	id: string,
	input: TakeSteps,
	language: string,
): Promise<Step[]> {
	only(actor, "facilitator", "coordinator");
	if (input.on > dayOf(ground.clock())) throw new Refused("invalid", { on: "error.future" });
	return ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId, ...initiative } = await mustFind(tx, id, language);
		let ticked = 0;
		for (const position of new Set(input.steps)) {
			const words = initiative.modelSteps[position - 1];
			if (!words) throw new Refused("invalid", { steps: "error.choice" });
			const step = { initiativeId: id, neighbourhoodId, position, words, on: input.on };
			if (await store.writeTaken(tx, step)) ticked += 1;
		}
		if (ticked > 0) await auditSteps(tx, id, neighbourhoodId);
		return stepsOf(await mustFind(tx, id, language));
	});
}

/** Takes back a step that was ticked by mistake. Throws `not_found`. */
export async function untakeStep(ground: Ground, actor: Actor, id: string, position: number): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFind(tx, id, "it");
		if (await store.writeNotTaken(tx, id, position)) await auditSteps(tx, id, neighbourhoodId);
	});
}

async function auditSteps(tx: Tx, id: string, neighbourhoodId: string): Promise<void> {
	await audit(tx, { verb: "takeSteps", kind: "initiative", id, neighbourhoodId, fields: ["steps"] });
}
