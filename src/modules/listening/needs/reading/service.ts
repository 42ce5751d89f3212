import { addDays, dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { nextOf, pageOf, readCursor } from "../../../../ui/json.ts";
import { accountNames } from "../../../access/service.ts";
import { partiesByIds, placesOf } from "../../../community/service.ts";
import { neighbourhoodIn } from "../../../programme/service.ts";
import type { AnswerKind, FollowUp, ListNeeds, Need, NeedState, NoteLine } from "../../contract.ts";
import { readFollowUpsOf } from "../../follow-ups/store.ts";
import type { MeetingOfNeed } from "../../meetings/contract.ts";
import { labelsOf, lineOf } from "../../notes/lines.ts";
import { readNotesByIds } from "../../notes/store.ts";
import type { Give, Reason } from "../../resources/contract.ts";
import { givesFor } from "../../resources/reading/service.ts";
import { common, endStates, type Suggestion, suggestNeeds } from "../../rules.ts";
import { present } from "../find.ts";
import * as store from "../store.ts";

/** Needs as they are shown and listed. */

const openStates: readonly NeedState[] = ["heard", "being_answered"];

/** The needs the actor may see, the latest heard first. */
export async function listNeeds(
	ground: Ground,
	actor: Actor,
	query: ListNeeds,
): Promise<{ items: Need[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	const after = readCursor(query.cursor);
	return ground.db.readAs(actor, async (read) => {
		const neighbourhoodId = query.neighbourhood ? (await neighbourhoodIn(read, query.neighbourhood)).id : undefined;
		const states = query.state ? [query.state] : undefined;
		const rows = await store.listNeeds(read, {
			neighbourhoodId,
			states,
			topic: query.topic,
			after,
			limit: query.limit + 1,
		});
		return pageOf(rows, query.limit, (need) => need.lastHeardOn);
	});
}

/** One need. Throws `not_found`. */
export async function readNeed(ground: Ground, actor: Actor, id: string): Promise<Need> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => present(await store.readNeedMade(read, id)));
}

export type NeedsPage = { items: (Need & { placeLabel?: string })[]; next: string | null; suggestions: Suggestion[] };

/** The page of needs of the neighbourhood on screen, and what the notes that are in none may add up to. */
export async function needsOnPage(
	ground: Ground,
	actor: Actor,
	query: { show: "open" | "ended"; cursor?: string },
): Promise<NeedsPage> {
	only(actor, "facilitator", "coordinator");
	const after = readCursor(query.cursor);
	const today = dayOf(ground.clock());
	const limit = 30;
	return ground.db.readUnchanged(actor, async (read) => {
		const neighbourhoodId = actor.neighbourhoodId ?? (await neighbourhoodIn(read)).id;
		const states = query.show === "open" ? openStates : endStates;
		const rows = await store.listNeeds(read, { neighbourhoodId, states, after, limit: limit + 1 });
		const places = new Map((await placesOf(read, neighbourhoodId)).map((p) => [p.id, p]));
		const loose =
			query.show === "open" && !after ? await store.readLooseNotes(read, neighbourhoodId, addDays(today, -60)) : [];
		return {
			items: rows
				.slice(0, limit)
				.map((need) => ({ ...need, placeLabel: need.place ? places.get(need.place)?.label : undefined })),
			next: nextOf(rows, limit, (need) => need.lastHeardOn),
			suggestions: suggestNeeds(loose, places, today).slice(0, 6),
		};
	});
}

export type NeedOnPage = {
	need: Need & { placeLabel?: string };
	notes: NoteLine[];
	/** What the neighbourhood could give, each with why. */
	gives: (Give & { reasons: Reason[] })[];
	answers: { id: string; kind: AnswerKind; recordId: string | null; label: string; recordedAt: Date }[];
	steps: { id: string; at: Date; byName?: string; to: NeedState; reason: string | null }[];
	followUps: FollowUp[];
	/** Meetings it was on the agenda of, the latest first. */
	meetings: MeetingOfNeed[];
};

/** One need with its notes, its history, what answers it, and what may. Throws `not_found`. */
export async function needOnPage(ground: Ground, actor: Actor, id: string): Promise<NeedOnPage> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const whole = await store.readNeedWhole(read, id);
		if (!whole) throw new Refused("not_found");
		const { need, answers, steps } = whole;
		const notes = await store.readNotesOf(read, need);
		const labels = await partiesByIds(read, [...labelsOf(notes), ...(need.place ? [need.place] : [])]);
		const names = await accountNames(
			read,
			steps.map((s) => s.by),
		);
		const texts = notes.map((n) => n.text);
		return {
			need: { ...need, placeLabel: need.place ? labels.get(need.place)?.label : undefined },
			notes: notes.map((n) => lineOf(n, labels)),
			gives: givesFor(need, whole.path, texts, whole.gives),
			answers,
			meetings: whole.meetings,
			steps: steps.map((s) => ({
				id: s.id,
				at: new Date(s.at),
				byName: s.by ? names.get(s.by) : undefined,
				to: s.to,
				reason: s.reason,
			})),
			followUps: await readFollowUpsOf(read, { needId: id }),
		};
	});
}

export type Gathering = {
	notes: NoteLine[];
	topic: Need["topic"];
	placeId: string | null;
	placeLabel?: string;
	openNeeds: Need[];
};

/** What is about to be gathered: the notes, what they have in common, and the needs they could join. */
export async function gatheringOf(ground: Ground, actor: Actor, noteIds: readonly string[]): Promise<Gathering> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const rows = (await readNotesByIds(read, noteIds)).filter((n) => n.kind !== "offered" && n.needId === null);
		const [first] = rows;
		const labels = await partiesByIds(read, labelsOf(rows));
		const placeId = common(rows, (n) => n.placeId);
		return {
			notes: rows.map((n) => lineOf(n, labels)),
			topic: common(rows, (n) => n.topic),
			placeId,
			placeLabel: placeId ? labels.get(placeId)?.label : undefined,
			openNeeds: first ? await store.readOpenNeeds(read, first.neighbourhoodId, 100) : [],
		};
	});
}
