import fc from "fast-check";
import { expect, test } from "vitest";
import { bestConnected, type OutreachInput, outreach, reachOfAnyone, simulatedReach } from "./outreach.ts";

type Tie = [from: number, to: number, trust: number];
const inputOf = (n: number, ties: Tie[], weight: number[], canInvite: number[]): OutreachInput => ({
	n,
	from: ties.map(([u]) => u),
	to: ties.map(([, v]) => v),
	trust: ties.map(([, , p]) => p),
	weight,
	canInvite,
});

/** The definition read aloud: every person's chance of reaching t, all of them again at each step. */
function chances({ n, from, to, trust }: OutreachInput, t: number, steps: number): number[] {
	const p = Array.from({ length: n }, () => new Array<number>(n).fill(0));
	for (let i = 0; i < from.length; i++) {
		const [u, v] = [from[i]!, to[i]!];
		if (u === v) continue;
		p[u]![v] = p[v]![u] = 1 - (1 - p[u]![v]!) * (1 - trust[i]!);
	}
	let before: number[] = p.map((_, u) => (u === t ? 1 : 0));
	for (let h = 0; h < steps; h++) {
		const last = before;
		before = p.map((row, u) => (u === t ? 1 : 1 - row.reduce((fails, pu, v) => fails * (1 - pu * last[v]!), 1)));
	}
	return before;
}

function reachOf(input: OutreachInput, asked: number[], steps = 3): number {
	let reach = 0;
	for (let t = 0; t < input.n; t++) {
		const p = chances(input, t, steps);
		reach += input.weight[t]! * (1 - asked.reduce((missed, s) => missed * (1 - p[s]!), 1));
	}
	return reach;
}

function subsets(of: number[], size: number): number[][] {
	if (size === 0) return [[]];
	return of.flatMap((first, i) => subsets(of.slice(i + 1), size - 1).map((rest) => [first, ...rest]));
}

const zachary: [number, number[]][] = [
	[1, [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32]],
	[2, [3, 4, 8, 14, 18, 20, 22, 31]],
	[3, [4, 8, 9, 10, 14, 28, 29, 33]],
	[4, [8, 13, 14]],
	[5, [7, 11]],
	[6, [7, 11, 17]],
	[7, [17]],
	[9, [31, 33, 34]],
	[10, [34]],
	[14, [34]],
	[15, [33, 34]],
	[16, [33, 34]],
	[19, [33, 34]],
	[20, [34]],
	[21, [33, 34]],
	[23, [33, 34]],
	[24, [26, 28, 30, 33, 34]],
	[25, [26, 28, 32]],
	[26, [32]],
	[27, [30, 34]],
	[28, [34]],
	[29, [32, 34]],
	[30, [33, 34]],
	[31, [33, 34]],
	[32, [33, 34]],
	[33, [34]],
];

function club(): OutreachInput {
	const ties = zachary.flatMap(([u, row]) => row.map((v): Tie => [u - 1, v - 1, 0.5]));
	const degrees = new Array<number>(34).fill(0);
	for (const [u, v] of ties) {
		degrees[u]!++;
		degrees[v]!++;
	}
	return inputOf(
		34,
		ties,
		degrees.map((d) => Number(d <= 2)),
		degrees.map((d) => Number(d > 2)),
	);
}

test("Zachary's club: twelve at the rim are reached as far as measures say", () => {
	const input = club();
	expect(input.from).toHaveLength(78);
	for (const [inviters, reach] of [
		[1, 8.91856],
		[2, 11.49524],
		[3, 11.80866],
	] as const) {
		const found = outreach(input, { inviters });
		expect(found.weightTotal).toBe(12);
		expect(Math.abs(found.reach - reach)).toBeLessThan(5e-6);
		expect(found.inviters.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(found.reach, 9);
	}
});

test("beta and steps shorten the way, and the same seed plays the same", () => {
	const input = club();
	const near = outreach(input, { inviters: 2, steps: 1 });
	expect(near.inviters.flatMap(({ paths }) => paths).every((way) => way.length === 2)).toBe(true);
	expect(outreach(input, { inviters: 2, beta: 0.5 }).reach).toBeLessThan(near.reach + 11.49524);
	expect(outreach(input, { inviters: 2, beta: 0.5 }).reach).toBeCloseTo(
		outreach({ ...input, trust: new Float64Array(78).fill(0.25) }, { inviters: 2 }).reach,
		12,
	);
	expect(outreach(input, { inviters: 2, beta: 9 }).reach).toBe(12);
	expect(outreach(input, { inviters: 3, seed: 7 })).toEqual(outreach(input, { inviters: 3, seed: 7 }));
	expect(outreach(input, { inviters: 3, seed: 7 }).simulated).not.toEqual(
		outreach(input, { inviters: 3, seed: 8 }).simulated,
	);
});

test("parallel ties combine, a tie with oneself is nothing, and whoever has weight and may invite reaches themselves", () => {
	const one = outreach(
		inputOf(
			2,
			[
				[0, 1, 0.5],
				[1, 0, 0.5],
				[0, 0, 1],
			],
			[0, 1],
			[1, 0],
		),
		{ inviters: 1 },
	);
	expect(one.inviters).toEqual([{ node: 0, gain: 0.75, paths: [[0, 1]] }]);
	expect(outreach(inputOf(2, [[0, 1, 0.5]], [0, 2], [1, 1]), { inviters: 2 })).toMatchObject({
		inviters: [{ node: 1, gain: 2, paths: [[1]] }],
		reach: 2,
		weightTotal: 2,
		simulated: { reach: 2, low: 2, high: 2 },
	});
});

test("nobody to reach, nobody to ask, nobody at all", () => {
	for (const input of [
		inputOf(2, [[0, 1, 1]], [0, 0], [1, 1]),
		inputOf(2, [[0, 1, 1]], [1, 1], [0, 0]),
		inputOf(2, [], [1, 0], [0, 1]),
		inputOf(2, [[0, 1, 0]], [1, 0], [0, 1]),
		inputOf(0, [], [], []),
	]) {
		expect(outreach(input, { inviters: 3 })).toMatchObject({
			inviters: [],
			reach: 0,
			simulated: { reach: 0, low: 0, high: 0 },
		});
		expect(reachOfAnyone(input, { inviters: 0 }).reach).toBe(0);
	}
	expect(() => outreach(inputOf(2, [[0, 2, 1]], [1, 0], [0, 1]), { inviters: 1 })).toThrow(RangeError);
	expect(() => outreach(inputOf(2, [], [1], [0, 1]), { inviters: 1 })).toThrow(RangeError);
});

test("of equals the lowest number is chosen, however the ties are listed", () => {
	const star: Tie[] = [
		[3, 0, 0.3],
		[4, 0, 0.7],
		[1, 0, 0.7],
		[3, 2, 0.7],
		[1, 2, 0.3],
		[4, 2, 0.3],
	];
	for (const ties of [star, star.toReversed()]) {
		const { inviters } = outreach(inputOf(5, ties, [1, 0, 1, 0, 0], [0, 1, 0, 1, 1]), { inviters: 1 });
		expect(inviters[0]!.node).toBe(1);
	}
});

test("the way told is the one with the largest product, the shorter where equal", () => {
	const ties: Tie[] = [
		[0, 3, 0.2],
		[0, 1, 0.9],
		[1, 3, 0.9],
		[0, 2, 0.9],
		[2, 3, 0.95],
		[0, 4, 0.5],
		[0, 5, 1],
		[5, 4, 0.5],
	];
	const { inviters } = outreach(inputOf(6, ties, [0, 0, 0, 1, 1, 0], [1, 0, 0, 0, 0, 0]), { inviters: 1 });
	expect(inviters[0]!.paths).toEqual([
		[0, 2, 3],
		[0, 4],
	]);
});

const network = fc.integer({ min: 2, max: 12 }).chain((n) =>
	fc.record({
		ties: fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1), fc.constantFrom(0, 0.2, 0.5, 0.8, 1)), { maxLength: 30 }),
		weight: fc.array(fc.constantFrom(0, 0, 1, 2.5), { minLength: n, maxLength: n }),
		canInvite: fc.array(fc.constantFrom(0, 1), { minLength: n, maxLength: n }),
		inviters: fc.integer({ min: 1, max: 3 }),
		steps: fc.integer({ min: 1, max: 4 }),
	}),
);

test("F is the definition's, grows with every inviter, and is never below 1 − 1/e of the best", () => {
	fc.assert(
		fc.property(network, ({ ties, weight, canInvite, inviters, steps }) => {
			const input = inputOf(weight.length, ties, weight, canInvite);
			const found = outreach(input, { inviters, steps, draws: 1 });
			const asked = found.inviters.map(({ node }) => node);
			expect(asked.every((u) => canInvite[u] === 1)).toBe(true);
			expect(found.reach).toBeCloseTo(reachOf(input, asked, steps), 9);
			const able = [...canInvite.keys()].filter((u) => canInvite[u] === 1);
			const best = Math.max(...subsets(able, Math.min(inviters, able.length)).map((s) => reachOf(input, s, steps)));
			expect(found.reach).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best - 1e-9);
			expect(outreach(input, { inviters: inviters + 1, steps, draws: 1 }).reach).toBeGreaterThanOrEqual(found.reach);
			for (const { node, paths } of found.inviters)
				for (const way of paths) {
					expect(way[0]).toBe(node);
					expect(way.length).toBeLessThanOrEqual(steps + 1);
					expect(new Set(way).size).toBe(way.length);
				}
		}),
	);
});

test("the lazy order chooses whom asking everybody each time would", () => {
	fc.assert(
		fc.property(network, ({ ties, weight, canInvite, inviters }) => {
			const input = inputOf(weight.length, ties, weight, canInvite);
			const chosen: number[] = [];
			for (let reach = 0; chosen.length < inviters; ) {
				const able = [...canInvite.keys()].filter((u) => canInvite[u] && !chosen.includes(u));
				const gains = able.map((u) => reachOf(input, [...chosen, u]) - reach);
				const best = Math.max(0, ...gains);
				if (best < 1e-12) break;
				chosen.push(able[gains.findIndex((gain) => gain >= best * (1 - 1e-9) - 1e-12)]!);
				reach = reachOf(input, chosen);
			}
			expect(outreach(input, { inviters, draws: 1 }).inviters.map(({ node }) => node)).toEqual(chosen);
		}),
	);
});

/** Whether a word arrives, over every way the ties can turn out. */
function exactReach(input: OutreachInput, asked: number[], steps: number): number {
	const m = input.from.length;
	let reach = 0;
	for (let open = 0; open < 1 << m; open++) {
		let likely = 1;
		for (let i = 0; i < m; i++) likely *= open & (1 << i) ? input.trust[i]! : 1 - input.trust[i]!;
		const heard = new Set(asked);
		for (let h = 0; h < steps; h++)
			for (const u of [...heard])
				for (let i = 0; i < m; i++) {
					if (!(open & (1 << i))) continue;
					if (input.from[i] === u) heard.add(input.to[i]!);
					if (input.to[i] === u) heard.add(input.from[i]!);
				}
		for (const u of heard) reach += likely * input.weight[u]!;
	}
	return reach;
}

test("what is played through comes to what every turn of the ties comes to, and F never says less", () => {
	const ties: Tie[] = [
		[0, 1, 0.5],
		[0, 2, 0.5],
		[1, 3, 0.8],
		[2, 3, 0.4],
		[3, 4, 0.6],
		[4, 5, 0.9],
		[1, 2, 0.3],
	];
	const input = inputOf(6, ties, [0, 0, 0, 1, 2, 1], [1, 0, 1, 0, 0, 0]);
	for (const steps of [2, 3]) {
		const exact = exactReach(input, [0], steps);
		const played = simulatedReach(input, [0], { steps, draws: 100_000 });
		expect(Math.abs(played.reach - exact)).toBeLessThan(0.02);
		expect(reachOf(input, [0], steps)).toBeGreaterThanOrEqual(exact - 1e-12);
		expect([played.low, played.high]).toEqual([0, steps === 2 ? 1 : 3]);
	}
	const anyone = (exactReach(input, [0], 3) + exactReach(input, [2], 3)) / 2;
	expect(Math.abs(reachOfAnyone(input, { inviters: 1, draws: 100_000 }).reach - anyone)).toBeLessThan(0.02);
});

test("the best connected are those with most ties who may invite", () => {
	expect(bestConnected(club(), 3)).toEqual([33, 0, 32]);
	expect(bestConnected(inputOf(3, [[0, 1, 1]], [0, 0, 0], [0, 0, 1]), 2)).toEqual([2]);
});
