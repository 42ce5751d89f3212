import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../../ui/request.ts";
import { keepUndoIn } from "../../../access/undo/service.ts";
import { labelsOfPersonsIn } from "../../../community/service.ts";
import { recordAnswerIn } from "../../needs/answers/service.ts";
import { readNeedsByIds } from "../../needs/store.ts";
import type { AddItem, Meeting, WriteItem } from "../contract.ts";
import { refuseNames } from "../rules.ts";
import { locked } from "../service.ts";
import * as store from "./store.ts";

/** The agenda of a meeting: drawn from needs, printed in neutral lines, and what was decided. */

/** A point of the agenda as JSON shows it, without what only the need says. */
export type Item = Pick<store.ItemRow, "id" | "need" | "line" | "decided">;

function itemOf({ id, need, line, decided }: store.ItemRow): Item {
	return { id, need, line, decided };
}

/**
 * Brings a need, or a line of its own, on the agenda. Throws `not_found`, `id_taken`; `invalid` for neither, a need
 * of another neighbourhood or one that stands there, and a line that says somebody's name.
 */
export async function addItem(ground: Ground, actor: Actor, meetingId: Meeting["id"], input: AddItem): Promise<Item> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const request = requestOf(actor, now, "agenda-item", { ...input, meetingId } as AddItem);
	return ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await locked(tx, meetingId);
		const before = await store.readItem(tx, request.id);
		if (before) return itemOf(writtenBefore(before, request));
		if (!input.need && !input.line) throw new Refused("invalid", { need: "meetings.error_point" });
		refuseNames({ line: input.line }, await labelsOfPersonsIn(tx, neighbourhoodId));
		if (input.need) {
			const [need] = await readNeedsByIds(tx, [input.need]);
			if (need?.neighbourhoodId !== neighbourhoodId) throw new Refused("invalid", { need: "error.id" });
			if (await store.isOnAgenda(tx, meetingId, need.id))
				throw new Refused("invalid", { need: "meetings.error_on_agenda" });
		}
		const row = { ...request, neighbourhoodId, meetingId, need: input.need ?? null, line: input.line ?? null };
		if (!(await store.insertItem(tx, { ...row, at: now }))) throw new Refused("id_taken");
		await audit(tx, { verb: "addAgendaItem", kind: "meeting", id: meetingId, neighbourhoodId, fields: ["agenda"] });
		return itemOf({ ...row, decided: null });
	});
}

/**
 * Writes the printed line and what was decided; where it answers the need, that is written under the need too. Throws
 * `not_found`; `invalid` for a decision without its line, a text that says somebody's name, an answer without a
 * decision; `not_from_here` for a need that has ended.
 */
export async function writeItem(
	ground: Ground,
	actor: Actor,
	meetingId: Meeting["id"],
	id: string,
	input: WriteItem,
): Promise<Item> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const item = await store.lockItem(tx, meetingId, id);
		if (!item) throw new Refused("not_found");
		const { neighbourhoodId } = item;
		const { line = item.line, decided = item.decided } = input;
		if (!line && (decided || !item.need)) throw new Refused("invalid", { line: "meetings.error_line_first" });
		if (input.answers && !decided) throw new Refused("invalid", { decided: "error.required" });
		refuseNames(
			{ line: line ?? undefined, decided: decided ?? undefined },
			await labelsOfPersonsIn(tx, neighbourhoodId),
		);
		const written = { ...item, line, decided };
		const fields = (["line", "decided"] as const).filter((field) => written[field] !== item[field]);
		if (fields.length > 0) {
			await store.writeItem(tx, written);
			await audit(tx, { verb: "writeAgendaItem", kind: "meeting", id: meetingId, neighbourhoodId, fields });
		}
		if (input.answers && item.need && decided)
			await recordAnswerIn(
				tx,
				{ needId: item.need, kind: "meeting", recordId: meetingId, label: decided },
				ground.clock(),
			);
		return itemOf(written);
	});
}

/** Takes a point off the agenda. A second time changes nothing. Throws `not_found`. */
export async function takeOffItem(ground: Ground, actor: Actor, meetingId: Meeting["id"], id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const item = await store.readItem(tx, id);
		if (item?.meetingId !== meetingId) throw new Refused("not_found");
		if (!(await store.takeOffItem(tx, id, now))) return;
		const { neighbourhoodId } = item;
		await audit(tx, { verb: "takeOffAgendaItem", kind: "meeting", id: meetingId, neighbourhoodId, fields: ["agenda"] });
		const was = { item: id, at: now.toISOString() };
		await keepUndoIn(tx, { act: "takeOffAgendaItem", kind: "meeting", recordId: meetingId, neighbourhoodId, was }, now);
	});
}
