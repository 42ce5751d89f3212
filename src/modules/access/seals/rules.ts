import { createHash } from "node:crypto";
import type { Broken, ChainEnd, Why } from "./contract.ts";

/** An entry of the trail as it is sealed: every column as text, instants to the microsecond in UTC. */
export type Sealable = {
	id: string;
	at: string;
	actorId: string | null;
	role: string;
	territoryId: string | null;
	neighbourhoodId: string | null;
	verb: string;
	kind: string;
	recordId: string;
	fields: string[];
};

/** A link of a chain. `chain` is its territory, or `noTerritory`; `position` counts from 1 without gaps. */
export type Link = {
	chain: string;
	position: number;
	entryId: string;
	/** Gone where an erasure emptied the entry. */
	salt: Buffer | null;
	commitment: Buffer;
	hash: Buffer;
};

/** The chain of entries that belong to no territory. */
export const noTerritory = "00000000-0000-0000-0000-000000000000";
const start = Buffer.alloc(32);

/** SHA-256 of the salt and the entry in a fixed order: without the salt nobody can try out what it said. */
export function commitmentTo(entry: Sealable, salt: Buffer): Buffer {
	const { id, at, actorId, role, territoryId, neighbourhoodId, verb, kind, recordId, fields } = entry;
	const said = JSON.stringify([id, at, actorId, role, territoryId, neighbourhoodId, verb, kind, recordId, fields]);
	return createHash("sha256").update(salt).update(said).digest();
}

/** What is left of an entry that an erasure emptied, as the entry that says so holds it: nobody is in it any more. */
export function emptiedMark(entry: Sealable): string {
	return commitmentTo(entry, Buffer.alloc(0)).toString("hex");
}

/** Names one emptied entry by its place in a chain. */
export function markOf(chain: string, position: number, mark: string): string {
	return `${chain}/${position}/${mark}`;
}

/** The next link after the end of its chain, or the first. */
export function linkAfter(end: Pick<Link, "position" | "hash"> | undefined, entry: Sealable, salt: Buffer): Link {
	const position = (end?.position ?? 0) + 1;
	const commitment = commitmentTo(entry, salt);
	return {
		chain: entry.territoryId ?? noTerritory,
		position,
		entryId: entry.id,
		salt,
		commitment,
		hash: hashOf(end?.hash ?? start, position, commitment),
	};
}

function hashOf(before: Buffer, position: number, commitment: Buffer): Buffer {
	return createHash("sha256").update(before).update(String(position)).update(commitment).digest();
}

/**
 * The first broken link of one chain, given in its order after `end`: a gap, an entry that is missing, changed since
 * it was sealed, emptied by no erasure or sealed elsewhere, a hash that does not follow, or that is not the one a seal kept outside has for
 * this place. Undefined where all of it holds. O(links).
 */
export function firstBroken(
	links: readonly (Link & { entry: Sealable | null })[],
	end?: Pick<Link, "position" | "hash">,
	seal?: ChainEnd,
	emptied: ReadonlySet<string> = new Set(),
): Broken | undefined {
	let position = end?.position ?? 0;
	let before = end?.hash ?? start;
	for (const link of links) {
		position += 1;
		const why = brokenBy(link, position, before, seal, emptied);
		if (why) return { chain: link.chain, position, entryId: link.entryId, why };
		before = link.hash;
	}
	return undefined;
}

function brokenBy(
	link: Link & { entry: Sealable | null },
	position: number,
	before: Buffer,
	seal: ChainEnd | undefined,
	emptied: ReadonlySet<string>,
): Why | undefined {
	if (link.position !== position) return "gap";
	if (!link.entry) return "missing";
	if ((link.entry.territoryId ?? noTerritory) !== link.chain) return "changed";
	// Without its salt an entry is held against what the erasure wrote down: that entry is sealed itself.
	if (!link.salt) {
		if (!emptied.has(markOf(link.chain, position, emptiedMark(link.entry)))) return "emptied";
	} else if (!commitmentTo(link.entry, link.salt).equals(link.commitment)) return "changed";
	if (!hashOf(before, position, link.commitment).equals(link.hash)) return "misplaced";
	return seal?.position === position && seal.hash !== link.hash.toString("hex") ? "rewritten" : undefined;
}
