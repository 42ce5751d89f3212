import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Undoable, UndoVerb } from "./contract.ts";
import * as store from "./store.ts";

/** How long an act can be taken back. */
export const undoSeconds = 60;

/** Takes an act back, in the transaction of whoever did it. Throws `changed_meanwhile` when the record is no longer as the act left it. */
export type Inverse = (tx: Tx, act: Undoable, now: Date) => Promise<void>;

/**
 * Remembers for a minute how a destructive act is taken back, in the transaction of the act. Of several acts on one
 * record the latest counts; what can no longer be taken back is forgotten at the same time.
 */
export async function keepUndoIn(tx: Tx, act: Undoable, now: Date): Promise<void> {
	if (!tx.actor.accountId) return;
	await store.forgetOld(tx, now);
	await store.write(tx, act, new Date(now.getTime() + undoSeconds * 1000));
}

/**
 * Takes back the actor's latest act on a record. Throws `undo_expired` a minute after it, or where there is none;
 * `changed_meanwhile` when somebody has changed the record since.
 */
export async function takeBack(
	ground: Ground,
	actor: Actor,
	recordId: string,
	inverses: Record<UndoVerb, Inverse>,
): Promise<void> {
	if (!actor.accountId) throw new Refused("sign_in_first");
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const act = await store.take(tx, recordId, now);
		if (!act) throw new Refused("undo_expired");
		await inverses[act.act](tx, act, now);
		const { kind, neighbourhoodId } = act;
		await audit(tx, { verb: "takeBack", kind, id: recordId, neighbourhoodId, fields: Object.keys(act.was) });
	});
}
