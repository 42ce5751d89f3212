import { addDays, type Day, monthStart } from "../../../core/period.ts";
import { copresence } from "../../../measures/bipartite.ts";
import { countBridges } from "../../../measures/bridges.ts";
import { clustering } from "../../../measures/clustering.ts";
import { communities } from "../../../measures/communities.ts";
import { components, fewTies } from "../../../measures/components.ts";
import type { Graph } from "../../../measures/graph.ts";
import { balance, mixing } from "../../../measures/mixing.ts";
import { multiplexity } from "../../../measures/multiplexity.ts";
import type { AroundParty, NetworkHistory, NetworkPerson, NetworkTie } from "../../community/network/contract.ts";
import { isHereOn, isInForceOn, type Network, networkOn } from "../rules.ts";
import { hangsOnFew, knownStreets } from "../streets.ts";
import type { ChosenPeriod, Growth, Met, Point, State, Streets } from "./contract.ts";

/** Since the first of January, or as chosen; never beyond today. */
export function periodOf(chosen: ChosenPeriod, today: Day): { from: Day; to: Day } {
	const to = chosen.to && chosen.to < today ? chosen.to : today;
	const from = chosen.from ?? `${to.slice(0, 4)}-01-01`;
	return from > to ? { from: to, to } : { from, to };
}

/** The last days of the twelve months before a day, and the day itself. */
export function monthEnds(today: Day): Day[] {
	const ends: Day[] = [];
	for (let day = addDays(monthStart(today), -1); ends.length < 12; day = addDays(monthStart(day), -1)) ends.push(day);
	return [...ends.reverse(), today];
}

/** A network on a day, with the street and the age band of each of its people (−1 where unknown) and the kinds of its ties as numbers. */
export type Placed = { day: Day; network: Network; streets: Int32Array; ages: Int32Array; kinds: Int32Array };

/** Who was here on a day, which ties were in force, and who lived where. */
export function placedOn(history: NetworkHistory, streetOf: ReadonlyMap<string, string>, day: Day): Placed {
	const network = networkOn(history, day);
	const numberOfStreet = numbering();
	const numberOfKind = numbering();
	const streets = Int32Array.from(network.people, ({ placeId }) => {
		const street = placeId ? streetOf.get(placeId) : undefined;
		return street === undefined ? -1 : numberOfStreet(street);
	});
	const numberOfBand = numbering();
	const ages = Int32Array.from(network.people, ({ ageBand }) => (ageBand ? numberOfBand(ageBand) : -1));
	return { day, network, streets, ages, kinds: Int32Array.from(network.ties, (tie) => numberOfKind(tie.kind)) };
}

function numbering(): (name: string) => number {
	const numbers = new Map<string, number>();
	return (name) => {
		const known = numbers.get(name) ?? numbers.size;
		numbers.set(name, known);
		return known;
	};
}

/** Every tied pair once. */
function eachPair({ n, offsets, neighbours }: Graph, say: (u: number, v: number) => void): void {
	for (let u = 0; u < n; u++)
		for (let k = offsets[u]!; k < offsets[u + 1]!; k++) if (neighbours[k]! > u) say(u, neighbours[k]!);
}

function pairsByPlace({ network, streets }: Placed): { placedTies: number; betweenPlaces: number } {
	const { internal, external } = mixing(network.graph, streets);
	return { placedTies: internal + external, betweenPlaces: external };
}

/** Below this many nothing is told of ages: neither of those who said theirs, nor of ties within or between bands. */
const fewestOfAges = 5;

/** Bands are those people say today, also for a day gone by: when they changed is not kept. */
function pairsByAge({ network, ages }: Placed): { agedTies: number | null; betweenAges: number | null } {
	const { internal, external } = mixing(network.graph, ages);
	const people = ages.reduce((n, age) => n + (age < 0 ? 0 : 1), 0);
	if (Math.min(people, internal, external) < fewestOfAges) return { agedTies: null, betweenAges: null };
	return { agedTies: internal + external, betweenAges: external };
}

/** The network on a day in the numbers that are drawn over time. */
export function pointOf(placed: Placed): Point {
	const { day, network, kinds } = placed;
	const { graph, from, to } = network;
	return {
		day,
		people: graph.n,
		ties: graph.m,
		multiplexPairs: multiplexity(graph.n, from, to, kinds).pairs,
		...pairsByPlace(placed),
		...pairsByAge(placed),
		...fewTies(graph),
	};
}

/** The network on a day, with all that is told of it. */
export function stateOf(placed: Placed): State {
	const point = pointOf(placed);
	const { graph, from, to } = placed.network;
	const { share, meanKinds } = multiplexity(graph.n, from, to, placed.kinds);
	const { count, sizes, largest } = components(graph);
	const { transitivity, average } = clustering(graph);
	const { placedTies, betweenPlaces, agedTies, betweenAges } = point;
	const circles = communities(graph, 1);
	return {
		...point,
		components: count,
		largestComponent: sizes[largest] ?? 0,
		transitivity,
		averageClustering: average,
		...countBridges(graph),
		multiplexShare: share,
		kindsAPair: meanKinds,
		eiIndex: balance({ internal: placedTies - betweenPlaces, external: betweenPlaces }),
		eiOfAges:
			typeof agedTies === "number" && typeof betweenAges === "number"
				? balance({ internal: agedTies - betweenAges, external: betweenAges })
				: null,
		communities: graph.n === 0 ? null : circles.count,
		modularity: graph.m === 0 ? null : circles.modularity,
	};
}

type Period = { from: Day; to: Day };
const within = (day: Day | null, { from, to }: Period) => day !== null && day >= from && day <= to;

/** What came in a period, of people, of bodies and of ties. */
export function growthOf(history: NetworkHistory, bodies: readonly AroundParty[], period: Period): Growth {
	const people = cameOf(history.people, period);
	const all = cameOf(bodies, period);
	return {
		newPeople: people.fresh,
		foundPeople: people.found,
		leftPeople: history.people.filter((p) => within(p.leftOn, period)).length,
		newBodies: all.fresh,
		foundBodies: all.found,
		...tiesGrown(history, period),
	};
}

function cameOf(
	parties: readonly Pick<NetworkPerson, "knownSince" | "existedBefore">[],
	period: Period,
): { fresh: number; found: number } {
	const came = parties.filter((p) => within(p.knownSince, period));
	const found = came.filter((p) => p.existedBefore).length;
	return { fresh: came.length - found, found };
}

type TieGrowth = Pick<Growth, "newTies" | "foundTies" | "endedTies" | "deepened" | "renewed">;

function tiesGrown(history: NetworkHistory, period: Period): TieGrowth {
	const people = new Map(history.people.map((person) => [person.id, person]));
	const grown: TieGrowth = { newTies: 0, foundTies: 0, endedTies: 0, deepened: 0, renewed: 0 };
	for (const ties of byPair(history.ties)) {
		const [first] = ties;
		const pair = pairGrown(ties, [people.get(first!.one), people.get(first!.other)], period);
		for (const name of Object.keys(grown) as (keyof TieGrowth)[]) grown[name] += pair[name];
	}
	return grown;
}

/** The ties of each two people, from the earliest to the latest. */
function byPair(ties: readonly NetworkTie[]): Iterable<NetworkTie[]> {
	const pairs = new Map<string, NetworkTie[]>();
	for (const tie of ties) {
		const key = tie.one < tie.other ? tie.one + tie.other : tie.other + tie.one;
		const known = pairs.get(key);
		if (known) known.push(tie);
		else pairs.set(key, [tie]);
	}
	for (const all of pairs.values()) if (all.length > 1) all.sort((a, b) => (a.since < b.since ? -1 : 1));
	return pairs.values();
}

/** What came between two people: of each count 0 or 1, of renewals as many as there were. */
function pairGrown(ties: NetworkTie[], ends: (NetworkPerson | undefined)[], period: Period): TieGrowth {
	const before = addDays(period.from, -1);
	const isHere = (day: Day) => ends.every((person) => person && isHereOn(person, day));
	const inForce = (day: Day) => (isHere(day) ? ties.filter((tie) => isInForceOn(tie, day)) : []);
	const then = inForce(before).length > 0;
	const now = inForce(period.to);
	const isNew = ties.every((t) => t.since > period.to || began(t, period));
	const came = !then && now.length > 0;
	return {
		newTies: Number(came && isNew),
		foundTies: Number(came && !isNew && !endedBefore(ties, period)),
		endedTies: Number(then && now.length === 0),
		deepened: Number(gainedSecond(ties, now, period)),
		renewed: ties.filter((t) => began(t, period) && ties.some((u) => u.kind === t.kind && u.until && u.until < t.since))
			.length,
	};
}

/** Whether a tie began in a period: what existed before it was written down did not. */
function began(tie: NetworkTie, period: Period): boolean {
	return !tie.existedBefore && within(tie.since, period);
}

/** Whether the two had a tie that ended before the period: one that is there again was renewed, not found. */
function endedBefore(ties: readonly NetworkTie[], { from }: Period): boolean {
	return ties.some((t) => t.until !== null && t.until < from);
}

/** Whether, of the kinds that join two now, the second came later than the first, and in the period. */
function gainedSecond(ties: readonly NetworkTie[], now: readonly NetworkTie[], period: Period): boolean {
	const begun = [...new Set(now.map((t) => t.kind))].map((kind) => {
		// Ties come from the earliest on: the first of a kind says since when the two have it.
		const { since } = ties.find((t) => t.kind === kind)!;
		const isNew = ties.every((t) => t.kind !== kind || t.since !== since || began(t, period));
		return { since, isNew };
	});
	begun.sort((a, b) => (a.since < b.since ? -1 : 1));
	const [first, second] = begun;
	if (!first || !second || second.since === first.since) return false;
	return begun.some(({ since, isNew }) => since === second.since && isNew);
}

/** Who was at which session. */
export type Presence = { personId: string; sessionId: string };

/** Pairs of people of the network who met at sessions more than once, and how many of them are tied. */
export function metIn({ people, graph }: Network, presences: readonly Presence[]): Met {
	const at = new Map(people.map((person, i) => [person.id, i]));
	const numberOfSession = numbering();
	const known = presences.filter((p) => at.has(p.personId));
	const sessions = Int32Array.from(known, (p) => numberOfSession(p.sessionId));
	const persons = Int32Array.from(known, (p) => at.get(p.personId)!);
	const together = copresence(people.length, new Set(sessions).size, persons, sessions);
	const met: Met = { people: new Set(persons).size, twice: 0, twiceTied: 0, thrice: 0, thriceTied: 0 };
	const tied = new Set<number>();
	eachPair(graph, (u, v) => tied.add(u * graph.n + v));
	const { offsets, neighbours } = together.graph;
	for (let u = 0; u < graph.n; u++) {
		for (let k = offsets[u]!; k < offsets[u + 1]!; k++) {
			const v = neighbours[k]!;
			const times = together.counts[k]!;
			if (v < u || times < 2) continue;
			const isTied = Number(tied.has(u * graph.n + v));
			met.twice++;
			met.twiceTied += isTied;
			if (times < 3) continue;
			met.thrice++;
			met.thriceTied += isTied;
		}
	}
	return met;
}

/** How many streets are known by at least five people, and how many of them at most two ties join to other streets. */
export function streetsIn({ network, streets }: Placed): Streets {
	const known = knownStreets(network.graph, (u) => (streets[u]! < 0 ? undefined : streets[u]));
	return { known: known.length, onFewTies: known.filter(hangsOnFew).length };
}

/** How many residents are not met yet, as a round number: it is the difference of a count and an estimate. */
export function notMet(residents: number, people: number): number {
	const rest = Math.max(0, residents - people);
	const step = rest >= 200 ? 50 : 10;
	return Math.round(rest / step) * step;
}
