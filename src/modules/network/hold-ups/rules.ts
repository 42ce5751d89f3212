import { type Articulation, articulationsHolding, type Bridge, bridgesHolding } from "../../../measures/bridges.ts";
import type { AroundPlace, NetworkPerson } from "../../community/network/contract.ts";
import type { HoldUp, HoldUpsContent } from "../kept/contract.ts";
import type { Network } from "../rules.ts";
import { hangsOnFew, knownStreets, streetsOf } from "../streets.ts";

/** From how many people on it is told that they hang on few ties. */
const leastHanging = 3;

/** What is told of one place; of no street where it is not known where the people live. */
export type Told = { streets: string[]; holdUps: HoldUp<NetworkPerson>[] };

/**
 * Where many hang on few ties, by the streets of those who do. `streetOf` gives the street of every place. The order is
 * that of the people's numbers: whoever shows it puts it in the order of the places' names, never of a measure.
 */
export function holdUpsOn(network: Network, streetOf: ReadonlyMap<string, string>): Told[] {
	const { people } = network;
	const streets = people.map(({ placeId }) => (placeId ? streetOf.get(placeId) : undefined));
	const bridges = bridgesHolding(network.graph, leastHanging);
	const told = new Map<string, Told>();
	const tell = (where: readonly string[], holdUp: HoldUp<NetworkPerson>) => {
		const key = where.join(" ");
		const at = told.get(key) ?? { streets: [...where], holdUps: [] };
		told.set(key, at);
		at.holdUps.push(holdUp);
	};
	const streetsAmong = (those: Iterable<number>) =>
		[...new Set([...those].map((u) => streets[u]).filter((street) => street !== undefined))].sort();
	for (const { street, people: known, pairsOut } of knownStreets(network.graph, (u) => streets[u]).filter(hangsOnFew)) {
		const isTold = pairsOut.length === 1 && bridges.some((bridge) => joins(bridge, pairsOut[0]!));
		if (isTold) continue;
		tell([street], { kind: "street", people: known, pairs: pairsOut.map(([u, v]) => [people[u]!, people[v]!]) });
	}
	for (const { near, far, side } of withoutRows(bridges))
		tell(streetsAmong(side), { kind: "tie", people: side.length, near: people[near]!, far: people[far]! });
	for (const articulation of articulationsHolding(network.graph, leastHanging)) {
		if (bridges.some((bridge) => tellsOf(bridge, articulation))) continue;
		const { at, pieces } = articulation;
		const cutOff = pieces.flatMap((piece) => [...piece]);
		tell(streetsAmong(cutOff), { kind: "person", people: cutOff.length, at: people[at]! });
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

/** More places than these are not shown at once. */
const mostPlaces = 60;

/** What the page tells, in numbers: places by the names of their streets, those of which none is known last. */
export function holdUpsIn(
	network: Network,
	places: readonly AroundPlace[],
	numberOf: (id: string) => number,
): HoldUpsContent {
	const labels = new Map(places.map((place) => [place.id, place.label]));
	const { compare } = new Intl.Collator("it", { numeric: true });
	const named = holdUpsOn(network, streetsOf(places)).map(({ streets, holdUps }) => {
		const sorted = streets.sort((a, b) => compare(labels.get(a)!, labels.get(b)!));
		return { streets: sorted, holdUps, title: sorted.map((street) => labels.get(street)!).join(", ") };
	});
	named.sort((a, b) => Number(a.title === "") - Number(b.title === "") || compare(a.title, b.title));
	return {
		people: network.people.length,
		ties: network.graph.m,
		places: named.slice(0, mostPlaces).map(({ streets, holdUps }) => ({
			streets: streets.map(numberOf),
			holdUps: holdUps.map((holdUp) => holdUpOf(holdUp, ({ id }) => numberOf(id))),
		})),
		more: Math.max(0, named.length - mostPlaces),
	};
}

/** The same told of others: of numbers for people, or of people for numbers. */
export function holdUpOf<One, Other>(holdUp: HoldUp<One>, other: (one: One) => Other): HoldUp<Other> {
	if (holdUp.kind === "person") return { ...holdUp, at: other(holdUp.at) };
	if (holdUp.kind === "tie") return { ...holdUp, near: other(holdUp.near), far: other(holdUp.far) };
	return { ...holdUp, pairs: holdUp.pairs.map(([one, two]) => [other(one), other(two)] as const) };
}

/** Everybody a hold-up names. */
export function namedBy<Who>(holdUp: HoldUp<Who>): Who[] {
	if (holdUp.kind === "person") return [holdUp.at];
	return holdUp.kind === "tie" ? [holdUp.near, holdUp.far] : holdUp.pairs.flat();
}
