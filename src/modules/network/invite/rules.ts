import {
	bestConnected,
	type OutreachInput,
	outreach,
	reachOfAnyone,
	simulatedReach,
} from "../../../measures/outreach.ts";
import { trustByKind } from "../../../measures/trust.ts";
import type { NetworkPerson, PersonalTieKind } from "../../community/network/contract.ts";
import { type Network, networkOf } from "../rules.ts";
import type { Step, Suggestion, Willing } from "./contract.ts";

const surestFirst = Object.keys(trustByKind) as PersonalTieKind[];

/**
 * The network of those who agreed, in alphabetical order, and the ties among them alone: whoever did not agree is no
 * step on anybody's way. Somebody who may not be called by a name or nickname can neither be asked nor told of.
 */
export function networkOfWilling(network: Network, agreed: ReadonlySet<string>): Network {
	const people = network.people
		.filter(({ id, level }) => level !== "description" && agreed.has(id))
		.sort((a, b) => a.label.localeCompare(b.label, "it") || (a.id < b.id ? -1 : 1));
	return networkOf(people, network.ties);
}

export function willingOf({ id, label, placeLabel }: NetworkPerson): Willing {
	return { id, label, placeLabel };
}

/** Who could be asked so that those marked hear of it, among those who agreed and are not marked. */
export function suggestionFor(willing: Network, marks: ReadonlySet<string>, most: number): Suggestion {
	const { people } = willing;
	const marked = people.map(({ id }) => marks.has(id));
	const input: OutreachInput = {
		n: people.length,
		from: willing.from,
		to: willing.to,
		trust: willing.ties.map(({ kind }) => trustByKind[kind]),
		weight: marked.map(Number),
		canInvite: marked.map((isMarked) => Number(!isMarked)),
	};
	const found = outreach(input, { inviters: most });
	const asked = found.inviters.map(({ node }) => node);
	const reachable = withinSteps(willing, asked);
	const kindsOf = kindsByPair(willing);
	const stepsOf = (way: number[]): Step[] =>
		way.map((node, i) => ({ person: willingOf(people[node]!), kinds: i === 0 ? [] : kindsOf(way[i - 1]!, node) }));
	return {
		marked: marked.filter(Boolean).length,
		inviters: found.inviters
			.toSorted((a, b) => a.node - b.node)
			.map(({ node, paths }) => ({
				person: willingOf(people[node]!),
				ways: paths.map(stepsOf),
				without: simulatedReach(
					input,
					asked.filter((other) => other !== node),
				),
			})),
		reached: found.simulated,
		unreached: people.filter((_, node) => marked[node] && !reachable.has(node)).map(willingOf),
		bestConnected: simulatedReach(input, bestConnected(input, asked.length)),
		anyone: reachOfAnyone(input, { inviters: asked.length }),
	};
}

/** Everybody to whom a way of at most three ties leads from one of these. */
function withinSteps({ graph: { offsets, neighbours } }: Network, from: readonly number[]): Set<number> {
	const found = new Set(from);
	for (let h = 0; h < 3; h++)
		for (const u of [...found]) for (const v of neighbours.subarray(offsets[u], offsets[u + 1])) found.add(v);
	return found;
}

/** The kinds of tie between two people, by their places. */
function kindsByPair({ ties, from, to, people }: Network): (u: number, v: number) => PersonalTieKind[] {
	const keyOf = (u: number, v: number) => Math.min(u, v) * people.length + Math.max(u, v);
	const kinds = Map.groupBy(ties.keys(), (i) => keyOf(from[i]!, to[i]!));
	return (u, v) => {
		const here = new Set(kinds.get(keyOf(u, v))?.map((i) => ties[i]!.kind));
		return surestFirst.filter((kind) => here.has(kind));
	};
}
