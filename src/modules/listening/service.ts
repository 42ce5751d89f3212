import { newId } from "../../core/ids.ts";
import { type Day, monthStart } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { audit } from "../../db/audit.ts";
import type { Read, Tx } from "../../db/database.ts";
import { partiesByIds } from "../community/service.ts";
import type { Answer, Need, TodayOfListening } from "./contract.ts";
import * as needs from "./needs/store.ts";
import { labelsOf, lineOf } from "./notes/lines.ts";
import * as store from "./store.ts";

/**
 * Writes what answers a need, in the transaction of the module above. A need that was only heard is being
 * answered from then on. The same record under the same need is written once. Throws `invalid` for a need
 * the actor does not see, `not_from_here` for one that has ended.
 */
export async function recordAnswerIn(tx: Tx, answer: Answer, at = new Date()): Promise<void> {
	const need = await needs.lockNeed(tx, answer.needId);
	if (!need) throw new Refused("invalid", { need: "error.id" });
	if (answer.recordId && (await needs.readAnswer(tx, need.id, answer.kind, answer.recordId))) return;
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
	if (!(await needs.writeAnswer(tx, row))) throw new Refused("id_taken");
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
	await needs.writeStep(tx, step);
	await audit(tx, {
		verb: "changeNeedState",
		kind: "need",
		id: need.id,
		neighbourhoodId: need.neighbourhoodId,
		fields: ["state"],
	});
}

/** Needs by id, as far as the actor sees them. */
export async function needsByIdsIn(read: Read, ids: readonly string[]): Promise<Map<string, Need>> {
	return new Map((await needs.readNeedsByIds(read, ids)).map((need) => [need.id, need]));
}

/** Needs heard or being answered, the latest heard first, at most 200. */
export function openNeedsIn(read: Read, neighbourhoodId: string): Promise<Need[]> {
	return needs.readOpenNeeds(read, neighbourhoodId, 200);
}

/** What the first page of the day shows of listening, in three statements. */
export async function todayOfListeningIn(read: Read, neighbourhoodId: string, today: Day): Promise<TodayOfListening> {
	const notes = await store.readTodaysNotes(read, neighbourhoodId, 8);
	const rest = await store.readTodaysRest(read, neighbourhoodId, today, monthStart(today), 8);
	const labels = await partiesByIds(read, [...labelsOf(notes), ...rest.followUps.flatMap((f) => f.about ?? [])]);
	const bucket = (name: store.Bucket) => notes.filter((n) => n.bucket === name);
	const lines = (name: store.Bucket) => bucket(name).map((n) => lineOf(n, labels));
	return {
		urgent: lines("urgent"),
		followUps: rest.followUps.map(({ about, assignedTo, ...f }) => ({
			...f,
			id: f.id as TodayOfListening["followUps"][number]["id"],
			aboutLabel: about ? labels.get(about)?.label : undefined,
			mine: assignedTo === read.actor.accountId,
		})),
		unansweredNeeds: rest.needs,
		unansweredNeedsCount: rest.needsTotal,
		unplacedNotes: lines("unplaced"),
		unplacedNotesCount: bucket("unplaced")[0]?.total ?? 0,
		unusedOffers: lines("unused"),
		unusedOffersCount: bucket("unused")[0]?.total ?? 0,
		visitsThisMonth: rest.visits,
		recordersThisMonth: rest.recorders,
	};
}
