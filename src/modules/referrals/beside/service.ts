import { dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import { refuseKept } from "../../community/restriction/service.ts";
import type { AddCompanion, DeskNote, RecordCall, StateName } from "../contract.ts";
import { allow } from "../service.ts";
import { insertWord, lock, type Row } from "../store.ts";
import { textsOf } from "../texts.ts";
import * as store from "./store.ts";

/** What stands beside the path: who was called, who goes along, what a desk writes down for itself. */

const ended: readonly StateName[] = ["closed", "revoked"];

/** A referral that has not ended, locked. Throws `not_found`, `not_in_this_state`. */
async function goingOn(tx: Tx, id: string): Promise<Row> {
	const row = await lock(tx, id);
	if (!row) throw new Refused("not_found");
	if (ended.includes(row.state)) throw new Refused("not_in_this_state");
	return row;
}

/**
 * Writes down who was called, and when: what is urgent goes by phone first. Sent twice it is written once. Throws
 * `not_found`, `not_in_this_state`, `id_taken`, `invalid` (`day` or `time`) for what lies ahead.
 */
export async function recordCall(ground: Ground, actor: Actor, id: string, input: RecordCall): Promise<void> {
	allow(ground, actor, "facilitator");
	const now = ground.clock();
	const calledAt = input.day || input.time ? instantOf(input.day ?? dayOf(now), input.time ?? "12:00") : now;
	if (calledAt > now) throw new Refused("invalid", { [input.time ? "time" : "day"]: "error.future" });
	await ground.db.withActor(actor, async (tx) => {
		const row = await goingOn(tx, id);
		await refuseKept(tx, row.personId);
		if (await store.isBeside(tx, "calls", row, input.id)) return;
		const sealed = textsOf(ground, tx, row).close("calls", input.id, input.who);
		const call = { id: input.id, sealed, reached: input.reached === "yes", calledAt, at: now };
		if (!(await store.insertCall(tx, row, call))) throw new Refused("id_taken");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "recordReferralCall", kind: "referral", id, neighbourhoodId, fields: ["calls"] });
	});
}

/**
 * Writes down who goes along with the person. Whoever it is never reaches the referral by that. Sent twice it is
 * written once. Throws `not_found`, `not_in_this_state`, `id_taken`, `invalid` (`name`) for a volunteer by more than a first name.
 */
export async function addCompanion(ground: Ground, actor: Actor, id: string, input: AddCompanion): Promise<void> {
	allow(ground, actor, "facilitator");
	if (input.kind === "volunteer" && /\s/.test(input.name)) {
		throw new Refused("invalid", { name: "referrals.error_first_name" });
	}
	await ground.db.withActor(actor, async (tx) => {
		const row = await goingOn(tx, id);
		await refuseKept(tx, row.personId);
		if (await store.isBeside(tx, "companions", row, input.id)) return;
		const sealed = textsOf(ground, tx, row).close("companions", input.id, input.name);
		const one = { id: input.id, kind: input.kind, sealed, on: input.on ?? null, at: ground.clock() };
		if (!(await store.insertCompanion(tx, row, one))) throw new Refused("id_taken");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "addCompanion", kind: "referral", id, neighbourhoodId, fields: ["companions"] });
	});
}

/** Somebody does not go along after all. Throws `not_found`, `not_in_this_state`. */
export async function removeCompanion(ground: Ground, actor: Actor, id: string, companionId: string): Promise<void> {
	allow(ground, actor, "facilitator");
	await ground.db.withActor(actor, async (tx) => {
		const row = await goingOn(tx, id);
		if (!(await store.removeCompanion(tx, id, companionId))) return;
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "removeCompanion", kind: "referral", id, neighbourhoodId, fields: ["companions"] });
	});
}

/**
 * The desk writes something down for itself: nobody else reads it, not whoever handed over, not the person's page. Sent
 * twice it is written once. Throws `not_found`, `id_taken`.
 */
export async function writeDeskNote(ground: Ground, actor: Actor, id: string, input: DeskNote): Promise<void> {
	allow(ground, actor, "desk");
	await ground.db.withActor(actor, async (tx) => {
		const row = await lock(tx, id);
		if (!row) throw new Refused("not_found");
		if (await store.isBeside(tx, "words", row, input.id)) return;
		const sealed = textsOf(ground, tx, row).close("words", input.id, input.note);
		const word = { id: input.id, kind: "own_note", sealed, at: ground.clock(), round: row.round };
		if (!(await insertWord(tx, row, word))) throw new Refused("id_taken");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "writeDeskNote", kind: "referral", id, neighbourhoodId, fields: ["words"] });
	});
}
