import { system } from "../../../../db/actor.ts";
import type { Read } from "../../../../db/database.ts";
import type { Ground } from "../../../../ui/http.ts";
import type { Broken, ChainEnd } from "../contract.ts";
import { firstBroken, type Link, noTerritory } from "../rules.ts";
import * as store from "../store.ts";

/** Whether the trail is as it was sealed. Nothing of a page is loaded for it: a command answers before one is drawn. */

/** So many entries are read at once. */
const batch = 2000;

/** What checking the trail found: how many sealed entries hold, how many of them erasures emptied, or where the first one does not. */
export type Verified = { entries: number; emptied: number; broken?: Broken };

/**
 * Reads the whole trail and its chains again, in one transaction, and says where they first disagree, chain by chain.
 * With a seal kept outside, also what was cut off or written anew since it was taken.
 */
export function verifyTrail({ db }: Pick<Ground, "db">, seal: readonly ChainEnd[]): Promise<Verified> {
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
