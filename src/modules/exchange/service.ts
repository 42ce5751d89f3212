import { type Id, idFromContent } from "../../core/ids.ts";
import { type Day, dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import type { Read, Tx } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import { nextOf, readCursor } from "../../ui/json.ts";
import { type Request, requestOf, writtenBefore } from "../../ui/request.ts";
import { accountNames } from "../access/service.ts";
import { lookedThroughIn } from "../community/readings/service.ts";
import { refuseKept } from "../community/restriction/service.ts";
import { needsByIdsIn, recordAnswerIn, recordUseIn } from "../listening/service.ts";
import { neighbourhoodBySlug } from "../programme/service.ts";
import type { ActLine, ActPage, AnswerMovedBy, ListActs, RecordAct } from "./contract.ts";
import { answerChange, canMove, instantFor, instantsOf, isFuture, recordingOf, speaksOfPayment } from "./rules.ts";
import * as store from "./store.ts";

/** Who may read acts: those who work here, and a person the own ones (row security decides which). */
const readers = ["facilitator", "coordinator", "resident", "citizen"] as const;

/**
 * Records an act of help, one row for each receiver; the same request again answers the same rows.
 * What it answers and what it uses are written with it, in the history of the need and of the resource. Refuses `paid_work`, `same_person`, `unknown_act`,
 * `id_taken`, and `invalid` for people unknown here, of different neighbourhoods, a day to come, a need that is
 * not open there, or a resource of another neighbourhood.
 */
export async function recordAct(ground: Ground, actor: Actor, input: RecordAct): Promise<ActLine[]> {
	only(actor, "facilitator", "coordinator");
	if (input.paid) throw new Refused("paid_work", { given: "refusal.paid_work" });
	if (!input.freely && speaksOfPayment(input.what))
		throw new Refused("paid_work", { what: "exchange.error_paid_words" });
	if (input.receivers.length === 0) throw new Refused("invalid", { receiver: "error.required" });
	if (new Set(input.receivers).size < input.receivers.length)
		throw new Refused("invalid", { receiver: "error.choice" });
	if (input.receivers.includes(input.giver)) throw new Refused("same_person", { receiver: "refusal.same_person" });
	const now = ground.clock();
	const request = requestOf<"act">(actor, now, "act", input);
	return ground.db.withActor(actor, (tx) => recordActIn(tx, now, request, input));
}

async function recordActIn(tx: Tx, now: Date, request: Request<"act">, input: RecordAct): Promise<ActLine[]> {
	const ids = actIds(request.id, input.receivers);
	const before = await store.readActs(tx, ids);
	if (before.length > 0) return firstAnswer(tx, request, ids, before);
	if (isFuture(input.when, now)) throw new Refused("invalid", { at: "error.future", day: "error.future" });
	const neighbourhoodId = await neighbourhoodOfAct(tx, input);
	await refuseKept(tx, input.giver, ...input.receivers);
	if (input.answers) await needHere(tx, input.answers, neighbourhoodId);
	const moving = input.movedBy.state === "by_act" ? await movingAct(tx, input.movedBy.actId) : undefined;
	const at = instantFor(input.when, now, moving?.at);
	const recordedAt = recordingOf(now, moving);
	const acts = input.receivers.map((receiverId, i) => ({
		id: ids[i] ?? request.id,
		hash: request.hash,
		neighbourhoodId,
		giverId: input.giver,
		receiverId,
		at,
		dayOnly: "day" in input.when,
		what: input.what,
		minutes: input.minutes ?? null,
		movedBy: input.movedBy.state,
		movedByActId: moving?.id ?? null,
		recordedAt,
	}));
	if (moving && !acts.every((act) => canMove(moving, act))) throw unknownAct();
	const written = await store.writeActs(tx, acts);
	// Another request with the same id came in between: its rows are the answer.
	if (written < acts.length) {
		if (written > 0) throw new Refused("id_taken");
		return firstAnswer(tx, request, ids, await store.readActs(tx, ids));
	}
	for (const act of acts) await audit(tx, { verb: "recordAct", kind: "act", id: act.id, neighbourhoodId });
	// One thing done for several people is one answer.
	if (input.answers) {
		const answer = { needId: input.answers, kind: "act", recordId: request.id, label: input.what } as const;
		await recordAnswerIn(tx, answer, now);
	}
	if (input.uses) {
		const use = { resourceId: input.uses, usedOn: dayOf(at), label: input.what, actId: request.id, at: now };
		await recordUseIn(tx, use, neighbourhoodId);
	}
	return (await store.readActs(tx, ids)).map((r) => store.lineOf(r, tx.actor));
}

/** The first receiver's act has the id of the request; the others' follow from it and from who receives together. */
function actIds(id: Id<"act">, receivers: readonly string[]): Id<"act">[] {
	const others = receivers.slice(1);
	return [id, ...others.map((receiver) => idFromContent<"act">(timeOf(id), [id, receiver, ...receivers]))];
}

/** The milliseconds inside a UUIDv7; of another version, the beginning of time. Either way the same for the same id. */
function timeOf(id: string): Date {
	return new Date(id[14] === "7" ? Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16) : 0);
}

function unknownAct(): Refused {
	return new Refused("unknown_act", { movedBy: "refusal.unknown_act" });
}

async function movingAct(read: Read, id: string) {
	const [row] = await store.readActs(read, [id]);
	if (!row) throw unknownAct();
	return momentOf(row);
}

/** What was answered the first time, or `id_taken` when the request says something else. */
function firstAnswer(
	tx: Tx,
	request: Request<"act">,
	ids: readonly string[],
	rows: readonly store.ActRow[],
): ActLine[] {
	if (rows.length !== ids.length) throw new Refused("id_taken");
	return rows.map((row) => store.lineOf(writtenBefore(row, request), tx.actor));
}

/** Makes sure that an act answers a need of its own neighbourhood that is still open. */
async function needHere(read: Read, needId: string, neighbourhoodId: string): Promise<void> {
	const need = (await needsByIdsIn(read, [needId])).get(needId);
	if (need?.neighbourhoodId !== neighbourhoodId || need.closedOn)
		throw new Refused("invalid", { answers: "exchange.error_need" });
}

/** The one neighbourhood of everybody in the act. */
async function neighbourhoodOfAct(read: Read, input: RecordAct): Promise<string> {
	const known = new Map((await store.readParties(read, [input.giver, ...input.receivers])).map((p) => [p.id, p]));
	const giver = known.get(input.giver);
	if (giver?.kind !== "person") throw new Refused("invalid", { giver: "error.unknown_party" });
	for (const id of input.receivers) {
		const receiver = known.get(id);
		if (!receiver || !["person", "household", "group"].includes(receiver.kind))
			throw new Refused("invalid", { receiver: "error.unknown_party" });
		if (receiver.neighbourhoodId !== giver.neighbourhoodId)
			throw new Refused("invalid", { receiver: "exchange.error_other_neighbourhood" });
	}
	if (input.neighbourhood && input.neighbourhood !== giver.slug)
		throw new Refused("invalid", { neighbourhood: "error.choice" });
	return giver.neighbourhoodId;
}

/**
 * Writes down what the giver answers later to "what moved it?", or how they correct it; the trail keeps that
 * it changed. Refuses `not_found`, `unknown_act`.
 */
export async function answerActMovedBy(
	ground: Ground,
	actor: Actor,
	id: string,
	input: AnswerMovedBy,
): Promise<ActLine> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		if (!(await store.lockAct(tx, id))) throw new Refused("not_found");
		const [row] = await store.readActs(tx, [id]);
		if (!row) throw new Refused("not_found");
		const { movedBy } = input;
		const moving = movedBy.state === "by_act" ? await movingAct(tx, movedBy.actId) : undefined;
		const act = { id: row.id, at: row.at, recordedAt: row.recorded_at, giverId: row.giver_id };
		if (movedBy.state === "by_act" && !canMove(moving, act)) throw unknownAct();
		const after = { movedBy: movedBy.state, movedByAct: moving?.id ?? null };
		const change = answerChange({ movedBy: row.moved_by, movedByAct: row.moved_by_act_id }, after);
		if (!change) return store.lineOf(row, tx.actor);
		await refuseKept(tx, row.giver_id);
		await store.writeAnswer(tx, id, after.movedBy, after.movedByAct, ground.clock());
		await audit(tx, {
			verb: change === "answered" ? "answerActMovedBy" : "correctActMovedBy",
			kind: "act",
			id,
			neighbourhoodId: row.neighbourhood_id,
			fields: ["movedBy"],
		});
		return { ...store.lineOf(row, tx.actor), ...after };
	});
}

/** Acts the reader may see, newest first. Refuses `invalid` for an unknown neighbourhood or a broken cursor. */
export async function listActs(
	ground: Ground,
	actor: Actor,
	query: ListActs,
): Promise<{ items: ActLine[]; next: string | null }> {
	only(actor, ...readers);
	const after = readCursor(query.cursor);
	const { person } = query;
	const list = async (read: Read) => {
		const neighbourhoodId = query.neighbourhood ? (await neighbourhoodNamed(read, query.neighbourhood)).id : undefined;
		const rows = await store.readList(read, { neighbourhoodId, person, after, limit: query.limit + 1 });
		const items = rows.slice(0, query.limit).map((r) => store.lineOf(r, read.actor));
		return { items, next: nextOf(rows, query.limit, (row) => row.at) };
	};
	if (!person) return ground.db.readUnchanged(actor, list);
	return ground.db.noteReading(actor, async (read) => {
		await lookedThroughIn(read, person);
		return list(read);
	});
}

async function neighbourhoodNamed(read: Read, slug: string): Promise<{ id: string }> {
	return neighbourhoodBySlug(read, slug).catch((error: unknown) => {
		throw error instanceof Refused ? new Refused("invalid", { neighbourhood: "error.choice" }) : error;
	});
}

/** One act with what moved it and what it moved. Refuses `not_found`. */
export async function readAct(ground: Ground, actor: Actor, id: string): Promise<ActPage> {
	only(actor, ...readers);
	return ground.db.readAs(actor, (read) => readActIn(read, id));
}

/** The same inside a transaction. */
export async function readActIn(read: Read, id: string): Promise<ActPage> {
	const rows = await store.readActAround(read, id);
	const row = rows.find((r) => r.id === id);
	if (!row) throw new Refused("not_found");
	const before = rows.find((r) => r.id === row.moved_by_act_id);
	return {
		...store.lineOf(row, read.actor),
		answeredBy: row.answered_by,
		answeredAt: row.answered_at?.toISOString() ?? null,
		movedByLine: before && store.lineOf(before, read.actor),
		inspired: rows.filter((r) => r.moved_by_act_id === id).map((r) => store.lineOf(r, read.actor)),
	};
}

/** What an act's page shows: the act, what its giver received before it, and the names of who wrote. */
export type ShownAct = { act: ActPage; received: ActLine[]; names: Map<string, string> };

/** An act with all that its page needs. Staff only. Refuses `not_found`. */
export async function actToShow(ground: Ground, actor: Actor, id: string): Promise<ShownAct> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const act = await readActIn(read, id);
		const rows = await store.readReceived(read, act.giver, 30);
		const self = { id, at: new Date(act.at), recordedAt: new Date(act.recordedAt), giverId: act.giver };
		const earlier = rows.filter((r) => canMove(momentOf(r), self));
		const names = await accountNames(read, [act.recordedBy, act.answeredBy]);
		return { act, received: earlier.map((r) => store.lineOf(r, actor)), names };
	});
}

function momentOf(row: store.ActRow) {
	return { id: row.id, at: row.at, recordedAt: row.recorded_at, receiverId: row.receiver_id };
}

/** The latest acts somebody received: what may have moved their next one. At most thirty. */
export async function actsReceivedIn(read: Read, personId: string): Promise<ActLine[]> {
	return (await store.readReceived(read, personId, 30)).map((r) => store.lineOf(r, read.actor));
}

/** How many acts happened in a neighbourhood from one day to another, both counted. */
export function actsInMonthIn(read: Read, neighbourhoodId: string, from: Day, to: Day): Promise<number> {
	const instants = instantsOf(from, to);
	return store.countActs(read, neighbourhoodId, instants.from, instants.before);
}

/** The latest acts somebody gave or received, at most thirty, newest first. */
export async function actsOfPersonIn(read: Read, personId: string): Promise<ActLine[]> {
	return (await store.readList(read, { person: personId, limit: 30 })).map((r) => store.lineOf(r, read.actor));
}
