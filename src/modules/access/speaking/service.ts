import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { Citizen, Speaking } from "./contract.ts";
import * as store from "./store.ts";

/** Who may enter something for others: the coordinator trusts an active citizen with it, and takes it back. */

/** The active citizens of the coordinator's territory, by name; at most 200. */
export async function citizensToTrust(ground: Ground, actor: Actor): Promise<Citizen[]> {
	only(actor, "coordinator");
	return ground.db.readAs(actor, (read) => store.readCitizens(read, dayOf(ground.clock())));
}

/** Gives the trust to one of them, or takes it back; a second time changes nothing. Throws `not_found`. */
export async function trustToSpeak(ground: Ground, actor: Actor, { assignment, speaks }: Speaking): Promise<void> {
	only(actor, "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const written = await store.writeSpeaks(tx, { id: assignment, speaks, today: dayOf(ground.clock()) });
		if (!written) throw new Refused("not_found");
		const { accountId, neighbourhoodId, changed } = written;
		if (!changed) return;
		const verb = speaks ? "trustToSpeak" : "endTrustToSpeak";
		await audit(tx, { verb, kind: "account", id: accountId, neighbourhoodId, fields: ["speaks_for"] });
	});
}

/** In which neighbourhoods of the actor's territory the account may speak for others today: it reads this of itself. */
export function speaksForIn(read: Read, today: Day): Promise<string[]> {
	const { accountId } = read.actor;
	return accountId ? store.readSpeaksIn(read, accountId, today) : Promise.resolve([]);
}
