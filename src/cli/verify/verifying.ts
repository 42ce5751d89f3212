import { readFileSync } from "node:fs";
import { z } from "zod";
import type { ChainEnd } from "../../modules/access/seals/contract.ts";
import { verifyTrail } from "../../modules/access/seals/verified/service.ts";
import type { Ground } from "../../ui/http.ts";

/** A file given as a seal is none; its message says what was expected. */
export class BadSeal extends Error {}

/** What a seal kept outside looks like, as the page of seals gives it. */
const sealFile = z.object({
	seal: z.literal("filo"),
	chains: z.array(z.object({ chain: z.uuid(), position: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/**
 * Checks the trail, with the seal in a file where one is given. `holds` says whether all of it is as it was sealed;
 * the line names how many entries hold, or the first that does not. Throws `BadSeal`.
 */
export async function verifying(ground: Ground, file: string | undefined): Promise<{ holds: boolean; line: string }> {
	const seal = file === undefined ? [] : readSeal(file);
	const { entries, emptied, broken } = await verifyTrail(ground, seal);
	const after = emptied > 0 ? `, ${emptied} of them emptied since by erasures that the trail names` : "";
	if (!broken) return { holds: true, line: `The trail holds: ${entries} entries are as they were sealed${after}.` };
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

function readSeal(file: string): ChainEnd[] {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch {
		throw new BadSeal(`${file}: cannot be read.`);
	}
	try {
		return sealFile.parse(JSON.parse(sealIn(text))).chains;
	} catch {
		throw new BadSeal(`${file}: is no seal of Filò. The page "Sigilli" under "Registro" gives one as a file.`);
	}
}

/** The seal itself, also where the file is the whole letter in which it came, with words around it and lines broken on its way. */
function sealIn(text: string): string {
	const whole = text.replace(/=\r?\n/g, "");
	return whole.slice(whole.indexOf('{"seal"'), whole.lastIndexOf("}") + 1);
}
