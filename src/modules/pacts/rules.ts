import type { Day } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { State } from "./contract.ts";

/** What decides what can become of a pact. Parties are those of its latest version. */
export type Facts = {
	state: State;
	latest: number;
	/** The version being signed. */
	fixed: number | null;
	inForce: number | null;
	/** Until when the version in force goes. */
	until: Day | null;
	parties: readonly string[];
	/** Who has signed the version that is fixed. */
	signed: readonly string[];
};

export const acts = ["save", "propose", "sign", "renew", "keep", "note", "conclude", "end", "drop"] as const;
export type Act = (typeof acts)[number];

const when: Readonly<Record<Act, readonly State[]>> = {
	save: ["draft", "proposed", "renewing"],
	propose: ["draft"],
	sign: ["proposed", "renewing"],
	renew: ["in_force"],
	keep: ["renewing"],
	note: ["in_force", "renewing"],
	conclude: ["in_force", "renewing"],
	end: ["in_force", "renewing"],
	drop: ["draft", "proposed"],
};

export function isPossible({ state }: Pick<Facts, "state">, act: Act): boolean {
	return when[act].includes(state);
}

/** Throws `not_in_this_state`. */
export function allow(facts: Facts, act: Act): void {
	if (!isPossible(facts, act)) throw new Refused("not_in_this_state");
}

/**
 * A new version on top of the one somebody had before them. What was signed was another text: it counts no more. A
 * renewal is fixed again at once. Throws `not_in_this_state`, `changed_meanwhile`.
 */
export function save(facts: Facts, base: number, parties = facts.parties): Facts {
	allow(facts, "save");
	if (base !== facts.latest) throw new Refused("changed_meanwhile");
	const latest = facts.latest + 1;
	const isRenewing = facts.state === "renewing";
	const state = isRenewing ? "renewing" : "draft";
	return { ...facts, state, latest, fixed: isRenewing ? latest : null, parties, signed: [] };
}

/** What a version must say before it is signed. */
export type Said = { until: Day | null; checking: string; promises: readonly { kind: string; words: string }[] };

/** What is missing of a version before it can be signed: message keys by field. */
export function missingIn({ until, checking, promises }: Said, today: Day): Record<string, string> {
	const missing: Record<string, string> = {};
	if (!until) missing.until = "pacts.error_until";
	else if (until <= today) missing.until = "pacts.error_until_past";
	if (checking === "") missing.checking = "pacts.error_checking";
	if (promises.length < 2) missing.parties = "pacts.error_parties";
	if (promises.some(({ words }) => words === "")) missing.promises = "pacts.error_promises";
	return missing;
}

/**
 * Fixes the version that its reader has seen: from now on it is signed. Throws `not_in_this_state`,
 * `changed_meanwhile`, `invalid` with what is missing.
 */
export function propose(facts: Facts, no: number, said: Said, today: Day): Facts {
	allow(facts, "propose");
	if (no !== facts.latest) throw new Refused("changed_meanwhile");
	const missing = missingIn(said, today);
	if (Object.keys(missing).length > 0) throw new Refused("invalid", missing);
	return { ...facts, state: "proposed", fixed: no, signed: [] };
}

/**
 * One party signs the version that is fixed; with the last of them it is in force. Throws `not_in_this_state`,
 * `changed_meanwhile` for another version, `already_taken` where they have signed, `not_found` for who is no party to it.
 */
export function sign(facts: Facts, party: string, no: number): Facts {
	allow(facts, "sign");
	if (no !== facts.fixed) throw new Refused("changed_meanwhile");
	if (!facts.parties.includes(party)) throw new Refused("not_found");
	if (facts.signed.includes(party)) throw new Refused("already_taken");
	const signed = [...facts.signed, party];
	if (signed.length < facts.parties.length) return { ...facts, signed };
	return { ...facts, state: "in_force", fixed: null, inForce: no, signed };
}

/**
 * The same once more, until a later day: a version of its own, signed by all again; until then the old one holds.
 * Throws `not_in_this_state`, `invalid` for a day that is over or not after the present one.
 */
export function renew(facts: Facts, until: Day, today: Day): Facts {
	allow(facts, "renew");
	if (until <= today) throw new Refused("invalid", { until: "pacts.error_until_past" });
	if (facts.until !== null && until <= facts.until) throw new Refused("invalid", { until: "pacts.error_until_later" });
	const latest = facts.latest + 1;
	return { ...facts, state: "renewing", latest, fixed: latest, signed: [] };
}

/** The renewal comes to nothing: what was in force stays. Throws `not_in_this_state`. */
export function keep(facts: Facts): Facts {
	allow(facts, "keep");
	return { ...facts, state: "in_force", fixed: null, signed: [] };
}

/** Comes to its end: as promised, early by one of its parties, or before it began. Throws `not_in_this_state`, `not_found`. */
export function finish(facts: Facts, act: "conclude" | "end" | "drop", by?: string): Facts {
	allow(facts, act);
	if (act === "end" && !facts.parties.includes(by ?? "")) throw new Refused("not_found");
	const state = act === "conclude" ? "concluded" : act === "end" ? "ended" : "dropped";
	return { ...facts, state, fixed: null, signed: [] };
}

export type Line = { text: string; in: "both" | "one" | "other" };

/**
 * Two texts line by line: what both say, what only the one says, what only the other. The longest common sequence;
 * both are bounded by the contract.
 */
export function compare(one: readonly string[], other: readonly string[]): Line[] {
	const longest: number[][] = Array.from({ length: one.length + 1 }, () => Array(other.length + 1).fill(0));
	const at = (i: number, j: number) => longest[i]?.[j] ?? 0;
	for (let i = one.length - 1; i >= 0; i--)
		for (let j = other.length - 1; j >= 0; j--)
			longest[i]![j] = one[i] === other[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
	const lines: Line[] = [];
	let [i, j] = [0, 0];
	while (i < one.length || j < other.length) {
		const [left, right] = [one[i], other[j]];
		if (left !== undefined && left === right) {
			lines.push({ text: left, in: "both" });
			i++;
			j++;
		} else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
			lines.push({ text: left, in: "one" });
			i++;
		} else {
			lines.push({ text: right ?? "", in: "other" });
			j++;
		}
	}
	return lines;
}
