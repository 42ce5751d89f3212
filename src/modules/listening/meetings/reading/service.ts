import { type Day, dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { recordReading } from "../../../../db/reading.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { nextOf, readCursor } from "../../../../ui/json.ts";
import { accountNames } from "../../../access/service.ts";
import { labelsOfPersonsIn, partiesByIds } from "../../../community/service.ts";
import { neighbourhoodIn } from "../../../programme/service.ts";
import type { Need, Topic } from "../../contract.ts";
import { readNeedsByIds, readOpenNeeds } from "../../needs/store.ts";
import type { AgendaItem, Attendee, ListMeetings, Meeting, MeetingWhole } from "../contract.ts";
import { lineOf, type PromiseLine } from "../promises/lines.ts";
import { type KnownLabel, namesSomebody } from "../rules.ts";
import * as store from "../store.ts";

/** Meetings as they are listed, shown to those who work here, and printed for the table. */

/** The meetings the actor may see, the latest day first. */
export async function listMeetings(
	ground: Ground,
	actor: Actor,
	query: ListMeetings,
): Promise<{ items: Meeting[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	const after = readCursor(query.cursor);
	return ground.db.readAs(actor, async (read) => {
		const neighbourhoodId = query.neighbourhood ? (await neighbourhoodIn(read, query.neighbourhood)).id : undefined;
		return shown(await store.listMeetings(read, { neighbourhoodId, after, limit: query.limit + 1 }), query.limit);
	});
}

function shown(rows: readonly store.MeetingRow[], limit: number): { items: Meeting[]; next: string | null } {
	return { items: rows.slice(0, limit).map(store.meetingOf), next: nextOf(rows, limit, (row) => row.heldOn) };
}

/** The page of meetings of the neighbourhood on screen. */
export async function meetingsOnPage(
	ground: Ground,
	actor: Actor,
	query: { cursor?: string },
): Promise<{ items: Meeting[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	const after = readCursor(query.cursor);
	return ground.db.readUnchanged(actor, async (read) => {
		const neighbourhoodId = actor.neighbourhoodId ?? (await neighbourhoodIn(read)).id;
		return shown(await store.listMeetings(read, { neighbourhoodId, after, limit: 31 }), 30);
	});
}

/** One meeting with what belongs to it. Throws `not_found`. */
export async function readMeeting(ground: Ground, actor: Actor, id: string): Promise<MeetingWhole> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const whole = await store.readMeetingWhole(read, id);
		if (!whole) throw new Refused("not_found");
		return whole;
	});
}

/** What the form of a new meeting begins with: the need that led there, and the meetings it can come to instead. */
export type Calling = { need?: Pick<Need, "id" | "title">; coming: Meeting[] };

/** Throws `not_found` for a need the actor does not see. */
export async function callingOf(ground: Ground, actor: Actor, needId: string | undefined): Promise<Calling> {
	only(actor, "facilitator", "coordinator");
	if (!needId) return { coming: [] };
	return ground.db.readAs(actor, async (read) => {
		const [need] = await readNeedsByIds(read, [needId]);
		if (!need) throw new Refused("not_found");
		const coming = await store.listMeetings(read, {
			neighbourhoodId: need.neighbourhoodId,
			from: dayOf(ground.clock()),
			limit: 10,
		});
		return { need, coming: coming.map(store.meetingOf) };
	});
}

export type MeetingOnPage = Omit<MeetingWhole, "attendees" | "promises"> & {
	/** `who` is how those who work here know them, `kind` what they are; both only of somebody recorded here. */
	attendees: (Attendee & { who?: string; kind?: string })[];
	promises: PromiseLine[];
	responsibleName?: string;
	/** Open needs that are not on the agenda. */
	openNeeds: Need[];
};

/** One meeting for those who prepare it. Throws `not_found`. */
export async function meetingOnPage(ground: Ground, actor: Actor, id: string): Promise<MeetingOnPage> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const whole = await store.readMeetingWhole(read, id);
		if (!whole) throw new Refused("not_found");
		const ids = [...whole.attendees, ...whole.promises].flatMap((one) => one.party ?? []);
		const labels = await partiesByIds(read, ids);
		const names = await accountNames(read, [whole.responsible, ...whole.promises.map((p) => p.account)]);
		const needs = await readOpenNeeds(read, whole.neighbourhoodId, 100);
		const onAgenda = new Set(whole.agenda.map((item) => item.need));
		return {
			...whole,
			attendees: whole.attendees.map((a) => {
				const party = a.party ? labels.get(a.party) : undefined;
				return { ...a, who: party?.label, kind: party?.kind };
			}),
			promises: whole.promises.map((p) => lineOf(p, actor, names, labels)),
			responsibleName: names.get(whole.responsible),
			openNeeds: needs.filter((need) => !onAgenda.has(need.id)),
		};
	});
}

export type ItemOnPage = { meeting: Meeting; item: AgendaItem };

/** One point of an agenda. Throws `not_found`. */
export async function itemOnPage(ground: Ground, actor: Actor, meetingId: string, itemId: string): Promise<ItemOnPage> {
	const meeting = await readMeeting(ground, actor, meetingId);
	const item = meeting.agenda.find((one) => one.id === itemId);
	if (!item) throw new Refused("not_found");
	return { meeting, item };
}

/** A text as it is printed; null where it says somebody's name and has to be written anew. */
export type Printed = string | null;

/** What is laid on the table. No name of somebody who lives here is in it; `who` undefined is somebody who lives here. */
export type Sheet = {
	id: Meeting["id"];
	title: Printed;
	heldOn: Day;
	begins: string | null;
	place?: Printed;
	calledBy?: string;
	attendees: { id: string; who?: Printed }[];
	items: { id: string; topic: Topic | null; line: Printed; decided?: Printed }[];
	promises: { id: string; colleague: boolean; who?: Printed; what: Printed; dueOn: Day; state: PromiseLine["state"] }[];
	/** Points that still have no line. */
	unwritten: number;
};

/**
 * A meeting as it is printed. What was harmless when it was written may say the name of somebody recorded since:
 * each text is looked at again. The minutes say who was there: that they were printed is written down. Throws `not_found`.
 */
export async function sheetOf(
	ground: Ground,
	actor: Actor,
	id: string,
	which: "agenda" | "minutes" = "agenda",
): Promise<Sheet> {
	only(actor, "facilitator", "coordinator");
	return ground.db.noteReading(actor, async (read) => {
		const whole = await store.readMeetingWhole(read, id);
		if (!whole) throw new Refused("not_found");
		const { neighbourhoodId } = whole;
		if (which === "minutes") await recordReading(read, { kind: "export", id, neighbourhoodId });
		const known = await labelsOfPersonsIn(read, whole.neighbourhoodId);
		const names = await accountNames(read, [whole.responsible, ...whole.promises.map((p) => p.account)]);
		const lines = whole.agenda.filter((item) => item.line !== null);
		const text = (words: string | null) => (words === null ? undefined : printed(words, known));
		return {
			id: whole.id,
			title: printed(whole.title, known),
			heldOn: whole.heldOn,
			begins: whole.begins,
			place: text(whole.placeWords),
			calledBy: names.get(whole.responsible),
			attendees: whole.attendees.map((a) => ({ id: a.id, who: text(a.namedAs) })),
			items: lines.map(({ id: itemId, topic, line, decided }) => ({
				id: itemId,
				topic,
				line: printed(line ?? "", known),
				decided: text(decided),
			})),
			promises: whole.promises.map((p) => ({
				id: p.id,
				colleague: p.account !== null,
				who: p.account ? names.get(p.account) : text(p.words),
				what: printed(p.what, known),
				dueOn: p.dueOn,
				state: p.state,
			})),
			unwritten: whole.agenda.length - lines.length,
		};
	});
}

function printed(words: string, known: readonly KnownLabel[]): Printed {
	return namesSomebody(words, known) ? null : words;
}
