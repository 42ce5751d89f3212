import type { Id } from "../../../core/ids.ts";
import { addDays, type Day, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Request, writtenBefore } from "../../../ui/request.ts";
import type { Handed, HandOver, Handover, Receiver } from "./contract.ts";
import * as store from "./store.ts";

/** The dated note of who handed what to whom. What it is, and how it passes, the modules above know. */

export { worksThere } from "./store.ts";

/** Who can be given work on a day, by name. */
export function receiversIn(read: Read, on: Day): Promise<Receiver[]> {
	return store.readReceivers(read, on);
}

/** The handover a request wrote before, if it did. Throws `id_taken` for another request's. */
export async function writtenHandoverIn(read: Read, request: Request<"handover">): Promise<boolean> {
	const before = await store.readHandover(read, request.id);
	if (before) writtenBefore(before, request);
	return before !== undefined;
}

/** Writes who handed what to whom. Throws `id_taken`. */
export async function writeHandoverIn(
	tx: Tx,
	request: Request<"handover">,
	input: HandOver & { from: Id<"account"> },
	items: readonly Handed[],
	now: Date,
): Promise<void> {
	const { accountId } = tx.actor;
	if (!accountId) throw new Refused("sign_in_first");
	const row = {
		...request,
		giver: input.from,
		receiver: input.to,
		because: input.because,
		backOn: input.because === "away" ? (input.backOn ?? null) : null,
		words: input.words ?? null,
		recordedBy: accountId,
		recordedAt: now,
	};
	if (!(await store.insertHandover(tx, row))) throw new Refused("id_taken");
	if (items.length > 0) await store.insertHanded(tx, row, items);
	await audit(tx, {
		verb: "handOver",
		kind: "handover",
		id: request.id,
		fields: [...new Set(items.map((i) => i.kind))],
	});
}

export type HandoverWhole = Handover & { items: (Handed & { returned: boolean })[] };

/** One handover with what it holds. Throws `not_found`. */
export async function handoverIn(read: Read, id: string): Promise<HandoverWhole> {
	const found = await store.readHandover(read, id);
	if (!found) throw new Refused("not_found");
	const { hash: _hash, ...rest } = found;
	return rest;
}

/** The same, locked until the transaction ends, so that it goes back once. Throws `not_found`. */
export async function lockedHandoverIn(tx: Tx, id: string): Promise<HandoverWhole> {
	const found = await store.readHandover(tx, id, true);
	if (!found) throw new Refused("not_found");
	return found;
}

/** Writes what of a handover went back. */
export async function endHandoverIn(tx: Tx, id: string, items: readonly Handed[], now: Date): Promise<void> {
	await store.endHandover(tx, id, items, now);
	await audit(tx, { verb: "handBack", kind: "handover", id, fields: [...new Set(items.map((i) => i.kind))] });
}

/** The latest handovers of an account, given or received; without one, all the actor sees. At most 20. */
export function handoversIn(read: Read, account?: string): Promise<Handover[]> {
	return store.readHandovers(read, account, 20);
}

/** What the actor was given in the last two weeks and still has. */
export async function receivedIn(read: Read, today: Day): Promise<Handover[]> {
	if (!read.actor.accountId) return [];
	return store.readReceived(read, read.actor.accountId, instantOf(addDays(today, -14)));
}
