import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies, florence, graphOf, miserables, stepsBetween, tableOf, zachary } from "../../tests/graphs.ts";
import { components } from "./components.ts";
import { distances } from "./distances.ts";
import { buildGraph, type Graph } from "./graph.ts";

const of = (graph: Graph) => distances(graph, components(graph));

test("the steps between any two people of the largest component", () => {
	fc.assert(
		fc.property(anyTies(40), (ties) => {
			const graph = graphOf(ties);
			const parts = components(graph);
			const inside = [...parts.of.keys()].filter((u) => parts.of[u] === parts.largest);
			const steps = stepsBetween(tableOf(ties));
			const all = inside.flatMap((u) => inside.filter((v) => u !== v).map((v) => steps[u]![v]!));
			const found = distances(graph, parts);
			if (all.length === 0) expect(found).toEqual({ average: null, diameter: null });
			else {
				expect(found.average).toBeCloseTo(all.reduce((sum, own) => sum + own) / all.length, 12);
				expect(found.diameter).toBe(Math.max(...all));
			}
		}),
	);
});

test("distances in Zachary's club, in Florence and in Les Misérables", () => {
	expect(of(graphOf(zachary))).toEqual({ average: expect.closeTo(2.4081996, 7), diameter: 5 });
	expect(of(graphOf(florence))).toEqual({ average: expect.closeTo(2.4857143, 7), diameter: 5 });
	expect(of(graphOf(miserables))).toEqual({ average: expect.closeTo(2.6411483, 7), diameter: 5 });
});

test("more than 32 people in a row are told apart", () => {
	const line = Array.from({ length: 99 }, (_, i) => i);
	const graph = buildGraph(
		100,
		line,
		line.map((i) => i + 1),
	);
	expect(of(graph)).toEqual({ average: 101 / 3, diameter: 99 });
});

test("above 20,000 people distances are left out", () => {
	expect(of(buildGraph(20_000, [0], [19_999]))).toEqual({ average: 1, diameter: 1 });
	expect(of(buildGraph(20_001, [0], [1]))).toEqual({ average: null, diameter: null });
});
