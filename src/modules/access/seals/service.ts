import { randomBytes } from "node:crypto";
import { type Actor, system } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { Broken, ChainEnd } from "./contract.ts";
import { firstBroken, type Link, linkAfter, noTerritory } from "./rules.ts";
import * as store from "./store.ts";

export { noTerritory } from "./rules.ts";

/** So many entries are sealed, or read, at once. */
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

/** What checking the trail found: how many sealed entries hold, how many of them erasures emptied, or where the first one does not. */
export type Verified = { entries: number; emptied: number; broken?: Broken };

/**
 * Reads the whole trail and its chains again, in one transaction, and says where they first disagree, chain by chain.
 * With a seal kept outside, also what was cut off or written anew since it was taken.
 */
export function verifyTrail({ db }: Ground, seal: readonly ChainEnd[]): Promise<Verified> {
	return db.readAs(system("sealer"), async (read) => {
		let entries = 0;
		const emptied = new Set(await store.emptiedMarks(read));
		const ends = await store.ends(read);
		const chains = new Set([...ends, ...seal].map(({ chain }) => chain));
		for (const chain of chains) {
			const checked = await verifyChain(
				read,
				chain,
				seal.find((end) => end.chain === chain),
				emptied,
			);
			if (checked.broken) return checked;
			entries += checked.entries;
		}
		const [past] = await store.pastTheTrail(read, 1);
		if (!past) return { entries, emptied: emptied.size };
		return {
			entries,
			emptied: emptied.size,
			broken: { chain: past.territoryId ?? noTerritory, position: 0, entryId: past.id, why: "added" },
		};
	});
}

async function verifyChain(
	read: Read,
	chain: string,
	seal: ChainEnd | undefined,
	emptied: ReadonlySet<string>,
): Promise<Verified> {
	let end: Link | undefined;
	for (;;) {
		const links = await store.linksAfter(read, chain, end?.position ?? 0, batch);
		const broken = firstBroken(links, end, seal, emptied);
		if (broken) return { entries: 0, emptied: 0, broken };
		end = links.at(-1) ?? end;
		if (links.length < batch) break;
	}
	const entries = end?.position ?? 0;
	if (seal && entries < seal.position)
		return { entries, emptied: 0, broken: { chain, position: entries + 1, entryId: "", why: "cut" } };
	return { entries, emptied: 0 };
}
