import { newId } from "../../../core/ids.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { keepUndoIn } from "../../access/undo/service.ts";
import { refuseKept } from "../../community/restriction/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import { readNote } from "../notes/store.ts";
import { titleFrom } from "../rules.ts";
import { whoIsMeant } from "../who.ts";
import { type ChangeResource, ownerKinds, type RecordResource, type Resource, type UseResource } from "./contract.ts";
import * as store from "./store.ts";

/** Describing what the neighbourhood can give, and what became of it. How it is shown stands in `reading`. */

type Id = Resource["id"];

/**
 * Describes a resource: by hand, or from an offered note, whose words, topic and place it takes where nothing else is
 * said. A note described twice stays one resource. Throws `invalid` (no title, a note that is no offer of this
 * neighbourhood, somebody unclear), `choose_neighbourhood`, `id_taken`.
 */
export async function recordResource(ground: Ground, actor: Actor, input: RecordResource): Promise<Resource> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const request = requestOf(actor, now, "resource", input);
	return ground.db.withActor(actor, async (tx) => {
		const before = await store.readResource(tx, request.id);
		if (before) return writtenBefore(before, request).resource;
		const described = input.note && (await store.readResourceOfNote(tx, input.note));
		if (described) return mustFind(tx, described);
		const facts = await factsOf(tx, input);
		const row = { ...request, ...facts, sort: input.sort, noteId: input.note ?? null, on: dayOf(now), at: now };
		if (!(await store.insertResource(tx, row)))
			return writtenBefore(await store.readResource(tx, request.id), request).resource;
		const { id } = request;
		await audit(tx, { verb: "recordResource", kind: "resource", id, neighbourhoodId: facts.neighbourhoodId });
		return mustFind(tx, id);
	});
}

/** What is said of a resource, and what the note it comes from says where nothing was said. */
async function factsOf(read: Read, input: RecordResource) {
	const note = input.note && (await readNote(read, input.note));
	if (note) await refuseKept(read, note.aboutId);
	if (input.note && note?.kind !== "offered") throw new Refused("invalid", { note: "error.id" });
	const neighbourhoodId = note ? note.neighbourhoodId : (await neighbourhoodIn(read, input.neighbourhood)).id;
	if (note && !input.title) {
		const { topic, placeId, aboutId } = note;
		return { neighbourhoodId, title: titleFrom(note.text), topic, placeId, partyId: aboutId, available: null };
	}
	if (!input.title) throw new Refused("invalid", { title: "error.required" });
	return {
		neighbourhoodId,
		title: input.title,
		topic: input.topic ?? null,
		available: input.available ?? null,
		...(await whoAndWhere(read, input, neighbourhoodId)),
	};
}

async function whoAndWhere(
	read: Read,
	input: Pick<RecordResource, "party" | "partyTyped" | "place" | "placeTyped">,
	neighbourhoodId: string,
): Promise<{ partyId: string | null; placeId: string | null }> {
	const { party, partyTyped, place, placeTyped } = input;
	const whose = { field: "party", chosen: party, typed: partyTyped, kinds: ownerKinds, neighbourhoodId };
	const where = { field: "place", chosen: place, typed: placeTyped, kinds: ["place"] as const, neighbourhoodId };
	const [owner, spot] = [await whoIsMeant(read, whose), await whoIsMeant(read, where)];
	return { partyId: owner?.id ?? null, placeId: spot?.id ?? null };
}

async function mustFind(read: Read, id: string): Promise<Resource> {
	const found = await store.readResource(read, id);
	if (!found) throw new Refused("not_found");
	return found.resource;
}

/** Corrects a resource; what is left out is emptied. Throws `not_found`, `invalid`. */
export async function changeResource(ground: Ground, actor: Actor, id: Id, input: ChangeResource): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId, party: owner } = await mustFind(tx, id);
		await refuseKept(tx, owner);
		const { title, sort, topic = null, available = null } = input;
		const said = { title, sort, topic, available, ...(await whoAndWhere(tx, input, neighbourhoodId)) };
		await store.updateResource(tx, id, said);
		await audit(tx, { verb: "changeResource", kind: "resource", id, neighbourhoodId, fields: Object.keys(said) });
	});
}

/** Says that somebody asked today, and whether it is still there; what was gone can be there again. Throws `not_found`. */
export async function askResource(ground: Ground, actor: Actor, id: Id, there: boolean): Promise<Resource> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const today = dayOf(now);
	return ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId, askedOn, goneOn, party } = await mustFind(tx, id);
		if (there) await refuseKept(tx, party);
		await store.writeAsked(tx, id, today, there);
		const verb = there ? "askResource" : "endResource";
		await audit(tx, { verb, kind: "resource", id, neighbourhoodId, fields: ["asked_on", "gone_on"] });
		if (!there && goneOn !== today) {
			const was = { askedOn, goneOn, on: today };
			await keepUndoIn(tx, { act: "endResource", kind: "resource", recordId: id, neighbourhoodId, was }, now);
		}
		return mustFind(tx, id);
	});
}

/** Writes down that it was used, on which day and for what. Sent twice it is written once. Throws `not_found`, `invalid` for a day to come, `id_taken`. */
export async function useResource(ground: Ground, actor: Actor, id: Id, input: UseResource): Promise<Resource> {
	only(actor, "facilitator", "coordinator");
	if (input.usedOn > dayOf(ground.clock())) throw new Refused("invalid", { usedOn: "error.future" });
	return ground.db.withActor(actor, async (tx) => {
		await mustFind(tx, id);
		await recordUseIn(tx, { ...input, resourceId: id, at: ground.clock() });
		return mustFind(tx, id);
	});
}

type Use = { resourceId: string; usedOn: Day; label: string; actId?: string; id?: string; at: Date };

/**
 * Writes down a use inside the caller's transaction; the same one again is written once. Throws `invalid` with `uses`
 * for a resource the actor does not see, or of another neighbourhood than the one named; `id_taken`.
 */
export async function recordUseIn(tx: Tx, use: Use, neighbourhoodId?: string): Promise<void> {
	const found = await store.readResource(tx, use.resourceId);
	if (!found || (neighbourhoodId && found.resource.neighbourhoodId !== neighbourhoodId))
		throw new Refused("invalid", { uses: "error.id" });
	await refuseKept(tx, found.resource.party);
	const here = { neighbourhoodId: found.resource.neighbourhoodId, at: use.at };
	const row = { resourceId: use.resourceId, usedOn: use.usedOn, label: use.label, actId: use.actId ?? null };
	const id = use.id ?? newId();
	if (!(await store.insertUse(tx, { ...row, ...here, id }))) {
		const there = await store.readUse(tx, id);
		if (!there || there.resourceId !== row.resourceId || there.label !== row.label || there.usedOn !== row.usedOn)
			throw new Refused("id_taken");
		return;
	}
	const said = { kind: "resource", id: row.resourceId, neighbourhoodId: here.neighbourhoodId, fields: ["uses"] };
	await audit(tx, { verb: "useResource", ...said });
}
