import { type Id, newId } from "../../../../core/ids.ts";
import { type Day, dayOf } from "../../../../core/period.ts";
import { audit } from "../../../../db/audit.ts";
import type { Read, Tx } from "../../../../db/database.ts";
import type { OpenOfMeetings } from "../contract.ts";
import * as store from "./store.ts";

/** Meetings and promises of somebody who is away or leaves, inside the transaction of who hands over. */

type Account = Id<"account">;

/** Meetings still to be held and open promises that an account answers for, as far as the actor sees them; at most 200 of each. */
export async function openOfMeetingsIn(read: Read, accountId: Account, today: Day): Promise<OpenOfMeetings> {
	return {
		meetings: await store.readMeetingsToCome(read, accountId, today),
		promises: await store.readOpenPromises(read, accountId),
	};
}

/**
 * Gives meetings still to be held, and open promises, from one colleague to another in some neighbourhoods. What was
 * held keeps who answered for it. A promise that changes hands says so in its history. Only those named pass, where
 * some are. Gives which they were.
 */
export async function handOverMeetingsIn(
	tx: Tx,
	from: Account,
	to: Account,
	neighbourhoodIds: readonly string[],
	at = new Date(),
	only?: { meetings: readonly string[]; promises: readonly string[] },
): Promise<{ meetings: store.Passed[]; promises: store.Passed[] }> {
	const pass = { from, to, neighbourhoodIds };
	const meetings = await store.passMeetings(tx, { ...pass, today: dayOf(at), ids: only?.meetings });
	const promises = await store.passPromises(tx, { ...pass, ids: only?.promises });
	for (const { id, neighbourhoodId } of meetings)
		await audit(tx, { verb: "handOverMeeting", kind: "meeting", id, neighbourhoodId, fields: ["responsible"] });
	for (const { changedHands, ...promise } of promises) {
		const { id, neighbourhoodId } = promise;
		if (changedHands) await store.writePassing(tx, { ...promise, stepId: newId(), to, at });
		const fields = changedHands ? ["account"] : ["responsible"];
		await audit(tx, { verb: "handOverPromise", kind: "promise", id, neighbourhoodId, fields });
	}
	return { meetings, promises };
}
