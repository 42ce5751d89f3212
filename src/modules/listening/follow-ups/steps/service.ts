import { newId } from "../../../../core/ids.ts";
import { type Day, dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Tx } from "../../../../db/database.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import type { Colleague } from "../../../access/contract.ts";
import { accountNames, colleaguesAt } from "../../../access/service.ts";
import { type Inverse, keepUndoIn } from "../../../access/undo/service.ts";
import { refuseKept } from "../../../community/restriction/service.ts";
import { partiesByIds } from "../../../community/service.ts";
import type { FollowUp, FollowUpStep, GiveFollowUp, PartlyDone } from "../../contract.ts";
import { decideFinish } from "../../rules.ts";
import { assignee } from "../service.ts";
import * as store from "../store.ts";

/** What becomes of a follow-up: done, done late, done in part, moved, handed to another, let go. Each step is kept. */

type Id = FollowUp["id"];
type Change = Partial<Pick<store.FollowUpRow, "what" | "dueOn" | "assignedTo" | "doneAt" | "ending" | "outcome">>;
type Taken = {
	change: Change;
	step: Omit<store.NewStep, "id" | "at"> & { id?: string };
	verb: string;
	fields: string[];
};

/**
 * Takes one step on an open follow-up, locked: writes it, its history, the trail, and how it is taken back. `decide`
 * gives undefined where nothing is left to do. Throws `not_found`.
 */
async function step(
	ground: Ground,
	actor: Actor,
	id: Id,
	decide: (before: store.FollowUpRow, tx: Tx, now: Date) => Promise<Taken | undefined> | Taken | undefined,
): Promise<FollowUp> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const before = await store.lockFollowUp(tx, id);
		if (!before) throw new Refused("not_found");
		const taken = await decide(before, tx, now);
		if (!taken) return store.followUpOf(before);
		const after = { ...before, ...taken.change };
		const stepId = taken.step.id ?? newId();
		const { neighbourhoodId } = before;
		await store.writeFollowUp(tx, after);
		await store.writeSteps(tx, [{ before, step: { ...taken.step, id: stepId, at: now } }]);
		await audit(tx, { verb: taken.verb, kind: "follow-up", id, neighbourhoodId, fields: taken.fields });
		const was = { step: stepId };
		await keepUndoIn(tx, { act: "followUpStep", kind: "follow-up", recordId: id, neighbourhoodId, was }, now);
		return store.followUpOf(after);
	});
}

function open(followUp: store.FollowUpRow): void {
	if (followUp.doneAt) throw new Refused("not_from_here");
}

/** It is open, and something may be written about whoever it is for. Throws `not_from_here`, `restricted`. */
async function goesOn(followUp: store.FollowUpRow, tx: Tx): Promise<void> {
	open(followUp);
	await refuseKept(tx, followUp.about);
}

function notPast(dueOn: Day, ground: Ground): void {
	if (dueOn < dayOf(ground.clock())) throw new Refused("invalid", { dueOn: "error.past" });
}

/** Writes how it went: the follow-up is done, late where its day has gone by. A second time changes nothing. Throws `not_found`. */
export function finishFollowUp(ground: Ground, actor: Actor, id: Id, outcome: string | undefined): Promise<FollowUp> {
	return step(ground, actor, id, async (before, tx, now) => {
		if (before.doneAt) return undefined;
		await goesOn(before, tx);
		const ending = decideFinish(before.dueOn, dayOf(now));
		return {
			change: { doneAt: now, ending, outcome: outcome ?? null },
			step: { kind: ending, words: outcome },
			verb: "finishFollowUp",
			fields: ["done_at", "ending", "outcome"],
		};
	});
}

/** Done in part: what remains has a day of its own. Throws `not_found`, `not_from_here`, `invalid` for a day gone by. */
export async function partlyDone(ground: Ground, actor: Actor, id: Id, input: PartlyDone): Promise<FollowUp> {
	notPast(input.dueOn, ground);
	return step(ground, actor, id, async (before, tx) => {
		if (input.id && (await store.readSteps(tx, id)).some((s) => s.id === input.id)) return undefined;
		await goesOn(before, tx);
		return {
			change: { what: input.remains, dueOn: input.dueOn },
			step: { id: input.id, kind: "partly", words: input.outcome },
			verb: "partlyFinishFollowUp",
			fields: ["what", "due_on"],
		};
	});
}

/** Lets a follow-up go, with the reason. A second time changes nothing. Throws `not_found`, `not_from_here` for one that is done. */
export function letFollowUpGo(ground: Ground, actor: Actor, id: Id, reason: string): Promise<FollowUp> {
	return step(ground, actor, id, (before, _tx, now) => {
		if (before.ending === "let_go") return undefined;
		open(before);
		return {
			change: { doneAt: now, ending: "let_go", outcome: reason },
			step: { kind: "let_go", words: reason },
			verb: "letFollowUpGo",
			fields: ["done_at", "ending", "outcome"],
		};
	});
}

/** Gives a follow-up to a colleague who works there. Throws `not_found`, `not_from_here`, `invalid` (`assignedTo`). */
export function giveFollowUp(ground: Ground, actor: Actor, id: Id, input: GiveFollowUp): Promise<FollowUp> {
	return step(ground, actor, id, async (before, tx, now) => {
		if (before.assignedTo === input.assignedTo) return undefined;
		await goesOn(before, tx);
		const assignedTo = await assignee(tx, input.assignedTo, before.neighbourhoodId, dayOf(now));
		return {
			change: { assignedTo },
			step: { kind: "handed_over", words: input.words, assignedAfter: assignedTo },
			verb: "giveFollowUp",
			fields: ["assigned_to"],
		};
	});
}

/** Moves a follow-up to another day. Throws `not_found`, `invalid` for a day gone by, `not_from_here` when it is done. */
export async function moveFollowUp(ground: Ground, actor: Actor, id: Id, dueOn: Day): Promise<FollowUp> {
	notPast(dueOn, ground);
	return step(ground, actor, id, async (before, tx) => {
		await goesOn(before, tx);
		if (before.dueOn === dueOn) return undefined;
		return { change: { dueOn }, step: { kind: "moved" }, verb: "moveFollowUp", fields: ["due_on"] };
	});
}

/** Takes back the latest step: the follow-up says again what it said before it, and the history keeps both. */
export const undoStep: Inverse = async (tx, act, now) => {
	const before = await store.lockFollowUp(tx, act.recordId);
	const last = (await store.readSteps(tx, act.recordId)).at(-1);
	if (!before || !last || last.id !== act.was.step) throw new Refused("changed_meanwhile");
	const { whatBefore: what, dueBefore: dueOn, assignedBefore: assignedTo } = last;
	await store.writeFollowUp(tx, { id: before.id, what, dueOn, assignedTo, doneAt: null, ending: null, outcome: null });
	const step = { id: newId(), kind: "taken_up" as const, at: now, assignedAfter: assignedTo };
	await store.writeSteps(tx, [{ before, step }]);
};

export type FollowUpOnPage = FollowUp & {
	aboutLabel?: string;
	assignedName?: string;
	steps: (FollowUpStep & { byName?: string; beforeName?: string; afterName?: string })[];
	/** Who else it can be given to. */
	colleagues: Colleague[];
};

/** One follow-up with its history and who could take it on. Throws `not_found`. */
export async function followUpOnPage(ground: Ground, actor: Actor, id: string): Promise<FollowUpOnPage> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const row = await store.readFollowUp(read, id);
		if (!row) throw new Refused("not_found");
		const steps = await store.readSteps(read, id);
		const labels = await partiesByIds(read, row.about ? [row.about] : []);
		const accounts = steps.flatMap((s) => [s.by, s.assignedBefore, s.assignedAfter]);
		const names = await accountNames(read, [row.assignedTo, ...accounts]);
		const colleagues = row.doneAt ? [] : await colleaguesAt(read, row.neighbourhoodId, dayOf(ground.clock()));
		const name = (account: string | null) => (account ? names.get(account) : undefined);
		return {
			...store.followUpOf(row),
			aboutLabel: row.about ? labels.get(row.about)?.label : undefined,
			assignedName: name(row.assignedTo),
			steps: steps.map((s) => ({
				...s,
				byName: name(s.by),
				beforeName: name(s.assignedBefore),
				afterName: name(s.assignedAfter),
			})),
			colleagues: colleagues.filter((c) => c.id !== row.assignedTo),
		};
	});
}

/** One follow-up with its history, as JSON gives it. Throws `not_found`. */
export async function readFollowUp(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<FollowUp & { steps: FollowUpStep[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const row = await store.readFollowUp(read, id);
		if (!row) throw new Refused("not_found");
		return { ...store.followUpOf(row), steps: await store.readSteps(read, id) };
	});
}

type Pass = { from: string; to: string; neighbourhoodIds: readonly string[]; now: Date; ids?: readonly string[] };
type Passed = { id: string; neighbourhoodId: string };

/** Open follow-ups of one account go to another, each with its step. Gives which they were. */
export async function handOverFollowUpsIn(tx: Tx, { from, to, neighbourhoodIds, now, ids }: Pass): Promise<Passed[]> {
	const held = await store.lockHeldBy(tx, from, neighbourhoodIds, ids);
	if (held.length === 0) return [];
	await store.assignAll(
		tx,
		held.map((f) => f.id),
		to,
	);
	await store.writeSteps(
		tx,
		held.map((before) => ({
			before,
			step: { id: newId(), kind: "handed_over", at: now, assignedAfter: to },
		})),
	);
	return held.map(({ id, neighbourhoodId }) => ({ id, neighbourhoodId }));
}
