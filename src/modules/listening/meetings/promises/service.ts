import { newId } from "../../../../core/ids.ts";
import { type Day, dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Read } from "../../../../db/database.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { nextOf, readCursor } from "../../../../ui/json.ts";
import { requestOf, writtenBefore } from "../../../../ui/request.ts";
import type { Colleague } from "../../../access/contract.ts";
import { accountNames, colleaguesAt } from "../../../access/service.ts";
import { keepUndoIn } from "../../../access/undo/service.ts";
import { refuseKept } from "../../../community/restriction/service.ts";
import { labelsOfPersonsIn, partiesByIds } from "../../../community/service.ts";
import { neighbourhoodIn } from "../../../programme/service.ts";
import { whoIsMeant } from "../../who.ts";
import { readItem } from "../agenda/store.ts";
import {
	type ListPromises,
	type Promised,
	type promiseTabs,
	type RecordPromise,
	type SettlePromise,
	tableKinds,
} from "../contract.ts";
import { decidePromise, refuseNames } from "../rules.ts";
import { locked } from "../service.ts";
import { type MeetingRow, readMeeting, readMeetingWhole } from "../store.ts";
import { lineOf, type PromiseLine } from "./lines.ts";
import * as store from "./store.ts";

/** What somebody promised at a meeting, until it is kept or let go. */

type Id = Promised["id"];
type Who = Pick<Promised, "account" | "party" | "words">;

/**
 * Writes who promised what by when. Whoever answers for the meeting keeps an eye on it. Throws `not_found`,
 * `id_taken`; `invalid` for nobody or two at once, a day before the meeting, a text that says somebody's name.
 */
export async function recordPromise(ground: Ground, actor: Actor, input: RecordPromise): Promise<Promised> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const request = requestOf(actor, now, "promise", input);
	return ground.db.withActor(actor, async (tx) => {
		const meeting = await locked(tx, input.meeting);
		const before = await store.readPromise(tx, request.id);
		if (before) return store.promisedOf(writtenBefore(before, request));
		if (input.dueOn < meeting.heldOn) throw new Refused("invalid", { dueOn: "meetings.error_due" });
		if (input.item && (await readItem(tx, input.item))?.meetingId !== meeting.id)
			throw new Refused("invalid", { item: "error.id" });
		refuseNames({ what: input.what, words: input.words }, await labelsOfPersonsIn(tx, meeting.neighbourhoodId));
		const row: store.PromiseRow = {
			...request,
			neighbourhoodId: meeting.neighbourhoodId,
			meeting: meeting.id,
			item: input.item ?? null,
			what: input.what,
			...(await whoPromises(tx, input, meeting, dayOf(now))),
			dueOn: input.dueOn,
			state: "open",
			reason: null,
			responsible: meeting.responsible,
			recordedAt: now,
		};
		if (!(await store.insertPromise(tx, row))) throw new Refused("id_taken");
		const { neighbourhoodId } = meeting;
		await audit(tx, { verb: "recordPromise", kind: "promise", id: row.id, neighbourhoodId });
		return store.promisedOf(row);
	});
}

/** A colleague; or somebody recorded here, an organisation by its name and a person by what is given; or a plain role. */
async function whoPromises(read: Read, input: RecordPromise, meeting: MeetingRow, today: Day): Promise<Who> {
	const { neighbourhoodId } = meeting;
	const who = await whoIsMeant(read, {
		field: "party",
		chosen: input.party,
		typed: input.party_typed,
		kinds: tableKinds,
		neighbourhoodId,
	});
	if (!input.account && !who && !input.words) throw new Refused("invalid", { account: "meetings.error_who_promised" });
	if (!input.account) {
		const words = input.words ?? (who && who.kind !== "person" ? who.label : null);
		return { account: null, party: (who?.id ?? null) as Promised["party"], words };
	}
	if (who || input.words) throw new Refused("invalid", { account: "meetings.error_one_promises" });
	const known = (await colleaguesAt(read, neighbourhoodId, today)).some((c) => c.id === input.account);
	if (!known && input.account !== read.actor.accountId) throw new Refused("invalid", { account: "error.id" });
	return { account: input.account, party: null, words: null };
}

/** Kept, let go, or still open. The same step sent twice is taken once. Throws `not_found`, `not_from_here`, `needs_reason`, `invalid`, `id_taken`. */
export async function settlePromise(ground: Ground, actor: Actor, id: Id, input: SettlePromise): Promise<Promised> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const promise = await store.lockPromise(tx, id);
		if (!promise) throw new Refused("not_found");
		if (input.id && (await store.hasStep(tx, id, input.id))) return store.promisedOf(promise);
		await refuseKept(tx, promise.party);
		const next = { ...promise, ...decidePromise(promise, input, dayOf(now)) };
		refuseNames({ reason: input.reason }, await labelsOfPersonsIn(tx, promise.neighbourhoodId));
		const stepId = input.id ?? newId();
		if (!(await store.writeStep(tx, next, { id: stepId, at: now }))) throw new Refused("id_taken");
		const { neighbourhoodId } = promise;
		const fields = next.dueOn === promise.dueOn ? ["state"] : ["state", "dueOn"];
		await audit(tx, { verb: "settlePromise", kind: "promise", id, neighbourhoodId, fields });
		const was = { state: promise.state, dueOn: promise.dueOn, step: stepId };
		await keepUndoIn(tx, { act: "settlePromise", kind: "promise", recordId: id, neighbourhoodId, was }, now);
		return store.promisedOf(next);
	});
}

/** Promises the actor may see: the open ones unless another state is asked for. */
export async function listPromises(
	ground: Ground,
	actor: Actor,
	query: ListPromises,
): Promise<{ items: Promised[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	const { neighbourhood, state = "open", cursor, limit } = query;
	const after = readCursor(cursor);
	return ground.db.readAs(actor, async (read) => {
		const neighbourhoodId = neighbourhood ? (await neighbourhoodIn(read, neighbourhood)).id : undefined;
		const rows = await store.listPromises(read, { neighbourhoodId, state, after, limit: limit + 1 });
		return { items: rows.slice(0, limit).map(store.promisedOf), next: nextOf(rows, limit, (row) => row.dueOn) };
	});
}

/** The page of promises of the neighbourhood on screen. */
export async function promisesOnPage(
	ground: Ground,
	actor: Actor,
	query: { show: (typeof promiseTabs)[number]; cursor?: string },
): Promise<{ items: PromiseLine[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	const after = readCursor(query.cursor);
	const limit = 50;
	return ground.db.readAs(actor, async (read) => {
		const neighbourhoodId = actor.neighbourhoodId ?? (await neighbourhoodIn(read)).id;
		const rows = await store.listPromises(read, { neighbourhoodId, state: query.show, after, limit: limit + 1 });
		const promises = rows.slice(0, limit).map(store.promisedOf);
		const parties = promises.flatMap((p) => p.party ?? []);
		const accounts = promises.map((p) => p.account);
		const [labels, names] = await Promise.all([partiesByIds(read, parties), accountNames(read, accounts)]);
		const items = promises.map((p) => lineOf(p, actor, names, labels));
		return { items, next: nextOf(rows, limit, (row) => row.dueOn) };
	});
}

export type PromiseOnPage = {
	promise: PromiseLine;
	meeting: Pick<MeetingRow, "id" | "title" | "heldOn">;
	responsibleName?: string;
	steps: (store.StepRow & { byName?: string; passedToName?: string })[];
};

/** One promise with its history. Throws `not_found`. */
export async function promiseOnPage(ground: Ground, actor: Actor, id: string): Promise<PromiseOnPage> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const row = await store.readPromise(read, id);
		const meeting = row && (await readMeeting(read, row.meeting));
		if (!row || !meeting) throw new Refused("not_found");
		const { party } = row;
		const steps = await store.readSteps(read, id);
		const labels = await partiesByIds(read, party ? [party] : []);
		const names = await accountNames(read, [row.account, row.responsible, ...steps.flatMap((s) => [s.by, s.passedTo])]);
		const nameOf = (account: string | null) => (account ? names.get(account) : undefined);
		return {
			promise: lineOf(store.promisedOf(row), actor, names, labels),
			meeting,
			responsibleName: nameOf(row.responsible),
			steps: steps.map((s) => ({ ...s, byName: nameOf(s.by), passedToName: nameOf(s.passedTo) })),
		};
	});
}

/** Who may have promised something at a meeting. */
export type Promising = {
	meeting: Pick<MeetingRow, "id" | "title" | "heldOn">;
	/** Points that have their line. */
	points: { id: string; line: string }[];
	me: string;
	colleagues: Colleague[];
};

/** What the form of a new promise shows. Throws `not_found`. */
export async function beginPromise(ground: Ground, actor: Actor, meetingId: string): Promise<Promising> {
	only(actor, "facilitator", "coordinator");
	const me = actor.accountId ?? "";
	return ground.db.readAs(actor, async (read) => {
		const meeting = await readMeetingWhole(read, meetingId);
		if (!meeting) throw new Refused("not_found");
		const points = meeting.agenda.flatMap(({ id, line }) => (line ? [{ id, line }] : []));
		const colleagues = await colleaguesAt(read, meeting.neighbourhoodId, dayOf(ground.clock()));
		return { meeting, points, me, colleagues: colleagues.filter((c) => c.id !== me) };
	});
}
