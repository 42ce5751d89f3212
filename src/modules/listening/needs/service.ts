import { newId } from "../../../core/ids.ts";
import { addDays, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { fold } from "../../../core/text.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { cursorOf, readCursor } from "../../../ui/json.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { accountNames } from "../../access/service.ts";
import { partiesByIds, placesOf } from "../../community/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type {
	Answer,
	AnswerKind,
	ChangeState,
	FollowUp,
	ListNeeds,
	MatchOffer,
	Need,
	NeedState,
	NoteLine,
	RecordAnswer,
	RecordNeed,
} from "../contract.ts";
import { readFollowUpsOf } from "../follow-ups/store.ts";
import { labelsOf, lineOf } from "../notes/lines.ts";
import { lockNotes, type NoteRow, readNote, readNotesByIds } from "../notes/store.ts";
import {
	decideState,
	endStates,
	type Nearness,
	rankOffers,
	type Suggestion,
	suggestNeeds,
	titleFrom,
	whyNotGathered,
} from "../rules.ts";
import { whoIsMeant } from "../who.ts";
import * as store from "./store.ts";

type Id = Need["id"];
const openStates: readonly NeedState[] = ["heard", "being_answered"];

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

function present(there: { need: Need } | undefined): Need {
	if (!there) throw new Refused("not_found");
	return there.need;
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

function common<Value>(notes: readonly NoteRow[], of: (note: NoteRow) => Value): Value | null {
	const values = new Set(notes.map(of).filter((value) => value !== null));
	const [value] = values;
	return values.size === 1 ? (value ?? null) : null;
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
	});
}

async function locked(tx: Tx, needId: string): Promise<Need> {
	const need = await store.lockNeed(tx, needId);
	if (!need) throw new Refused("not_found");
	return need;
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
		return { ...need, ...next };
	});
}

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
export async function matchOffer(ground: Ground, actor: Actor, needId: Id, input: MatchOffer): Promise<Need> {
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

/** Writes in words what answered a need. Sent twice, it is written once. Throws `not_found`, `not_from_here`, `id_taken`. */
export async function recordAnswer(ground: Ground, actor: Actor, needId: Id, input: RecordAnswer): Promise<Need> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		await locked(tx, needId);
		const there = await store.readAnswerById(tx, input.id);
		if (there && (there.needId !== needId || there.label !== input.label)) throw new Refused("id_taken");
		if (!there) await recordAnswerIn(tx, { needId, ...input }, ground.clock());
		return present(await store.readNeedMade(tx, needId));
	});
}

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
		return { items: rows.slice(0, query.limit), next: nextOf(rows, query.limit) };
	});
}

function nextOf(rows: readonly Need[], limit: number): string | null {
	const last = rows[limit - 1];
	return rows.length > limit && last ? cursorOf(last.lastHeardOn, last.id) : null;
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
	return ground.db.readAs(actor, async (read) => {
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
			next: nextOf(rows, limit),
			suggestions: suggestNeeds(loose, places, today).slice(0, 6),
		};
	});
}

export type NeedOnPage = {
	need: Need & { placeLabel?: string };
	notes: NoteLine[];
	offers: (NoteLine & { nearness: Nearness })[];
	answers: { id: string; kind: AnswerKind; recordId: string | null; label: string; recordedAt: Date }[];
	steps: { id: string; at: Date; byName?: string; to: NeedState; reason: string | null }[];
	followUps: FollowUp[];
};

/** One need with its notes, its history, what answers it, and the offers that may. Throws `not_found`. */
export async function needOnPage(ground: Ground, actor: Actor, id: string): Promise<NeedOnPage> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const whole = await store.readNeedWhole(read, id);
		if (!whole) throw new Refused("not_found");
		const { need, answers, steps } = whole;
		const around = await store.readNotesAround(read, need);
		const labels = await partiesByIds(read, [...labelsOf(around), ...(need.place ? [need.place] : [])]);
		const places = new Map(
			[...labels].map(([placeId, p]) => [placeId, { id: placeId, label: p.label, folded: fold(p.label) }]),
		);
		const names = await accountNames(
			read,
			steps.map((s) => s.by),
		);
		const offers = endStates.includes(need.state) ? [] : around.filter((n) => n.offered);
		return {
			need: { ...need, placeLabel: need.place ? labels.get(need.place)?.label : undefined },
			notes: around.filter((n) => !n.offered).map((n) => lineOf(n, labels)),
			offers: rankOffers(need.place, offers, places)
				.slice(0, 8)
				.map((n) => ({ ...lineOf(n, labels), nearness: n.nearness })),
			answers,
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
	return ground.db.readAs(actor, async (read: Read) => {
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
