import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { nextOf, readCursor } from "../../../ui/json.ts";
import { requestOf } from "../../../ui/request.ts";
import type { Colleague } from "../../access/contract.ts";
import { accountNames, colleaguesAt } from "../../access/service.ts";
import { refuseKept } from "../../community/restriction/service.ts";
import { partiesByIds } from "../../community/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import { aboutKinds, type FollowUp, type ListFollowUps, type RecordFollowUp } from "../contract.ts";
import { readNeedsByIds } from "../needs/store.ts";
import { readNote } from "../notes/store.ts";

import { selfOf, whoIsMeant } from "../who.ts";
import * as store from "./store.ts";

/**
 * Writes down something to come back to on a day; assigned to oneself where nobody is named. It belongs to the
 * neighbourhood of its note or need, where it has one. Throws `invalid`, `choose_neighbourhood`, `id_taken`.
 */
export async function recordFollowUp(ground: Ground, actor: Actor, input: RecordFollowUp): Promise<FollowUp> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	if (input.dueOn < dayOf(now)) throw new Refused("invalid", { dueOn: "error.past" });
	const { id, hash } = requestOf(actor, now, "follow-up", input);
	return ground.db.withActor(actor, async (tx) => {
		const neighbourhoodId = (await placeOfOrigin(tx, input)) ?? (await neighbourhoodIn(tx, input.neighbourhood)).id;
		const about = await whoIsMeant(tx, {
			field: "about",
			chosen: input.about,
			typed: input.aboutTyped,
			kinds: aboutKinds,
			neighbourhoodId,
		});
		const assignedTo = await assignee(tx, input.assignedTo, neighbourhoodId, dayOf(now));
		const row: store.FollowUpRow = {
			id,
			hash,
			neighbourhoodId,
			what: input.what,
			dueOn: input.dueOn,
			note: input.note ?? null,
			need: input.need ?? null,
			about: (about?.id ?? null) as FollowUp["about"],
			assignedTo,
			doneAt: null,
			ending: null,
			outcome: null,
			recordedAt: now,
		};
		if (await store.insertFollowUp(tx, row)) {
			await audit(tx, { verb: "recordFollowUp", kind: "follow-up", id, neighbourhoodId });
			return store.followUpOf(row);
		}
		const there = await store.readFollowUp(tx, id);
		if (!there?.hash?.equals(hash)) throw new Refused("id_taken");
		return store.followUpOf(there);
	});
}

/** The neighbourhood of the note or need it comes from; both must be of the same one. */
async function placeOfOrigin(
	read: Read,
	input: RecordFollowUp,
): Promise<store.FollowUpRow["neighbourhoodId"] | undefined> {
	const note = input.note ? await readNote(read, input.note) : undefined;
	if (input.note && !note) throw new Refused("invalid", { note: "error.id" });
	await refuseKept(read, note?.aboutId);
	const [need] = input.need ? await readNeedsByIds(read, [input.need]) : [];
	if (input.need && !need) throw new Refused("invalid", { need: "error.id" });
	if (note && need && note.neighbourhoodId !== need.neighbourhoodId) throw new Refused("invalid", { need: "error.id" });
	return note?.neighbourhoodId ?? need?.neighbourhoodId;
}

/** Oneself, or a colleague who reads what is written in that neighbourhood: nobody else would find it. */
export async function assignee(
	read: Read,
	chosen: FollowUp["assignedTo"] | undefined,
	neighbourhoodId: string,
	today: Day,
): Promise<FollowUp["assignedTo"]> {
	const self = selfOf(read.actor);
	if (!chosen || chosen === self) return self;
	const known = (await colleaguesAt(read, neighbourhoodId, today)).some((c) => c.id === chosen);
	if (!known) throw new Refused("invalid", { assignedTo: "error.id" });
	return chosen;
}

/** What a follow-up is about: a note, a need, or neither. */
export type Origin = Pick<RecordFollowUp, "note" | "need">;
export type Beginning = {
	origin?: { kind: "note" | "need"; id: string; path: string; words: string };
	me: string;
	/** Who else it can be given to. */
	colleagues: Colleague[];
};

/** What the form of a new follow-up shows: where it comes from, and who can take it on. Throws `not_found`, `choose_neighbourhood`. */
export async function beginFollowUp(ground: Ground, actor: Actor, of: Origin): Promise<Beginning> {
	only(actor, "facilitator", "coordinator");
	const me = selfOf(actor);
	return ground.db.readAs(actor, async (read) => {
		const from = await originOf(read, of);
		const neighbourhoodId = from?.neighbourhoodId ?? actor.neighbourhoodId ?? (await neighbourhoodIn(read)).id;
		const colleagues = await colleaguesAt(read, neighbourhoodId, dayOf(ground.clock()));
		return { origin: from?.origin, me, colleagues: colleagues.filter((c) => c.id !== me) };
	});
}

async function originOf(read: Read, { note, need }: Origin) {
	if (!note && !need) return undefined;
	const found = need ? (await readNeedsByIds(read, [need]))[0] : await readNote(read, note!);
	if (!found) throw new Refused("not_found");
	const { id, neighbourhoodId } = found;
	const origin =
		"title" in found
			? { kind: "need" as const, id, path: `/listening/needs/${id}`, words: found.title }
			: { kind: "note" as const, id, path: `/listening/notes/${id}`, words: found.text };
	return { neighbourhoodId, origin };
}

/** Open follow-ups the actor may see, the earliest due first: what comes next stands on top. */
export async function listFollowUps(
	ground: Ground,
	actor: Actor,
	query: ListFollowUps,
): Promise<{ items: FollowUp[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	const after = readCursor(query.cursor);
	return ground.db.readAs(actor, async (read) => {
		const chosen = query.neighbourhood ? (await neighbourhoodIn(read, query.neighbourhood)).id : undefined;
		const rows = await store.listOpen(read, { neighbourhoodId: chosen, after, limit: query.limit + 1 });
		return { items: rows.slice(0, query.limit).map(store.followUpOf), next: nextOf(rows, query.limit, dueOn) };
	});
}

const dueOn = (row: store.FollowUpRow) => row.dueOn;

export type FollowUpsPage = {
	items: (FollowUp & { aboutLabel?: string; assignedName?: string })[];
	next: string | null;
};

/** The page of open follow-ups of the neighbourhood on screen, with names. */
export async function followUpsOnPage(
	ground: Ground,
	actor: Actor,
	query: { cursor?: string },
): Promise<FollowUpsPage> {
	only(actor, "facilitator", "coordinator");
	const after = readCursor(query.cursor);
	const limit = 50;
	return ground.db.readUnchanged(actor, async (read) => {
		const neighbourhoodId = actor.neighbourhoodId ?? (await neighbourhoodIn(read)).id;
		const rows = await store.listOpen(read, { neighbourhoodId, after, limit: limit + 1 });
		const labels = await partiesByIds(
			read,
			rows.flatMap((f) => f.about ?? []),
		);
		const names = await accountNames(
			read,
			rows.map((f) => f.assignedTo),
		);
		const items = rows.slice(0, limit).map((f) => ({
			...store.followUpOf(f),
			aboutLabel: f.about ? labels.get(f.about)?.label : undefined,
			assignedName: names.get(f.assignedTo),
		}));
		return { items, next: nextOf(rows, limit, dueOn) };
	});
}
