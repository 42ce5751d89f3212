import { twoEdgeBlocks } from "./bridges.ts";
import { components } from "./components.ts";
import type { Graph } from "./graph.ts";
import { outreach, slotOf, type TrustedTies, trustGraph } from "./outreach.ts";
import { trustByKind } from "./trust.ts";

export type Introduction = {
	/** The two who might meet; the lower number first. */
	one: number;
	other: number;
	/** Who could make it: an acquaintance of both, or one of each who are tied to one another, in the order one–other. */
	introducers: number[];
	/** How many people hang by one tie now and would have two disjoint ones. */
	gain: number;
	/** By how much more a word from the introducers would arrive. */
	reachGain: number;
};

/** A leaf: who is in it, and the one tie by which its `end` hangs on somebody. */
type Leaf = { people: number[]; end: number; on: number; trust: number };
type Pair = { leaves: [Leaf, Leaf]; introducers: number[] };
type Network = { graph: Graph; trust: Float64Array };

/** How sure an introducer's tie must be: a mere acquaintance is not asked to introduce. */
const trusted = 0.4;
/** How many blocks of one introducer are paired, and how many with each block of an introducer's acquaintance. */
const pairedHere = 8;
const pairedAcross = 2;

/**
 * Which two people, with a trusted acquaintance in common, would leave fewer hanging by one tie if introduced?
 *
 * The blocks that no single tie's loss parts (two-edge-connected) make a tree of the bridges between them (Tarjan
 * 1974, doi:10.1016/0020-0190(74)90003-9; tying its leaves is how such a network is made to hold, Eswaran and Tarjan
 * 1976). A leaf hangs by its one tie where it is at most half of its component. Two leaves are paired whose ends are
 * at distance 2, on one acquaintance, or at distance 3, on two who are tied; every tie on that way is trusted (0.4 or
 * more, parallel ties combined). `gain` is the people of both leaves: each had one tie towards who introduces and has
 * two edge-disjoint ways once the ends are tied. `reachGain` is ΔF: how much F({introducers}), with weight 1 on the
 * people of both leaves and counted among these people only, rises with a tie of acquaintance between the ends.
 *
 * Ranked by gain, an acquaintance in common before two, then by ΔF, then by number; a leaf is in one introduction at
 * most. Of one introducer the eight largest leaves are paired, and two with each acquaintance's. O(n + ties) and what
 * the pairs of equal gain cost.
 */
export function introductions(ties: TrustedTies, { limit }: { limit: number }): Introduction[] {
	const network = trustGraph(ties);
	const byIntroducer = Map.groupBy(leavesOf(network), ({ on }) => on);
	for (const [on, leaves] of byIntroducer) byIntroducer.set(on, leaves.sort(largestFirst).slice(0, pairedHere));
	const pairs = [...pairedAt(byIntroducer), ...pairedBetween(byIntroducer, network)];
	const byGain = Map.groupBy(pairs, ({ leaves: [a, b] }) => a.people.length + b.people.length);

	const used = new Set<Leaf>();
	const found: Introduction[] = [];
	for (const gain of [...byGain.keys()].sort((a, b) => b - a)) {
		const free = byGain.get(gain)!.filter(({ leaves }) => leaves.every((leaf) => !used.has(leaf)));
		const ranked = free.map((pair) => ({ ...pair, reachGain: reachGainOf(pair, network) })).sort(surestFirst);
		for (const { leaves, introducers, reachGain } of ranked) {
			if (found.length === limit) return found;
			if (leaves.some((leaf) => used.has(leaf))) continue;
			for (const leaf of leaves) used.add(leaf);
			found.push({ one: leaves[0].end, other: leaves[1].end, introducers, gain, reachGain });
		}
	}
	return found;
}

/** The leaves of at most half of their component that hang by a trusted tie. */
function leavesOf({ graph, trust }: Network): Leaf[] {
	const { of, from, to, sizes, leaves } = twoEdgeBlocks(graph);
	const whole = components(graph);
	const people = new Map(Array.from(leaves, (block) => [block, [] as number[]]));
	for (let u = 0; u < graph.n; u++) people.get(of[u]!)?.push(u);
	const found: Leaf[] = [];
	const hang = (end: number, on: number) => {
		const block = of[end]!;
		const inside = people.get(block);
		const sure = trust[slotOf(graph, end, on)]!;
		if (!inside || sizes[block]! * 2 > whole.sizes[whole.of[end]!]! || sure < trusted) return;
		found.push({ people: inside, end, on, trust: sure });
	};
	for (let i = 0; i < from.length; i++) {
		hang(from[i]!, to[i]!);
		hang(to[i]!, from[i]!);
	}
	return found;
}

const largestFirst = (a: Leaf, b: Leaf) => b.people.length - a.people.length || b.trust - a.trust || a.end - b.end;

const surestFirst = (a: Pair & { reachGain: number }, b: Pair & { reachGain: number }) =>
	a.introducers.length - b.introducers.length ||
	(Math.abs(a.reachGain - b.reachGain) < 1e-9 ? 0 : b.reachGain - a.reachGain) ||
	a.leaves[0].end - b.leaves[0].end ||
	a.leaves[1].end - b.leaves[1].end;

/** Two leaves that hang on the same person. */
function* pairedAt(byIntroducer: Map<number, Leaf[]>): Generator<Pair> {
	for (const [on, leaves] of byIntroducer) {
		for (const [i, leaf] of leaves.entries())
			for (const other of leaves.slice(i + 1)) yield { leaves: inOrder(leaf, other), introducers: [on] };
	}
}

/** Two leaves that hang on two people who trust one another, and not the one on the other. */
function* pairedBetween(byIntroducer: Map<number, Leaf[]>, { graph, trust }: Network): Generator<Pair> {
	for (const [u, leaves] of byIntroducer) {
		for (let k = graph.offsets[u]!; k < graph.offsets[u + 1]!; k++) {
			const v = graph.neighbours[k]!;
			if (v < u || trust[k]! < trusted) continue;
			for (const leaf of leaves.slice(0, pairedAcross))
				for (const other of byIntroducer.get(v)?.slice(0, pairedAcross) ?? []) {
					if (leaf.end === v || other.end === u) continue;
					const pair = inOrder(leaf, other);
					yield { leaves: pair, introducers: pair.map(({ on }) => on) };
				}
		}
	}
}

const inOrder = (a: Leaf, b: Leaf): [Leaf, Leaf] => (a.end < b.end ? [a, b] : [b, a]);

/** ΔF of a pair, among its own people. */
function reachGainOf({ leaves, introducers }: Pair, { graph, trust }: Network): number {
	const reached = leaves.flatMap(({ people }) => people);
	const at = new Map([...reached, ...introducers].map((person, i) => [person, i]));
	const ties: [from: number, to: number, trust: number][] = [];
	for (const [u, i] of at) {
		for (let k = graph.offsets[u]!; k < graph.offsets[u + 1]!; k++) {
			const j = at.get(graph.neighbours[k]!);
			if (j !== undefined && j > i) ties.push([i, j, trust[k]!]);
		}
	}
	const reach = (told: typeof ties) =>
		outreach(
			{
				n: at.size,
				from: told.map(([i]) => i),
				to: told.map(([, j]) => j),
				trust: told.map(([, , sure]) => sure),
				weight: Array.from({ length: at.size }, (_, i) => Number(i < reached.length)),
				canInvite: Array.from({ length: at.size }, (_, i) => Number(i >= reached.length)),
			},
			{ inviters: introducers.length, draws: 1 },
		).reach;
	return reach([...ties, [at.get(leaves[0].end)!, at.get(leaves[1].end)!, trustByKind.knows]]) - reach(ties);
}
