import fc from "fast-check";
import { buildGraph, type Graph } from "../src/measures/graph.ts";

/** People numbered from 0, and both ends of every tie. */
export type Ties = { n: number; from: number[]; to: number[] };

/** Ties written as `person: others; person: others`. */
function ties(n: number, rows: string): Ties {
	const from: number[] = [];
	const to: number[] = [];
	for (const row of rows.trim().split(";")) {
		const [one, others] = row.split(":") as [string, string];
		for (const other of others.trim().split(/\s+/)) {
			from.push(Number(one));
			to.push(Number(other));
		}
	}
	return { n, from, to };
}

/** The members of a karate club who met outside it (W. W. Zachary 1977, J. Anthropological Research 33, 452–473). */
export const zachary = ties(
	34,
	`
	0: 1 2 3 4 5 6 7 8 10 11 12 13 17 19 21 31; 1: 2 3 7 13 17 19 21 30; 2: 3 7 8 9 13 27 28 32; 3: 7 12 13;
	4: 6 10; 5: 6 10 16; 6: 16; 8: 30 32 33; 9: 33; 13: 33; 14: 32 33; 15: 32 33; 18: 32 33; 19: 33;
	20: 32 33; 22: 32 33; 23: 25 27 29 32 33; 24: 25 27 31; 25: 31; 26: 29 33; 27: 33; 28: 31 33; 29: 32 33;
	30: 32 33; 31: 32 33; 32: 33
	`,
);

/**
 * Marriages between sixteen families of Florence (Padgett and Ansell 1993; after Breiger and Pattison 1986, Social
 * Networks 8, 215–256), in alphabetical order: 8 are the Medici, 11 the Pucci, who married into none of the others.
 */
export const florence = ties(
	16,
	`
	0: 8; 1: 5 6 8; 2: 4 8; 3: 6 10 14; 4: 10 14; 6: 7 15; 8: 12 13 15; 9: 13; 10: 14; 12: 14 15
	`,
);

/** Who appears together with whom in a chapter of *Les Misérables* (Knuth 1993, The Stanford GraphBase): 11 is Valjean. */
export const miserables = ties(
	77,
	`
	0: 1 2 3 4 5 6 7 8 9 11; 2: 3 11; 3: 11; 10: 11;
	11: 12 13 14 15 23 24 25 26 27 28 29 31 32 33 34 35 36 37 38 43 44 48 49 51 55 58 64 68 69 70 71 72;
	12: 23; 16: 17 18 19 20 21 22 23 26 55; 17: 18 19 20 21 22 23; 18: 19 20 21 22 23; 19: 20 21 22 23;
	20: 21 22 23; 21: 22 23; 22: 23; 23: 24 25 27 29 30 31; 24: 25 26 27 41 42 50 68 69 70;
	25: 26 27 39 40 41 42 48 55 68 69 70 71 75; 26: 27 43 49 51 54 55 72;
	27: 28 29 31 33 43 48 58 68 69 70 71 72; 28: 44 45; 29: 34 35 36 37 38; 30: 31; 34: 35 36 37 38;
	35: 36 37 38; 36: 37 38; 37: 38; 39: 52 55; 41: 42 55 57 62 68 69 70 71 75; 46: 47; 47: 48;
	48: 55 57 58 59 60 61 62 63 64 65 66 68 69 71 73 74 75 76; 49: 50 51 54 55 56; 51: 52 53 54 55; 54: 55;
	55: 56 57 58 59 61 62 63 64 65; 57: 58 59 61 62 63 64 65 67; 58: 59 60 61 62 63 64 65 66 70 76;
	59: 60 61 62 63 64 65 66; 60: 61 62 63 64 65 66; 61: 62 63 64 65 66; 62: 63 64 65 66 76;
	63: 64 65 66 76; 64: 65 66 76; 65: 66 76; 66: 76; 68: 69 70 71 75; 69: 70 71 75; 70: 71 75; 71: 75;
	73: 74
	`,
);

/** Eighteen women and the fourteen occasions on which they met (Davis, Gardner and Gardner 1941, *Deep South*). */
export const southernWomen = ties(
	18,
	`
	0: 0 1 2 3 4 5 7 8; 1: 0 1 2 4 5 6 7; 2: 1 2 3 4 5 6 7 8; 3: 0 2 3 4 5 6 7; 4: 2 3 4 6; 5: 2 4 5 7;
	6: 4 5 6 7; 7: 5 7 8; 8: 4 6 7 8; 9: 6 7 8 11; 10: 7 8 9 11; 11: 7 8 9 11 12 13; 12: 6 7 8 9 11 12 13;
	13: 5 6 8 9 10 11 12 13; 14: 6 7 9 10 11; 15: 7 8; 16: 8 10; 17: 8 10
	`,
);

export const graphOf = ({ n, from, to }: Ties): Graph => buildGraph(n, from, to);

/** Ties among up to `most` people, with loops and parallel ones. */
export const anyTies = (most: number): fc.Arbitrary<Ties> =>
	fc
		.integer({ min: 1, max: most })
		.chain((n) =>
			fc
				.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 3 * n })
				.map((pairs) => ({ n, from: pairs.map(([u]) => u), to: pairs.map(([, v]) => v) })),
		);

/** Who is tied to whom, the slow and plain way. */
export function tableOf({ n, from, to }: Ties): boolean[][] {
	const table = Array.from({ length: n }, () => Array<boolean>(n).fill(false));
	for (const [i, u] of from.entries()) {
		const v = to[i]!;
		if (u !== v) table[u]![v] = table[v]![u] = true;
	}
	return table;
}

/** Steps between any two people (Floyd and Warshall); Infinity where nobody leads from one to the other. */
export function stepsBetween(table: boolean[][]): number[][] {
	const steps = table.map((row, u) => row.map((tied, v) => (u === v ? 0 : tied ? 1 : Number.POSITIVE_INFINITY)));
	for (const through of steps.keys()) {
		for (const row of steps) {
			for (const v of row.keys()) row[v] = Math.min(row[v]!, row[through]! + steps[through]![v]!);
		}
	}
	return steps;
}

/** Into how many parts a network falls. */
export function partsOf(table: boolean[][]): number {
	return stepsBetween(table).filter((row, u) => row.findIndex((steps) => steps < Number.POSITIVE_INFINITY) === u)
		.length;
}
