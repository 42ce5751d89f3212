import { type Articulation, articulationsHolding, type Bridge, bridgesHolding } from "../../../measures/bridges.ts";
import type { NetworkPerson } from "../../community/network/contract.ts";
import type { Network } from "../rules.ts";
import { hangsOnFew, knownStreets } from "../streets.ts";

/** From how many people on it is told that they hang on few ties. */
const leastHanging = 3;

type Pair = readonly [NetworkPerson, NetworkPerson];

/** Why many hang on little somewhere, and how many people of the place and around do. */
export type HoldUp =
	/** A street that at most two pairs tie to other streets. */
	| { kind: "street"; people: number; pairs: Pair[] }
	/** One pair ties these people to the others: who of the two is among them, and who is not. */
	| { kind: "tie"; people: number; near: NetworkPerson; far: NetworkPerson }
	/** Only through one person are these people tied to the others. */
	| { kind: "person"; people: number; at: NetworkPerson };

/** What is told of one place; of no street where it is not known where the people live. */
export type Told = { streets: string[]; holdUps: HoldUp[] };

/**
 * Where many hang on few ties, by the streets of those who do. `streetOf` gives the street of every place. The order is
 * that of the people's numbers: whoever shows it puts it in the order of the places' names, never of a measure.
 */
export function holdUpsOn(network: Network, streetOf: ReadonlyMap<string, string>): Told[] {
	const { people } = network;
	const streets = people.map(({ placeId }) => (placeId ? streetOf.get(placeId) : undefined));
	const bridges = bridgesHolding(network.graph, leastHanging);
	const told = new Map<string, Told>();
	const tell = (where: readonly string[], holdUp: HoldUp) => {
		const key = where.join(" ");
		const at = told.get(key) ?? { streets: [...where], holdUps: [] };
		told.set(key, at);
		at.holdUps.push(holdUp);
	};
	const streetsOf = (those: Iterable<number>) =>
		[...new Set([...those].map((u) => streets[u]).filter((street) => street !== undefined))].sort();
	for (const { street, people: known, pairsOut } of knownStreets(network.graph, (u) => streets[u]).filter(hangsOnFew)) {
		const isTold = pairsOut.length === 1 && bridges.some((bridge) => joins(bridge, pairsOut[0]!));
		if (isTold) continue;
		tell([street], { kind: "street", people: known, pairs: pairsOut.map(([u, v]) => [people[u]!, people[v]!]) });
	}
	for (const { near, far, side } of withoutRows(bridges))
		tell(streetsOf(side), { kind: "tie", people: side.length, near: people[near]!, far: people[far]! });
	for (const articulation of articulationsHolding(network.graph, leastHanging)) {
		if (bridges.some((bridge) => tellsOf(bridge, articulation))) continue;
		const { at, pieces } = articulation;
		const cutOff = pieces.flatMap((piece) => [...piece]);
		tell(streetsOf(cutOff), { kind: "person", people: cutOff.length, at: people[at]! });
	}
	return [...told.values()];
}

/** Ties in a row hold nearly the same people: of such a row the one that holds most is told. */
function withoutRows(bridges: readonly Bridge[]): Bridge[] {
	return bridges.filter(
		(one) => !bridges.some((other) => other.near === one.far && other.side.length > one.side.length),
	);
}

const joins = ({ near, far }: Bridge, [u, v]: readonly [number, number]) =>
	(near === u && far === v) || (near === v && far === u);

/** Whether a tie holds what a person holds: it ends at them, and without them there are but its two sides. */
function tellsOf({ near, far, side }: Bridge, { at, pieces }: Articulation): boolean {
	if (at !== near && at !== far) return false;
	return pieces.length === 1 || pieces.every((piece) => piece.every((u) => side.includes(u)));
}
