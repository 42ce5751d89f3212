import type { Actor } from "../../../../db/actor.ts";
import type { Promised } from "../contract.ts";

/** A promise with the name of who made it, for those who work here; without one for somebody out of sight. */
export type PromiseLine = Promised & { who?: string; mine: boolean };

type Names = ReadonlyMap<string, string>;
type Labels = ReadonlyMap<string, { label: string }>;

/** A promise as pages for those who work here show it. */
export function lineOf(p: Promised, actor: Actor, names: Names, labels: Labels): PromiseLine {
	const account = p.account ? names.get(p.account) : undefined;
	const party = p.party ? labels.get(p.party)?.label : undefined;
	return { ...p, mine: p.account === actor.accountId, who: account ?? party ?? p.words ?? undefined };
}
