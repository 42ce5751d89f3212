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

/** Who was here and which ties were in force on a day. */
export function networkOn(history: NetworkHistory, day: Day): Network {
	const people = history.people.filter((p) => p.knownSince <= day && (p.leftOn === null || p.leftOn > day));
	return networkOf(
		people,
		history.ties.filter((t) => t.since <= day && (t.until === null || t.until >= day)),
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
