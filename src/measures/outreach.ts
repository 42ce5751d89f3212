import { random } from "../core/random.ts";
import { buildGraph, degree, type Graph } from "./graph.ts";

/** People numbered from 0 and the ties between them, in whatever order and direction. */
export type TrustedTies = {
	n: number;
	from: ArrayLike<number>;
	to: ArrayLike<number>;
	/** Of each tie, from 0 to 1. Parallel ties combine as 1 − Π(1 − trust); a tie with oneself is left out. */
	trust: ArrayLike<number>;
};

export type OutreachInput = TrustedTies & {
	/** Of each person: how much it matters that they hear of it; 0 is nobody in particular. */
	weight: ArrayLike<number>;
	/** Of each person: 1 where they may be asked to invite. */
	canInvite: ArrayLike<number>;
};

export type SpreadOptions = {
	/** Times a tie's trust this is the chance that an invitation passes along it, never more than 1. */
	beta?: number;
	/** How many ties an invitation crosses at most. */
	steps?: number;
	seed?: number;
	/** How many times the invitation is played through. */
	draws?: number;
};

/** What playing it through reached: the mean of the weight reached, and between which values 95 in 100 draws lay. */
export type Simulated = { reach: number; low: number; high: number };

export type Inviter = {
	node: number;
	/** What F gained when they were chosen. */
	gain: number;
	/** The most trusted way to each person of weight, the surest first, at most `waysTold`; each begins with the inviter. */
	paths: number[][];
};

export type Outreach = {
	/** In the order chosen; fewer than asked for where nobody else would reach anybody more. */
	inviters: Inviter[];
	/** F of all of them. */
	reach: number;
	weightTotal: number;
	simulated: Simulated;
};

/** A graph whose ties carry the chance that an invitation passes, beside each neighbour. */
type Spread = { graph: Graph; chance: Float64Array };

const waysTold = 5;
/** Gains this near to the best, relative to it, are equal: sums of the same numbers in another order differ less. */
const equalWithin = 1e-9;
/** How many pairs of an inviter and somebody they reach are found at a time: 12 bytes each. */
const pairsRead = 8_000_000;

/**
 * Through whom could an invitation reach the people of weight?
 *
 * P₀ = 1 at the person t to be reached; P_h(u) = 1 − Π_v (1 − p_uv·P_{h−1}(v)), t staying at 1, is how surely somebody
 * u who is asked reaches t in `steps` ties. F(S) = Σ_t w_t (1 − Π_{s∈S} (1 − P_t(s))) is monotone and submodular, so
 * choosing one after the other who adds most gives at least 1 − 1/e of the best F (Nemhauser, Wolsey, Fisher 1978);
 * the lazy order asks again only of whom the last answer leaves in doubt (CELF: Leskovec and others 2007). An inviter
 * may be a person of weight: they reach themselves. Gains within a billionth of the best are equal, and the lowest
 * number is chosen. F counts ways that share a tie as if they did not, so it says too much where circles overlap:
 * `simulated` plays independent cascades instead (Kempe, Kleinberg, Tardos 2003).
 *
 * Time: for each person of weight the ties within `steps` of them, twice, then K rounds of few inviters each. Memory:
 * 24 bytes a tie, and 96 MB for each block of who reaches whom that the rounds come to, mostly one. With nobody of weight or nobody to ask there are no inviters
 * and the reach is 0. Throws RangeError where a tie has an end that is not there or a list has another length.
 */
export function outreach(
	input: OutreachInput,
	{ inviters: most, beta = 1, steps = 3, ...drawing }: SpreadOptions & { inviters: number },
): Outreach {
	const spread = spreadOf(input, beta);
	const targets = targetsOf(input);
	const { chosen, missed } = chooseLazily(spread, input, targets, steps, most);
	return {
		inviters: chosen.map(({ node, gain }) => ({ node, gain, paths: waysFrom(spread, targets, node, steps) })),
		reach: targets.reduce((sum, t) => sum + input.weight[t]! * (1 - missed[t]!), 0),
		weightTotal: targets.reduce((sum, t) => sum + input.weight[t]!, 0),
		simulated: play(
			spread,
			input,
			chosen.map(({ node }) => node),
			{ steps, ...drawing },
		),
	};
}

/** What these reach when the invitation is played through: independent cascades over at most `steps` ties, seeded. */
export function simulatedReach(
	input: OutreachInput,
	asked: readonly number[],
	{ beta = 1, ...options }: SpreadOptions = {},
): Simulated {
	return play(spreadOf(input, beta), input, asked, options);
}

/** What is reached when anybody who may invite is asked: another `inviters` of them in each draw, seeded. */
export function reachOfAnyone(
	input: OutreachInput,
	{ inviters, beta = 1, ...options }: SpreadOptions & { inviters: number },
): Simulated {
	return play(spreadOf(input, beta), input, { pool: whoMayInvite(input), size: inviters }, options);
}

/** The `inviters` with the most ties among those who may invite, the lowest number first where they have as many. */
export function bestConnected(input: OutreachInput, inviters: number): number[] {
	const graph = buildGraph(input.n, input.from, input.to);
	return whoMayInvite(input)
		.sort((u, v) => degree(graph, v) - degree(graph, u) || u - v)
		.slice(0, inviters);
}

function whoMayInvite({ n, canInvite }: OutreachInput): number[] {
	return Array.from({ length: n }, (_, u) => u).filter((u) => canInvite[u]);
}

function targetsOf({ n, weight }: OutreachInput): number[] {
	return Array.from({ length: n }, (_, t) => t).filter((t) => weight[t]! > 0);
}

function spreadOf(input: OutreachInput, beta: number): Spread {
	const { n, weight, canInvite } = input;
	if (weight.length !== n || canInvite.length !== n) throw new RangeError("Everybody needs a weight and a yes or no.");
	const { graph, trust } = trustGraph(input);
	return { graph, chance: trust.map((p) => Math.min(1, beta * p)) };
}

/** The graph of these ties with each one's trust beside the neighbour, parallel ones combined as 1 − Π(1 − trust). */
export function trustGraph({ n, from, to, trust }: TrustedTies): { graph: Graph; trust: Float64Array } {
	if (trust.length !== from.length) throw new RangeError("Every tie needs its trust.");
	const graph = buildGraph(n, from, to);
	const fails = new Float64Array(graph.neighbours.length).fill(1);
	for (let i = 0; i < from.length; i++) {
		if (from[i] === to[i]) continue;
		fails[slotOf(graph, from[i]!, to[i]!)]! *= 1 - trust[i]!;
		fails[slotOf(graph, to[i]!, from[i]!)]! *= 1 - trust[i]!;
	}
	return { graph, trust: fails.map((fail) => 1 - fail) };
}

/** Where neighbour `v` stands in the ascending row of `u`. */
export function slotOf({ offsets, neighbours }: Graph, u: number, v: number): number {
	let low = offsets[u]!;
	let high = offsets[u + 1]! - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (neighbours[middle]! < v) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Calls `each` for every person u who can reach `t`, with P_t(u); t first, then by how near they are. */
function chancesOf(
	{ graph, chance }: Spread,
	steps: number,
): (t: number, each: (u: number, p: number) => void) => void {
	const { n, offsets, neighbours } = graph;
	const p = new Float64Array(n);
	const fails = new Float64Array(n);
	const met = new Int32Array(n).fill(-1);
	const near = new Int32Array(n);
	return (t, each) => {
		met[t] = t;
		near[0] = t;
		p[t] = 1;
		let size = 1;
		for (let h = 0; h < steps; h++) {
			const before = size;
			for (let i = 1; i < before; i++) fails[near[i]!] = 1;
			for (let i = 0; i < before; i++) {
				const v = near[i]!;
				for (let k = offsets[v]!; k < offsets[v + 1]!; k++) {
					const u = neighbours[k]!;
					if (met[u] !== t) {
						met[u] = t;
						fails[u] = 1;
						near[size++] = u;
					}
					fails[u]! *= 1 - chance[k]! * p[v]!;
				}
			}
			for (let i = 1; i < size; i++) p[near[i]!] = 1 - fails[near[i]!]!;
		}
		for (let i = 0; i < size; i++) each(near[i]!, p[near[i]!]!);
	};
}

type Row = { people: Int32Array; chance: Float64Array };

/** What everybody who may invite would add alone, and of how many people of weight that is the sum. */
function firstGains(spread: Spread, { n, weight, canInvite }: OutreachInput, targets: number[], steps: number) {
	const chances = chancesOf(spread, steps);
	const gains = new Float64Array(n);
	const reached = new Int32Array(n);
	for (const t of targets) {
		chances(t, (u, p) => {
			if (!canInvite[u] || p === 0) return;
			gains[u]! += weight[t]! * p;
			reached[u]!++;
		});
	}
	return { gains, reached };
}

/** Whom each of these reaches, how surely, in ascending order. */
function rowsOf(
	spread: Spread,
	targets: number[],
	steps: number,
	who: number[],
	reached: Int32Array,
): Map<number, Row> {
	const chances = chancesOf(spread, steps);
	const filled = new Int32Array(reached.length);
	const rows = new Map(
		who.map((u) => [u, { people: new Int32Array(reached[u]!), chance: new Float64Array(reached[u]!) }]),
	);
	for (const t of targets) {
		chances(t, (u, p) => {
			const row = p === 0 ? undefined : rows.get(u);
			if (!row) return;
			row.people[filled[u]!] = t;
			row.chance[filled[u]!++] = p;
		});
	}
	return rows;
}

/**
 * Chooses at most `most`. What somebody adds only shrinks as others are chosen, so the last answer bounds the next:
 * whoever comes after the best found needs no asking. Those never asked stand in the order of their first gains, and
 * whom they reach is found a block at a time when it is their turn.
 */
function chooseLazily(spread: Spread, input: OutreachInput, targets: number[], steps: number, most: number) {
	const { gains, reached } = firstGains(spread, input, targets, steps);
	const byGain = (u: number, v: number) => gains[v]! - gains[u]! || u - v;
	let order = [...gains.keys()].filter((u) => gains[u]! > 0).sort(byGain);
	const rows = new Map<number, Row>();
	let unread = order;
	const rowOf = (u: number): Row => {
		while (!rows.has(u)) {
			let taken = 0;
			for (let room = pairsRead; taken < unread.length && room > 0; taken++) room -= reached[unread[taken]!]!;
			const block = unread.slice(0, taken);
			for (const [v, row] of rowsOf(spread, targets, steps, block, reached)) rows.set(v, row);
			unread = unread.slice(taken);
		}
		return rows.get(u)!;
	};

	// What rounding leaves of a sum that is nought.
	const nothing = 1e-12 * targets.reduce((sum, t) => sum + input.weight[t]!, 0);
	const missed = new Float64Array(input.n).fill(1);
	const chosen: { node: number; gain: number }[] = [];
	while (chosen.length < most) {
		let best = 0;
		let asked = 0;
		for (; asked < order.length && gains[order[asked]!]! >= best * (1 - equalWithin); asked++) {
			const u = order[asked]!;
			const { people, chance } = rowOf(u);
			let gain = 0;
			for (let i = 0; i < people.length; i++) gain += input.weight[people[i]!]! * missed[people[i]!]! * chance[i]!;
			gains[u] = gain;
			best = Math.max(best, gain);
		}
		if (best <= nothing) break;
		const node = Math.min(...order.slice(0, asked).filter((u) => gains[u]! >= best * (1 - equalWithin)));
		chosen.push({ node, gain: gains[node]! });
		const { people, chance } = rowOf(node);
		for (let i = 0; i < people.length; i++) missed[people[i]!]! *= 1 - chance[i]!;
		order = order.filter((u) => u !== node).sort(byGain);
	}
	return { chosen, missed };
}

/** The most trusted way from somebody to each person of weight, by the product along it; the shorter where equal. */
function waysFrom({ graph, chance }: Spread, targets: number[], from: number, steps: number): number[][] {
	const { n, offsets, neighbours } = graph;
	let sure = new Float64Array(n);
	sure[from] = 1;
	const cameFrom: Int32Array[] = [];
	for (let h = 0; h < steps; h++) {
		const surer = sure.slice();
		const came = new Int32Array(n).fill(-1);
		for (let u = 0; u < n; u++) {
			if (sure[u] === 0) continue;
			for (let k = offsets[u]!; k < offsets[u + 1]!; k++) {
				const v = neighbours[k]!;
				if (sure[u]! * chance[k]! <= surer[v]!) continue;
				surer[v] = sure[u]! * chance[k]!;
				came[v] = u;
			}
		}
		cameFrom.push(came);
		sure = surer;
	}
	const wayTo = (t: number) => {
		const way = [t];
		for (let h = steps - 1; h >= 0; h--) if (cameFrom[h]![way[0]!]! >= 0) way.unshift(cameFrom[h]![way[0]!]!);
		return way;
	};
	return targets
		.filter((t) => sure[t]! > 0)
		.sort((t, v) => sure[v]! - sure[t]! || t - v)
		.slice(0, waysTold)
		.map(wayTo);
}

/** Who is asked: the same in every draw, or so many of a pool, others each time. */
type Asked = readonly number[] | { pool: number[]; size: number };

function play(
	{ graph, chance }: Spread,
	{ n, weight }: OutreachInput,
	asked: Asked,
	{ steps = 3, seed = 1, draws = 1000 }: Omit<SpreadOptions, "beta">,
): Simulated {
	const next = random(seed);
	const heard = new Int32Array(n).fill(-1);
	const results = new Float64Array(draws);
	for (let draw = 0; draw < draws; draw++) {
		let last = [...new Set("pool" in asked ? drawnFrom(asked.pool, asked.size, next) : asked)];
		for (const u of last) heard[u] = draw;
		for (const u of last) results[draw]! += weight[u]!;
		for (let h = 0; h < steps && last.length > 0; h++) {
			const reached: number[] = [];
			for (const v of last) {
				for (let k = graph.offsets[v]!; k < graph.offsets[v + 1]!; k++) {
					const u = graph.neighbours[k]!;
					if (heard[u] === draw || next() >= chance[k]!) continue;
					heard[u] = draw;
					results[draw]! += weight[u]!;
					reached.push(u);
				}
			}
			last = reached;
		}
	}
	results.sort();
	const at = (share: number) => results[Math.round(share * (draws - 1))]!;
	return { reach: results.reduce((sum, r) => sum + r, 0) / draws, low: at(0.025), high: at(0.975) };
}

/** So many of the pool, each as likely: the first steps of a shuffle in place. */
function drawnFrom(pool: number[], size: number, next: () => number): number[] {
	const drawn = Math.min(size, pool.length);
	for (let i = 0; i < drawn; i++) {
		const j = i + Math.floor(next() * (pool.length - i));
		[pool[i], pool[j]] = [pool[j]!, pool[i]!];
	}
	return pool.slice(0, drawn);
}
