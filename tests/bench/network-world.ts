import { random } from "../../src/core/random.ts";

export type World = { n: number; from: Int32Array; to: Int32Array };

/** How far apart in house numbers two people may live who know each other from the street. */
const street = 16;
const neighbourhood = 2000;

/**
 * An invented valley of n people with exactly m ties: most between people who live a few doors apart, a quarter
 * between people with an acquaintance in common, the others within a neighbourhood or anywhere; some people have many,
 * some none. People are numbered without regard to where they live, as in a file that somebody kept for years.
 */
export function inventWorld(n: number, m: number, seed: number): World {
	const draw = random(seed);
	const below = (limit: number) => Math.floor(draw() * limit);
	const numbers = Int32Array.from({ length: n }, (_, u) => u);
	for (let u = n - 1; u > 0; u--) {
		const at = below(u + 1);
		[numbers[u], numbers[at]] = [numbers[at]!, numbers[u]!];
	}
	const sociable = Float64Array.from({ length: n }, () => draw() ** 1.5);
	/** Four acquaintances of each, the latest ones. */
	const known = new Int32Array(4 * n).fill(-1);
	const someoneFor = (u: number): number => {
		const chance = draw();
		if (chance < 0.55) return (u + 1 + below(street * draw())) % n;
		if (chance < 0.8) {
			const friend = known[4 * u + below(4)]!;
			return friend < 0 ? -1 : known[4 * friend + below(4)]!;
		}
		const home = u - (u % neighbourhood);
		return chance < 0.97 ? home + below(Math.min(neighbourhood, n - home)) : below(n);
	};
	const from = new Int32Array(m);
	const to = new Int32Array(m);
	const seen = new Set<number>();
	while (seen.size < m) {
		const u = below(n);
		if (draw() > sociable[u]!) continue;
		const v = someoneFor(u);
		if (v < 0 || v === u || draw() > Math.sqrt(sociable[v]!)) continue;
		const pair = Math.min(u, v) * n + Math.max(u, v);
		if (seen.has(pair)) continue;
		from[seen.size] = numbers[u]!;
		to[seen.size] = numbers[v]!;
		seen.add(pair);
		known[4 * u + below(4)] = v;
		known[4 * v + below(4)] = u;
	}
	return { n, from, to };
}
