import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { squareOf } from "../../community/reach/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import type { Initiative } from "../contract.ts";
import { mustFind, territoryOf } from "../find.ts";
import type { Decision, NewTranslation, Translation } from "./contract.ts";
import * as store from "./store.ts";

type Place = Pick<Neighbourhood, "id" | "territoryId">;

/** How many proposals wait for an initiative's people at most. */
const mostWaiting = 20;

/**
 * Gives the words of an initiative in another language. Nobody sees them before somebody who carries it has read them.
 * Sent twice they are written once. Throws `not_found`, `full` when twenty wait already, `invalid` for its own language.
 */
export async function proposeTranslation(
	ground: Ground,
	place: Place,
	initiativeId: string,
	input: NewTranslation,
): Promise<void> {
	await ground.db.withActor(squareOf(place), async (tx) => {
		const initiative = await mustFind(tx, initiativeId);
		if (initiative.state !== "open" || initiative.neighbourhoodId !== place.id) throw new Refused("not_found");
		if (initiative.language === input.language) throw new Refused("invalid", { language: "error.choice" });
		if ((await store.countProposed(tx, place.territoryId, initiativeId)) >= mostWaiting) throw new Refused("full");
		if (!(await store.insertTranslation(tx, place.territoryId, initiativeId, input, ground.clock()))) return;
		await audit(tx, {
			...{ verb: "proposeTranslation", kind: "initiative", id: initiativeId },
			...{ neighbourhoodId: place.id, fields: ["translations"] },
		});
	});
}

/** An initiative with all its translations, for those who work on it. Throws `not_found`. */
export function translationsOf(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
): Promise<{ initiative: Initiative; translations: Translation[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const initiative = await mustFind(read, initiativeId);
		return { initiative, translations: await store.readTranslations(read, territoryOf(actor), initiativeId) };
	});
}

/** Initiatives here with translations nobody has read yet. */
export function waitingTranslationsIn(read: Read, neighbourhoodId: string) {
	return store.readWaiting(read, territoryOf(read.actor), neighbourhoodId);
}

/** Shows a translation to everybody, or not, or no longer. Throws `not_found`. */
export async function decideTranslation(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	input: Decision,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFind(tx, initiativeId);
		const by = { accountId: actor.accountId!, now: ground.clock() };
		if (!(await store.decide(tx, territoryOf(actor), initiativeId, input, by))) throw new Refused("not_found");
		await audit(tx, {
			...{ verb: "decideTranslation", kind: "initiative", id: initiativeId },
			...{ neighbourhoodId, fields: ["translations"] },
		});
	});
}
