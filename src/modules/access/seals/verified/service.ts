import { system } from "../../../../db/actor.ts";
import type { Read } from "../../../../db/database.ts";
import type { Ground } from "../../../../ui/http.ts";
import type { Broken, ChainEnd } from "../contract.ts";
import { firstBroken, type Link, noTerritory } from "../rules.ts";
import * as store from "../store.ts";

/** Whether the trail is as it was sealed. Nothing of a page is loaded for it: a command answers before one is drawn. */

/** So many entries are read at once. */
const batch = 2000;

/** What checking one chain found: how many sealed entries hold, or where the first one does not. */
type Checked = { entries: number; broken?: Broken };
/** The same of the whole trail, how many of the entries erasures emptied, and how many have no seal yet. */
export type Verified = Checked & { emptied: number; waiting: number };

/**
 * Reads the whole trail and its chains again, as they are at one instant, and says where they first disagree, chain by chain.
 * With a seal kept outside, also what was cut off or written anew since it was taken.
 */
export function verifyTrail({ db }: Pick<Ground, "db">, seal: readonly ChainEnd[]): Promise<Verified> {
	return db.readAs(system("sealer"), async (read) => {
		await read.rows(store.asOfNow);
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
			if (checked.broken) return { ...checked, emptied: 0, waiting: 0 };
			entries += checked.entries;
		}
		const [past] = await store.pastTheTrail(read, 1);
		const found = { entries, emptied: emptied.size, waiting: await store.countUnsealed(read) };
		if (!past) return found;
		const { id: entryId, territoryId } = past;
		return { ...found, broken: { chain: territoryId ?? noTerritory, position: 0, entryId, why: "added" } };
	});
}

async function verifyChain(
	read: Read,
	chain: string,
	seal: ChainEnd | undefined,
	emptied: ReadonlySet<string>,
): Promise<Checked> {
	let end: Link | undefined;
	for (;;) {
		const links = await store.linksAfter(read, chain, end?.position ?? 0, batch);
		const broken = firstBroken(links, end, seal, emptied);
		if (broken) return { entries: 0, broken };
		end = links.at(-1) ?? end;
		if (links.length < batch) break;
	}
	const entries = end?.position ?? 0;
	if (seal && entries < seal.position)
		return { entries, broken: { chain, position: entries + 1, entryId: "", why: "cut" } };
	return { entries };
}
