import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies, florence, graphOf, miserables, tableOf, zachary } from "../../tests/graphs.ts";
import { cores } from "./cores.ts";

/** Whoever is left when everybody with fewer than k ties to the others has gone. */
function leftAt(table: boolean[][], k: number): Set<number> {
	const left = new Set(table.keys());
	for (let before = -1; before !== left.size; ) {
		before = left.size;
		for (const u of left) if ([...left].filter((v) => table[u]![v]).length < k) left.delete(u);
	}
	return left;
}

test("a person's core is the last level at which they are left", () => {
	fc.assert(
		fc.property(anyTies(8), (ties) => {
			const table = tableOf(ties);
			const core = cores(graphOf(ties));
			for (let k = 0; k <= 8; k++) {
				expect(new Set([...core.keys()].filter((u) => core[u]! >= k))).toEqual(leftAt(table, k));
			}
		}),
	);
});

test("the innermost cores of Zachary's club, of Florence and of Les Misérables", () => {
	const innermost = (ties: typeof zachary) => Math.max(...cores(graphOf(ties)));
	expect([zachary, florence, miserables].map(innermost)).toEqual([4, 2, 9]);
	expect(cores(graphOf(zachary)).filter((k) => k === 4)).toHaveLength(10);
});
