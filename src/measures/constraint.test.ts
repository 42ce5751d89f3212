import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies, florence, graphOf, miserables, tableOf, zachary } from "../../tests/graphs.ts";
import { constraint } from "./constraint.ts";

/** Burt's formula as it is written. */
function byFormula(table: boolean[][], i: number): number {
	const p = table.map((row) => row.map((tied) => (tied ? 1 / row.filter(Boolean).length : 0)));
	return [...table.keys()]
		.filter((j) => table[i]![j])
		.map((j) => (p[i]![j]! + p[i]!.reduce((sum, piq, q) => sum + piq * p[q]![j]!, 0)) ** 2)
		.reduce((sum, own) => sum + own, 0);
}

test("everybody's constraint is Burt's formula; whoever has no tie has none", () => {
	fc.assert(
		fc.property(anyTies(8), (ties) => {
			const table = tableOf(ties);
			for (const [u, own] of constraint(graphOf(ties)).entries()) {
				if (table[u]!.some(Boolean)) expect(own).toBeCloseTo(byFormula(table, u), 12);
				else expect(own).toBeNaN();
			}
		}),
	);
});

test("the constraint of Zachary's club, of Florence and of Les Misérables as igraph has it", () => {
	const sum = (ties: typeof zachary) =>
		constraint(graphOf(ties)).reduce((all, own) => all + (Number.isNaN(own) ? 0 : own), 0);
	const leader = constraint(graphOf(zachary))[0];
	expect(leader).toBeCloseTo(0.155423298, 9);
	expect(sum(zachary)).toBeCloseTo(15.44194954, 8);
	expect(sum(florence)).toBeCloseTo(8.79166667, 8);
	expect(sum(miserables)).toBeCloseTo(39.0787963, 7);
});
