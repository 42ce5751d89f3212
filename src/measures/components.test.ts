import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies, florence, graphOf, stepsBetween, tableOf } from "../../tests/graphs.ts";
import { components, fewTies } from "./components.ts";
import { buildGraph } from "./graph.ts";

test("two people are in one component when one can be reached from the other", () => {
	fc.assert(
		fc.property(anyTies(8), (ties) => {
			const parts = components(graphOf(ties));
			for (const [u, row] of stepsBetween(tableOf(ties)).entries()) {
				for (const [v, steps] of row.entries()) expect(parts.of[u] === parts.of[v]).toBe(Number.isFinite(steps));
			}
			const sizes = Array.from({ length: parts.count }, (_, c) => parts.of.filter((own) => own === c).length);
			expect([...parts.sizes]).toEqual(sizes);
			expect(parts.largest).toBe(sizes.indexOf(Math.max(...sizes)));
		}),
	);
});

test("fifteen families of Florence hang together, the Pucci stand alone, four married once", () => {
	const graph = graphOf(florence);
	expect(components(graph)).toMatchObject({ count: 2, sizes: Int32Array.of(15, 1), largest: 0 });
	expect(fewTies(graph)).toEqual({ isolated: 1, singleTie: 4 });
});

test("nobody makes no component", () => {
	const nobody = buildGraph(0, [], []);
	expect(components(nobody)).toMatchObject({ count: 0, largest: -1 });
	expect(fewTies(nobody)).toEqual({ isolated: 0, singleTie: 0 });
});
