import type { Seal } from "../../../db/seal.ts";

/** What is kept of a code: with a copy of the table, and without the key, nobody can try them all. Bound to its link. */
export function codeHash(seal: Seal, linkId: string, code: string): Buffer {
	return seal.blind(`referrals.links/${linkId}/${code}`);
}
