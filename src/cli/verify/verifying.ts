import { verifyTrail } from "../../modules/access/seals/verified/service.ts";
import type { Ground } from "../../ui/http.ts";

/**
 * Checks the trail, with the seal in a file where one is given. `holds` says whether all of it is as it was sealed;
 * the line names how many entries hold, or the first that does not. Throws `BadSeal`.
 */
export async function verifying(ground: Ground, file: string | undefined): Promise<{ holds: boolean; line: string }> {
	// What reads a file is loaded for one alone: most who check a trail bring none, and wait for what is loaded.
	const seal = file === undefined ? [] : (await import("./seal-file.ts")).readSeal(file);
	const { entries, emptied, waiting, broken } = await verifyTrail(ground, seal);
	const after = emptied > 0 ? `, ${emptied} of them emptied since by erasures that the trail names` : "";
	const yet = waiting > 0 ? `; without a seal yet: ${waiting}` : "";
	if (!broken)
		return { holds: true, line: `The trail holds: ${entries} entries are as they were sealed${after}${yet}.` };
	const { chain, position, entryId, why } = broken;
	const where = position > 0 ? `, place ${position} of the chain ${chain}` : `, chain ${chain}`;
	return { holds: false, line: `The trail is broken at entry ${entryId || "unknown"}${where}: ${reasons[why]}.` };
}

const reasons = {
	changed: "it is no longer what was sealed",
	missing: "it was deleted",
	misplaced: "its seal does not follow from the one before",
	gap: "the link before it was deleted",
	cut: "everything from here on was cut off after the seal was taken",
	rewritten: "the chain was written anew after the seal was taken",
	emptied: "it was emptied, and by no erasure that the trail names",
	added: "it was put among older entries past the trail",
} as const;
