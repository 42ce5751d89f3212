import { z } from "zod";
import { email, optionalText } from "../../../../core/input.ts";
import type { ChainEnd } from "../contract.ts";

/** The address outside to which the seal goes every day; left empty, to nobody. */
export const sealOutside = z.object({
	email: z.preprocess((value) => (value === "" ? undefined : value), email().optional()),
	/** The button, so that a form sent with nothing in it says so. */
	act: optionalText(20).refine((act) => act === "save", { error: "error.required" }),
});
export type SealOutside = z.output<typeof sealOutside>;

/** A seal as it is kept outside, in the format that `./filo verify audit --seal FILE` reads. */
export function sealFileOf(at: Date, chains: readonly ChainEnd[]) {
	return { seal: "filo" as const, at: at.toISOString(), chains };
}

/**
 * The same as lines of a letter, each short enough not to be broken on its way: a copy of the whole letter is a seal,
 * as the machine reads it.
 */
export function sealInLetter(at: Date, chains: readonly ChainEnd[]): string {
	const lines = chains.map(
		({ chain, position, hash }) => `{"chain": "${chain}",\n "position": ${position},\n "hash":\n "${hash}"}`,
	);
	return `{"seal": "filo",\n "at": "${at.toISOString()}",\n "chains": [\n${lines.join(",\n")}\n]}`;
}
