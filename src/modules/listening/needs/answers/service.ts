import { newId } from "../../../../core/ids.ts";
import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Tx } from "../../../../db/database.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import type { Answer, MatchOffer, Need, RecordAnswer } from "../../contract.ts";
import { readNote } from "../../notes/store.ts";
import type { GiveResource } from "../../resources/contract.ts";
import { readResource } from "../../resources/store.ts";
import { titleFrom } from "../../rules.ts";
import { locked, present } from "../find.ts";
import * as store from "../store.ts";

/** What answers a need: an offer, an initiative, an act, or something told in words. */

/**
 * Writes what answers a need, in the transaction of the module above. A need that was only heard is being
 * answered from then on. The same record under the same need is written once. Throws `invalid` for a need
 * the actor does not see, `not_from_here` for one that has ended.
 */
export async function recordAnswerIn(tx: Tx, answer: Answer, at = new Date()): Promise<void> {
	const need = await store.lockNeed(tx, answer.needId);
	if (!need) throw new Refused("invalid", { need: "error.id" });
	if (answer.recordId && (await store.readAnswer(tx, need.id, answer.kind, answer.recordId))) return;
	if (need.closedOn) throw new Refused("not_from_here");
	const id = answer.id ?? newId();
	const row = {
		...answer,
		id,
		needId: need.id,
		neighbourhoodId: need.neighbourhoodId,
		label: answer.label.slice(0, 200),
		at,
	};
	if (!(await store.writeAnswer(tx, row))) throw new Refused("id_taken");
	await audit(tx, {
		verb: "recordAnswer",
		kind: "need",
		id: need.id,
		neighbourhoodId: need.neighbourhoodId,
		fields: [answer.kind],
	});
	if (need.state !== "heard") return;
	const step = {
		id: newId(),
		needId: need.id,
		neighbourhoodId: need.neighbourhoodId,
		to: "being_answered",
		reason: null,
		closedOn: null,
		at,
	} as const;
	await store.writeStep(tx, step);
	await audit(tx, {
		verb: "changeNeedState",
		kind: "need",
		id: need.id,
		neighbourhoodId: need.neighbourhoodId,
		fields: ["state"],
	});
}

/** Says that an offer answers a need. Throws `not_found`, `invalid` for what is no offer of this neighbourhood, `not_from_here` for a need that has ended. */
export async function matchOffer(ground: Ground, actor: Actor, needId: Need["id"], input: MatchOffer): Promise<Need> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const need = await locked(tx, needId);
		const note = await readNote(tx, input.note);
		if (note?.kind !== "offered" || note.neighbourhoodId !== need.neighbourhoodId)
			throw new Refused("invalid", { note: "error.id" });
		await recordAnswerIn(
			tx,
			{ needId, kind: "offer", recordId: note.id, label: titleFrom(note.text), id: input.id },
			ground.clock(),
		);
		return present(await store.readNeedMade(tx, needId));
	});
}

/** Says that a resource answers a need. Throws `not_found`, `invalid` for what is no resource of this neighbourhood, or is gone, `not_from_here` for a need that has ended. */
export async function giveResource(
	ground: Ground,
	actor: Actor,
	needId: Need["id"],
	input: GiveResource,
): Promise<Need> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const need = await locked(tx, needId);
		const resource = (await readResource(tx, input.resource))?.resource;
		if (!resource || resource.goneOn || resource.neighbourhoodId !== need.neighbourhoodId)
			throw new Refused("invalid", { resource: "error.id" });
		const answer = { needId, kind: "resource", recordId: resource.id, label: resource.title, id: input.id } as const;
		await recordAnswerIn(tx, answer, ground.clock());
		return present(await store.readNeedMade(tx, needId));
	});
}

/** Writes in words what answered a need. Sent twice, it is written once. Throws `not_found`, `not_from_here`, `id_taken`. */
export async function recordAnswer(
	ground: Ground,
	actor: Actor,
	needId: Need["id"],
	input: RecordAnswer,
): Promise<Need> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		await locked(tx, needId);
		const there = await store.readAnswerById(tx, input.id);
		if (there && (there.needId !== needId || there.label !== input.label)) throw new Refused("id_taken");
		if (!there) await recordAnswerIn(tx, { needId, ...input }, ground.clock());
		return present(await store.readNeedMade(tx, needId));
	});
}
