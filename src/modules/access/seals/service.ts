import { randomBytes } from "node:crypto";
import { type Actor, system } from "../../../db/actor.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { ChainEnd } from "./contract.ts";
import { type Link, linkAfter, noTerritory, type Sealable } from "./rules.ts";
import * as store from "./store.ts";

export { noTerritory } from "./rules.ts";

/** So many entries are read at once. */
const batch = 2000;

/**
 * Seals every entry of the trail that has no link yet, in the order in which it finds them: each territory's chain
 * grows by its own. All of them or none: what waited long, and was left by a half, would pass for put there later. Two
 * who seal at once do not fork a chain: one waits for the other. Answers how many.
 */
export function sealTrail({ db }: Ground): Promise<number> {
	return db.withActor(system("sealer"), async (tx) => {
		await tx.rows(store.sealingLock);
		const since = await store.sealedBefore(tx);
		const ends = await store.ends(tx);
		const last = new Map<string, Pick<Link, "position" | "hash">>(
			ends.map((end) => [end.chain, { position: end.position, hash: Buffer.from(end.hash, "hex") }]),
		);
		for (let sealed = 0; ; ) {
			const entries = await store.unsealed(tx, since, batch);
			if (entries.length > 0) await store.insertLinks(tx, linksAfter(last, entries));
			sealed += entries.length;
			if (entries.length < batch) return sealed;
		}
	});
}

/** The next links of the chains whose ends `last` holds, and moves those on. */
function linksAfter(last: Map<string, Pick<Link, "position" | "hash">>, entries: readonly Sealable[]): Link[] {
	return entries.map((entry) => {
		const chain = entry.territoryId ?? noTerritory;
		const link = linkAfter(last.get(chain), entry, randomBytes(32));
		last.set(chain, link);
		return link;
	});
}

/** The end of every chain now: the seal to be printed, or kept by somebody outside. Only for administrators. */
export function sealNow({ db }: Ground, actor: Actor): Promise<(ChainEnd & { sealedAt: Date })[]> {
	only(actor, "administrator");
	return db.readAs(system("sealer"), store.ends);
}
