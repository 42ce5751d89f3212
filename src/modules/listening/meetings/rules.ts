import type { Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { fold } from "../../../core/text.ts";
import type { PromiseState, SettlePromise } from "./contract.ts";

/** How somebody who lives here is called, folded; `byName` where that is their name. */
export type KnownLabel = { folded: string; byName: boolean };

/** Words after which, with a capital, a name stands: articles and forms of address, folded. */
const beforeNames = new Set(
	"la il lo el della dalla alla del dal al signora signor sig ra na famiglia der die frau herr familie mr mrs ms miss don suor nonna nonno".split(
		" ",
	),
);

/**
 * Whether a text says who somebody is: it holds the whole label of somebody known here, in either order of a name's
 * words; or a part of a name after an article or a form of address («la Rosa», «signora Berti»); or nothing but parts of one name.
 * A line that passes may still mean somebody: who writes it reads it again.
 */
export function namesSomebody(text: string, known: readonly KnownLabel[]): boolean {
	const folded = ` ${fold(text)} `;
	const parts = partsOfNames(text);
	const allCapital = (text.match(/[\p{L}'’-]+/gu) ?? []).every((word) => /^\p{Lu}/u.test(word));
	const words = folded.trim().split(" ");
	return known.some((label) => {
		if (label.folded.length < 2) return false;
		if (folded.includes(` ${label.folded} `)) return true;
		if (!label.byName) return false;
		const name = label.folded.split(" ");
		if (name.length > 1 && folded.includes(` ${name.toReversed().join(" ")} `)) return true;
		if (name.some((word) => word.length > 2 && parts.has(word))) return true;
		return allCapital && folded.trim() !== "" && words.every((word) => name.includes(word));
	});
}

/** Words with a capital that follow an article or a form of address, folded. */
function partsOfNames(text: string): Set<string> {
	const words = text.match(/\p{L}+/gu) ?? [];
	const found = words.filter((word, i) => /^\p{Lu}/u.test(word) && beforeNames.has(fold(words[i - 1] ?? "")));
	return new Set(found.map(fold));
}

/** Refuses texts that are printed and say who somebody is, each by its field. Throws `invalid`. */
export function refuseNames(texts: Record<string, string | undefined>, known: readonly KnownLabel[]): void {
	const wrong = Object.entries(texts).filter(([, text]) => text !== undefined && namesSomebody(text, known));
	if (wrong.length === 0) return;
	throw new Refused("invalid", Object.fromEntries(wrong.map(([field]) => [field, "meetings.error_names"])));
}

/** Where a promise can go from each state. What was kept or let go can only be taken up again. */
export const nextPromiseStates: Record<PromiseState, readonly PromiseState[]> = {
	open: ["kept", "open", "let_go"],
	kept: ["open"],
	let_go: ["open"],
};

/**
 * Decides how a promise stands now. Throws `not_from_here`; `needs_reason` for letting it go and for taking it up
 * again; `invalid` for another day that has gone by.
 */
export function decidePromise(
	from: { state: PromiseState; dueOn: Day },
	to: Pick<SettlePromise, "to" | "reason" | "dueOn">,
	today: Day,
): { state: PromiseState; reason: string | null; dueOn: Day } {
	if (!nextPromiseStates[from.state].includes(to.to)) throw new Refused("not_from_here");
	const asksWhy = to.to === "let_go" || (to.to === "open" && from.state !== "open");
	if (asksWhy && !to.reason) throw new Refused("needs_reason", { reason: "refusal.needs_reason" });
	if (to.to !== "open") return { state: to.to, reason: to.reason ?? null, dueOn: from.dueOn };
	if (to.dueOn && to.dueOn < today) throw new Refused("invalid", { dueOn: "error.past" });
	return { state: "open", reason: to.reason ?? null, dueOn: to.dueOn ?? from.dueOn };
}
