import { newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { keepUndoIn } from "../../access/undo/service.ts";
import { labelsOfPersonsIn, partiesByIds } from "../../community/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import { readNeedsByIds } from "../needs/store.ts";
import { selfOf, whoIsMeant, whoOrWords } from "../who.ts";
import { insertItem } from "./agenda/store.ts";
import {
	type AddAttendee,
	type Attendee,
	type ChangeMeeting,
	type Meeting,
	type RecordMeeting,
	tableKinds,
} from "./contract.ts";
import { refuseNames } from "./rules.ts";
import * as store from "./store.ts";

/** Calling a network meeting, and who was there. Its agenda stands in `agenda`, what was promised in `promises`, how it is shown in `reading`. */

type Id = Meeting["id"];

/** The meeting, locked for a change. Throws `not_found`. */
export async function locked(tx: Tx, id: string): Promise<store.MeetingRow> {
	const meeting = await store.lockMeeting(tx, id);
	if (!meeting) throw new Refused("not_found");
	return meeting;
}

/**
 * Calls a meeting, with the needs that come on its agenda. Throws `choose_neighbourhood`, `id_taken`; `invalid` for
 * a need of another neighbourhood, or a title or place that says somebody's name.
 */
export async function recordMeeting(ground: Ground, actor: Actor, input: RecordMeeting): Promise<Meeting> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const request = requestOf(actor, now, "meeting", input);
	return ground.db.withActor(actor, async (tx) => {
		const before = await store.readMeeting(tx, request.id);
		if (before) return store.meetingOf(writtenBefore(before, request));
		const needs = await readNeedsByIds(tx, input.needs);
		const neighbourhoodId = needs[0]?.neighbourhoodId ?? (await neighbourhoodIn(tx, input.neighbourhood)).id;
		const allHere = needs.every((need) => need.neighbourhoodId === neighbourhoodId);
		if (!allHere || needs.length !== new Set(input.needs).size) throw new Refused("invalid", { needs: "error.id" });
		const row: store.MeetingRow = {
			...request,
			neighbourhoodId,
			title: input.title,
			heldOn: input.heldOn,
			begins: input.begins ?? null,
			...(await placeOf(tx, input, neighbourhoodId)),
			responsible: selfOf(actor),
			recordedAt: now,
		};
		if (!(await store.insertMeeting(tx, row)))
			return store.meetingOf(writtenBefore(await store.readMeeting(tx, request.id), request));
		for (const need of needs)
			await insertItem(tx, {
				id: newId<"agenda-item">(),
				neighbourhoodId,
				meetingId: row.id,
				need: need.id,
				line: null,
				hash: null,
				at: now,
			});
		await audit(tx, { verb: "recordMeeting", kind: "meeting", id: row.id, neighbourhoodId });
		return store.meetingOf(row);
	});
}

/** Where it is, as a place recorded here or in words. Throws `invalid` where title or words say somebody's name. */
async function placeOf(
	read: Read,
	input: Pick<ChangeMeeting, "title" | "place" | "place_typed">,
	neighbourhoodId: string,
): Promise<Pick<Meeting, "place" | "placeWords">> {
	refuseNames({ title: input.title, place: input.place_typed }, await labelsOfPersonsIn(read, neighbourhoodId));
	const found = await whoOrWords(read, {
		field: "place",
		chosen: input.place,
		typed: input.place_typed,
		kinds: ["place"],
		neighbourhoodId,
	});
	if (!found.id) return { place: null, placeWords: found.words ?? null };
	const label = (await partiesByIds(read, [found.id])).get(found.id)?.label;
	return { place: found.id as Meeting["place"], placeWords: label ?? null };
}

/** Changes title, day and hour, and the place where one is given. Throws `not_found`, `invalid`. */
export async function changeMeeting(ground: Ground, actor: Actor, id: Id, input: ChangeMeeting): Promise<Meeting> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const meeting = await locked(tx, id);
		const place = await placeOf(tx, input, meeting.neighbourhoodId);
		const changed = {
			...meeting,
			...(place.placeWords && place),
			title: input.title,
			heldOn: input.heldOn,
			begins: input.begins ?? null,
		};
		const fields = (["title", "heldOn", "begins", "placeWords"] as const).filter((f) => changed[f] !== meeting[f]);
		if (fields.length === 0) return store.meetingOf(meeting);
		await store.updateMeeting(tx, changed);
		const { neighbourhoodId } = meeting;
		await audit(tx, { verb: "changeMeeting", kind: "meeting", id, neighbourhoodId, fields });
		return store.meetingOf(changed);
	});
}

/**
 * Writes who was there. An organisation goes by its name unless another is given; a person only by what they agreed
 * to be called. Throws `not_found`, `id_taken`; `invalid` for nobody, for somebody who stands there, for a name.
 */
export async function addAttendee(ground: Ground, actor: Actor, meetingId: Id, input: AddAttendee): Promise<Attendee> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const request = requestOf(actor, now, "attendee", { ...input, meetingId } as AddAttendee);
	return ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await locked(tx, meetingId);
		const before = await store.readAttendee(tx, request.id);
		if (before) return attendeeOf(writtenBefore(before, request));
		refuseNames({ namedAs: input.namedAs }, await labelsOfPersonsIn(tx, neighbourhoodId));
		const who = await whoIsMeant(tx, {
			field: "party",
			chosen: input.party,
			typed: input.party_typed,
			kinds: tableKinds,
			neighbourhoodId,
		});
		if (!who && !input.namedAs) throw new Refused("invalid", { party: "meetings.error_who_was_there" });
		if (who && (await store.isAttending(tx, meetingId, who.id)))
			throw new Refused("invalid", { party: "meetings.error_there_already" });
		const row: store.AttendeeRow = {
			...request,
			meetingId,
			party: (who?.id ?? null) as Attendee["party"],
			namedAs: input.namedAs ?? (who && who.kind !== "person" ? who.label : null),
		};
		if (!(await store.insertAttendee(tx, { ...row, neighbourhoodId, at: now }))) throw new Refused("id_taken");
		await audit(tx, { verb: "addAttendee", kind: "meeting", id: meetingId, neighbourhoodId, fields: ["attendees"] });
		return attendeeOf(row);
	});
}

function attendeeOf({ id, party, namedAs }: store.AttendeeRow): Attendee {
	return { id, party, namedAs };
}

/** Takes somebody off the list, who was written there by mistake. A second time changes nothing. Throws `not_found`. */
export async function takeOffAttendee(ground: Ground, actor: Actor, meetingId: Id, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await locked(tx, meetingId);
		if ((await store.readAttendee(tx, id))?.meetingId !== meetingId) throw new Refused("not_found");
		if (!(await store.takeOffAttendee(tx, meetingId, id, now))) return;
		await audit(tx, {
			verb: "takeOffAttendee",
			kind: "meeting",
			id: meetingId,
			neighbourhoodId,
			fields: ["attendees"],
		});
		const was = { attendee: id, at: now.toISOString() };
		await keepUndoIn(tx, { act: "takeOffAttendee", kind: "meeting", recordId: meetingId, neighbourhoodId, was }, now);
	});
}
