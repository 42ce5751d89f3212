import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { keepUndoIn } from "../../access/undo/service.ts";
import { refuseKept } from "../../community/restriction/service.ts";
import type { ChangeState, Need, RecordNeed } from "../contract.ts";
import { lockNotes, type NoteRow } from "../notes/store.ts";
import { common, decideState, endStates, titleFrom, whyNotGathered } from "../rules.ts";
import { whoIsMeant } from "../who.ts";
import { locked, present } from "./find.ts";
import * as store from "./store.ts";

/** Making a need, gathering notes into it, and bringing it on. What answers it stands in `answers`, how it is shown in `reading`. */

type Id = Need["id"];

/**
 * Makes a need of notes. Topic and place are those of the notes where all say the same and nothing else was chosen.
 * Throws `invalid` for a note the actor does not see, an offer, or one that is in a need; `id_taken`.
 */
export async function recordNeed(ground: Ground, actor: Actor, input: RecordNeed): Promise<Need> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const request = requestOf(actor, now, "need", input);
	const { id } = request;
	return ground.db.withActor(actor, async (tx) => {
		const before = await store.readNeedMade(tx, id);
		if (before) return writtenBefore(before, request).need;
		const notes = await lockNotes(tx, input.notes);
		const [first] = notes.toSorted((a, b) => (a.heardOn < b.heardOn ? -1 : 1));
		if (!first) throw new Refused("invalid", { notes: "error.id" });
		await refuseKept(tx, ...notes.map((n) => n.aboutId));
		mayGather(notes, input.notes, { id, neighbourhoodId: first.neighbourhoodId });
		const place = await whoIsMeant(tx, {
			field: "place",
			chosen: input.place,
			kinds: ["place"],
			neighbourhoodId: first.neighbourhoodId,
		});
		const days = notes.map((n) => n.heardOn).sort();
		const made = await store.insertNeed(tx, {
			...request,
			neighbourhoodId: first.neighbourhoodId,
			title: input.title ?? titleFrom(first.text),
			topic: input.topic ?? common(notes, (n) => n.topic),
			place: (place?.id ?? common(notes, (n) => n.placeId)) as Need["place"],
			firstHeardOn: days[0] ?? first.heardOn,
			lastHeardOn: days.at(-1) ?? first.heardOn,
			notes: notes.length,
			at: now,
		});
		if (!made) return writtenBefore(await store.readNeedMade(tx, id), request).need;
		await store.placeNotes(tx, id, input.notes);
		await store.writeStep(tx, {
			id: newId(),
			needId: id,
			neighbourhoodId: first.neighbourhoodId,
			to: "heard",
			reason: null,
			closedOn: null,
			at: now,
		});
		await audit(tx, { verb: "recordNeed", kind: "need", id, neighbourhoodId: first.neighbourhoodId });
		for (const note of notes)
			await audit(tx, {
				verb: "placeNote",
				kind: "note",
				id: note.id,
				neighbourhoodId: note.neighbourhoodId,
				fields: ["need_id"],
			});
		return present(await store.readNeedMade(tx, id));
	});
}

function mayGather(
	notes: readonly NoteRow[],
	asked: readonly string[],
	need: { id: string; neighbourhoodId: string },
): void {
	if (notes.length !== new Set(asked).size) throw new Refused("invalid", { notes: "error.id" });
	const why = notes.map((note) => whyNotGathered(note, need)).find((reason) => reason !== undefined);
	if (why) throw new Refused("invalid", { notes: why });
}

/** Gathers notes into a need that is there. Notes already in it stay. Throws `not_found`, `invalid`, `not_from_here` for a need that has ended. */
export async function addNotes(ground: Ground, actor: Actor, needId: Id, noteIds: readonly string[]): Promise<Need> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const notes = await lockNotes(tx, noteIds);
		const need = await locked(tx, needId);
		mayGather(notes, noteIds, need);
		const fresh = notes.filter((n) => n.needId === null);
		if (fresh.length === 0) return need;
		if (endStates.includes(need.state)) throw new Refused("not_from_here");
		await refuseKept(tx, ...fresh.map((n) => n.aboutId));
		await store.placeNotes(
			tx,
			needId,
			fresh.map((n) => n.id),
		);
		await store.recountNeed(tx, needId);
		for (const note of fresh)
			await audit(tx, {
				verb: "placeNote",
				kind: "note",
				id: note.id,
				neighbourhoodId: note.neighbourhoodId,
				fields: ["need_id"],
			});
		return present(await store.readNeedMade(tx, needId));
	});
}

/** Takes a note out of its need, where it was gathered by mistake. Throws `not_found`. */
export async function removeNote(ground: Ground, actor: Actor, needId: Id, noteId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const [note] = await lockNotes(tx, [noteId]);
		await locked(tx, needId);
		if (!note) throw new Refused("not_found");
		if (note.needId !== needId) return;
		await store.unplaceNote(tx, noteId);
		await store.recountNeed(tx, needId);
		await audit(tx, {
			verb: "takeOutNote",
			kind: "note",
			id: noteId,
			neighbourhoodId: note.neighbourhoodId,
			fields: ["need_id"],
		});
		const { neighbourhoodId } = note;
		const act = {
			act: "takeOutNote",
			kind: "note",
			recordId: noteId,
			neighbourhoodId,
			was: { need: needId },
		} as const;
		await keepUndoIn(tx, act, ground.clock());
	});
}

/** Brings a need to its next state. The same step sent twice is taken once. Throws `not_found`, `not_from_here`, `needs_reason`. */
export async function changeState(ground: Ground, actor: Actor, needId: Id, input: ChangeState): Promise<Need> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const need = await locked(tx, needId);
		if (input.id && (await store.hasStep(tx, needId, input.id))) return need;
		const next = decideState(need.state, input.to, input.reason, dayOf(now));
		const step = {
			id: input.id ?? newId(),
			needId,
			neighbourhoodId: need.neighbourhoodId,
			to: next.state,
			reason: next.reason,
			closedOn: next.closedOn,
			at: now,
		};
		if (!(await store.writeStep(tx, step))) throw new Refused("id_taken");
		await audit(tx, {
			verb: "changeNeedState",
			kind: "need",
			id: needId,
			neighbourhoodId: need.neighbourhoodId,
			fields: ["state", "reason"],
		});
		if (endStates.includes(next.state)) {
			const was = { step: step.id, state: need.state };
			const { neighbourhoodId } = need;
			await keepUndoIn(tx, { act: "endNeed", kind: "need", recordId: needId, neighbourhoodId, was }, now);
		}
		return { ...need, ...next };
	});
}
