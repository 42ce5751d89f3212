import type { Day } from "../../core/period.ts";
import { buildGraph, type Graph } from "../../measures/graph.ts";
import type { NetworkHistory, NetworkPerson, NetworkTie } from "../community/network/contract.ts";

/** A neighbourhood's network on one day: people, the ties in force by their place in `people`, and the graph of both. */
export type Network = {
	people: NetworkPerson[];
	ties: NetworkTie[];
	/** Both ends of `ties[i]`, as places in `people`. */
	from: Int32Array;
	to: Int32Array;
	graph: Graph;
};

/** Whether somebody or something was known and here on a day: the day they left they are here no more. */
export function isHereOn({ knownSince, leftOn }: { knownSince: Day; leftOn: Day | null }, day: Day): boolean {
	return knownSince <= day && (leftOn === null || leftOn > day);
}

/** Whether a tie was in force on a day, its last one counted: what nobody dated has always been there. */
export function isInForceOn({ since, until }: { since: Day | null; until: Day | null }, day: Day): boolean {
	return (since === null || since <= day) && (until === null || until >= day);
}

/** Who was here and which ties were in force on a day. */
export function networkOn(history: NetworkHistory, day: Day): Network {
	return networkOf(
		history.people.filter((person) => isHereOn(person, day)),
		history.ties.filter((tie) => isInForceOn(tie, day)),
	);
}

/** These people, and those of the ties that join two of them. */
export function networkOf(people: NetworkPerson[], among: readonly NetworkTie[]): Network {
	const at = new Map(people.map((person, i) => [person.id, i]));
	const ties = among.filter((t) => at.has(t.one) && at.has(t.other));
	const from = Int32Array.from(ties, (t) => at.get(t.one)!);
	const to = Int32Array.from(ties, (t) => at.get(t.other)!);
	return { people, ties, from, to, graph: buildGraph(people.length, from, to) };
}
