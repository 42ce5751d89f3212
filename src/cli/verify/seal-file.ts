import { readFileSync } from "node:fs";
import { z } from "zod";
import type { ChainEnd } from "../../modules/access/seals/contract.ts";
import { BadSeal } from "./bad-seal.ts";

/** What a seal kept outside looks like, as the page of seals gives it. */
const sealFile = z.object({
	seal: z.literal("filo"),
	chains: z.array(z.object({ chain: z.uuid(), position: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/** The ends of chains that a seal kept outside names. Throws `BadSeal`. */
export function readSeal(file: string): ChainEnd[] {
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
