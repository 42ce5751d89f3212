import { randomBytes } from "node:crypto";
import { type Actor, system } from "../../../db/actor.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { ChainEnd } from "./contract.ts";
import { type Link, linkAfter, noTerritory } from "./rules.ts";
import * as store from "./store.ts";

export { noTerritory } from "./rules.ts";

/** So many entries are sealed at once. */
const batch = 2000;

/**
 * Seals every entry of the trail that has no link yet, in the order in which it finds them: each territory's chain
 * grows by its own. Two who seal at once do not fork a chain: one of them fails and comes again. Answers how many.
 */
export async function sealTrail({ db }: Ground): Promise<number> {
	for (let sealed = 0; ; ) {
		const n = await db.withActor(system("sealer"), async (tx) => {
			await tx.rows(store.sealingLock);
			const [entries, ends] = await Promise.all([store.unsealed(tx, batch), store.ends(tx)]);
			const last = new Map<string, Pick<Link, "position" | "hash">>(
				ends.map((end) => [end.chain, { position: end.position, hash: Buffer.from(end.hash, "hex") }]),
			);
			const links = entries.map((entry) => {
				const chain = entry.territoryId ?? noTerritory;
				const link = linkAfter(last.get(chain), entry, randomBytes(32));
				last.set(chain, link);
				return link;
			});
			if (links.length > 0) await store.insertLinks(tx, links);
			return links.length;
		});
		sealed += n;
		if (n < batch) return sealed;
	}
}

/** The end of every chain now: the seal to be printed, or kept by somebody outside. Only for administrators. */
export function sealNow({ db }: Ground, actor: Actor): Promise<(ChainEnd & { sealedAt: Date })[]> {
	only(actor, "administrator");
	return db.readAs(system("sealer"), store.ends);
}
