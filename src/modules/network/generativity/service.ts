import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { actsForGenerativityIn } from "../../exchange/generated/service.ts";
import { neighbourhoodIn, territoriesIn } from "../../programme/service.ts";
import type { Generated, GenerativityAsked } from "./contract.ts";
import { generatedBy } from "./rules.ts";

/** What help generated, and where. */
export type ShownGenerativity = Generated & { place: string; of: "neighbourhood" | "territory" };

/**
 * What help generated in the neighbourhood on screen (or the one named), for those who work there; for a coordinator
 * also in the whole territory, its acts taken together. Throws `choose_neighbourhood`.
 */
export async function generativity(ground: Ground, actor: Actor, asked: GenerativityAsked): Promise<ShownGenerativity> {
	if (asked.of === "territory") only(actor, "coordinator");
	else only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	return ground.db.readAs(actor, async (read) => {
		const { place, ...where } = asked.of === "territory" ? await territoryOf(read) : await hoodOf(read, asked);
		const acts = await actsForGenerativityIn(read, { ...where, until: now });
		return { ...generatedBy(acts, now), place, of: asked.of ?? "neighbourhood" };
	});
}

async function hoodOf(read: Read, { neighbourhood }: GenerativityAsked) {
	const { territoryId, id, name } = await neighbourhoodIn(read, neighbourhood);
	return { territoryId, neighbourhoodId: id, place: name };
}

async function territoryOf(read: Read) {
	const own = (await territoriesIn(read)).find(({ id }) => id === read.actor.territoryId);
	if (!own) throw new Refused("not_found");
	return { territoryId: own.id, place: own.name };
}
