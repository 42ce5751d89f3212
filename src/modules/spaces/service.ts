import type { Id } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { type Actor, nobody } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import type { Read } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import { requestOf, writtenBefore } from "../../ui/request.ts";
import { neighbourhoodIn } from "../programme/service.ts";
import type { NewSpace, Space, SpaceFacts } from "./contract.ts";
import * as store from "./store.ts";

/** Its spaces that can be used, as everybody sees them; at most 100. */
export function publicSpaces(ground: Ground, place: { territoryId: string; id: string }): Promise<Space[]> {
	return ground.db.readAs(nobody(), (read) => store.readSpaces(read, place, { open: true }));
}

/** One of them, also after it closed: what was agreed keeps its page. Throws `not_found`. */
export async function publicSpaceIn(
	read: Read,
	place: { territoryId: string; id: string },
	id: string,
): Promise<Space> {
	const space = await store.readSpace(read, place.territoryId, id);
	if (space?.neighbourhoodId !== place.id) throw new Refused("not_found");
	return space;
}

/** All spaces of the neighbourhood on screen, those no longer used last. */
export function spacesHere(ground: Ground, actor: Actor): Promise<Space[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => store.readSpaces(read, await neighbourhoodIn(read), { open: false }));
}

/** A space where the actor works. Throws `not_found`. */
export async function mustFindSpace(read: Read, id: string): Promise<store.SpaceRow> {
	const space = await store.readSpace(read, read.actor.territoryId ?? "", id);
	const { role, neighbourhoodIds } = read.actor;
	// Everybody reads a space; who works elsewhere does not work on it.
	const isHere = role === "coordinator" || (neighbourhoodIds as string[]).includes(space?.neighbourhoodId ?? "");
	if (!space || !isHere) throw new Refused("not_found");
	return space;
}

/** One space where the actor works. Throws `not_found`. */
export function spaceHere(ground: Ground, actor: Actor, id: string): Promise<Space> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, (read) => mustFindSpace(read, id));
}

/** Writes down a space of the neighbourhood on screen. Sent twice it is written once. Throws `id_taken`. */
export async function recordSpace(ground: Ground, actor: Actor, input: NewSpace): Promise<Space> {
	only(actor, "facilitator", "coordinator");
	const request = requestOf(actor, ground.clock(), "space", input);
	return ground.db.withActor(actor, async (tx) => {
		const place = await neighbourhoodIn(tx);
		const made = await store.insertSpace(tx, place, input.id, input, request.hash);
		if (!made) return writtenBefore(await store.readSpace(tx, place.territoryId, input.id), request);
		await audit(tx, { verb: "recordSpace", kind: "space", id: input.id, neighbourhoodId: place.id, fields: ["space"] });
		return mustFindSpace(tx, input.id);
	});
}

/** Changes what is said of a space; what is booked already keeps its price. Throws `not_found`. */
export async function changeSpace(ground: Ground, actor: Actor, id: Id<"space">, input: SpaceFacts): Promise<Space> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFindSpace(tx, id);
		await store.updateSpace(tx, { territoryId: actor.territoryId!, id: neighbourhoodId }, id, input);
		await audit(tx, { verb: "changeSpace", kind: "space", id, neighbourhoodId, fields: ["space"] });
		return mustFindSpace(tx, id);
	});
}

/** Nobody books it any more, or again; what was agreed stays. A second time changes nothing. Throws `not_found`. */
export async function closeSpace(ground: Ground, actor: Actor, id: Id<"space">, closed: boolean): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFindSpace(tx, id);
		const done = await store.writeClosed(tx, actor.territoryId!, id, closed ? dayOf(ground.clock()) : null);
		const verb = closed ? "closeSpace" : "reopenSpace";
		if (done) await audit(tx, { verb, kind: "space", id, neighbourhoodId, fields: ["closed_on"] });
	});
}
