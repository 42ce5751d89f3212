import { newId } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Inverse } from "../../access/undo/service.ts";
import type { NeedState } from "../contract.ts";
import { undoStep } from "../follow-ups/steps/service.ts";
import { putBackItem } from "../meetings/agenda/store.ts";
import type { PromiseState } from "../meetings/contract.ts";
import * as promises from "../meetings/promises/store.ts";
import { lockMeeting, putBackAttendee } from "../meetings/store.ts";
import { lockNeed, placeNotes, readNeedWhole, recountNeed, writeStep } from "../needs/store.ts";
import { lockNotes, updateNote } from "../notes/store.ts";
import type { Resource } from "../resources/contract.ts";
import { restoreAsked } from "../resources/store.ts";
import { endStates } from "../rules.ts";

/** How the acts of listening are taken back. Each looks whether the record still is as the act left it. */

const bringBack: Inverse = async (tx, act) => {
	const [note] = await lockNotes(tx, [act.recordId]);
	if (!note || note.needId !== null || note.setAsideOn === null) throw new Refused("changed_meanwhile");
	await updateNote(tx, { ...note, setAsideOn: null });
};

const putBack: Inverse = async (tx, act) => {
	const needId = String(act.was.need);
	const [note] = await lockNotes(tx, [act.recordId]);
	const need = await lockNeed(tx, needId);
	if (!note || !need || note.needId !== null || note.setAsideOn !== null || endStates.includes(need.state))
		throw new Refused("changed_meanwhile");
	await placeNotes(tx, needId, [note.id]);
	await recountNeed(tx, needId);
};

/** The need is again in the state it had, for the reason it had; its history keeps both steps. */
const takeUpNeed: Inverse = async (tx, act, at) => {
	const { recordId: needId } = act;
	await lockNeed(tx, needId);
	const whole = await readNeedWhole(tx, needId);
	const [before, last] = (whole?.steps ?? []).slice(-2);
	if (!whole || !before || last?.id !== act.was.step) throw new Refused("changed_meanwhile");
	const { neighbourhoodId } = whole.need;
	const to = act.was.state as NeedState;
	await writeStep(tx, { id: newId(), needId, neighbourhoodId, to, reason: before.reason, closedOn: null, at });
};

/** The promise stands as it did, for the reason and until the day it had; its history keeps both steps. */
const promiseAgain: Inverse = async (tx, act, at) => {
	const promise = await promises.lockPromise(tx, act.recordId);
	const steps = await promises.readSteps(tx, act.recordId);
	if (!promise || steps.at(-1)?.id !== act.was.step) throw new Refused("changed_meanwhile");
	const { state, dueOn } = act.was as { state: PromiseState; dueOn: Day };
	// Handing it over says no reason, and changes none.
	const reason = steps.filter((step) => !step.passedTo).at(-2)?.reason ?? null;
	await promises.writeStep(tx, { ...promise, state, reason, dueOn }, { id: newId(), at });
};

const pointAgain: Inverse = async (tx, { recordId, was }) => {
	await lockMeeting(tx, recordId);
	if (!(await putBackItem(tx, recordId, String(was.item), String(was.at)))) throw new Refused("changed_meanwhile");
};

const thereAgain: Inverse = async (tx, { recordId, was }) => {
	await lockMeeting(tx, recordId);
	if (!(await putBackAttendee(tx, recordId, String(was.attendee), String(was.at))))
		throw new Refused("changed_meanwhile");
};

const stillThere: Inverse = async (tx, { recordId, was }) => {
	const { on, ...before } = was as Pick<Resource, "askedOn" | "goneOn"> & { on: Day };
	if (!(await restoreAsked(tx, recordId, on, before))) throw new Refused("changed_meanwhile");
};

export const inverses = {
	setAsideNote: bringBack,
	takeOutNote: putBack,
	endNeed: takeUpNeed,
	followUpStep: undoStep,
	settlePromise: promiseAgain,
	takeOffAgendaItem: pointAgain,
	takeOffAttendee: thereAgain,
	endResource: stillThere,
};
