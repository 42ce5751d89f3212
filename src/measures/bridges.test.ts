import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies, graphOf, partsOf, tableOf, zachary } from "../../tests/graphs.ts";
import { articulationsHolding, bridgesHolding, countBridges, twoEdgeBlocks } from "./bridges.ts";
import { buildGraph } from "./graph.ts";

/** The table without one tie, or without all ties of one person. */
const without = (table: boolean[][], one: number, other?: number) =>
	table.map((row, u) =>
		row.map((tied, v) => {
			const lost =
				other === undefined ? u === one || v === one : (u === one && v === other) || (u === other && v === one);
			return tied && !lost;
		}),
	);

test("a bridge is a tie without which there is a part more, and its sides are those parts", () => {
	fc.assert(
		fc.property(anyTies(8), (ties) => {
			const table = tableOf(ties);
			const bridges = bridgesHolding(graphOf(ties), 1);
			const expected = table.flatMap((row, u) =>
				[...row.keys()]
					.filter((v) => u < v && row[v] && partsOf(without(table, u, v)) > partsOf(table))
					.map((v) => `${u} ${v}`),
			);
			expect(bridges.map(({ near, far }) => `${Math.min(near, far)} ${Math.max(near, far)}`).sort()).toEqual(expected);
			for (const { near, far, side, rest } of bridges) {
				const { of, sizes } = componentsOf(without(table, near, far));
				expect([...side].sort()).toEqual([...of.keys()].filter((u) => of[u] === of[near]));
				expect(rest).toBe(sizes[of[far]!]);
				expect(side.length).toBeLessThanOrEqual(rest);
			}
			expect(countBridges(graphOf(ties)).bridges).toBe(expected.length);
		}),
	);
});

/** Components as the kernel for them finds them; it has its own test. */
function componentsOf(table: boolean[][]) {
	const of = table.map(() => -1);
	const sizes: number[] = [];
	const visit = (u: number, label: number) => {
		if (of[u] !== -1) return;
		of[u] = label;
		sizes[label] = (sizes[label] ?? 0) + 1;
		for (const [v, tied] of table[u]!.entries()) if (tied) visit(v, label);
	};
	for (const u of table.keys()) if (of[u] === -1) visit(u, sizes.length);
	return { of, sizes };
}

test("without an articulation person a part falls into several, all but the largest cut off", () => {
	fc.assert(
		fc.property(anyTies(8), (ties) => {
			const table = tableOf(ties);
			const found = articulationsHolding(graphOf(ties), 1);
			const expected = [...table.keys()].filter((u) => {
				const loose = table[u]!.some(Boolean) ? 1 : 0;
				return partsOf(without(table, u)) - loose > partsOf(table);
			});
			expect(found.map(({ at }) => at)).toEqual(expected);
			expect(countBridges(graphOf(ties)).articulationPoints).toBe(expected.length);
			for (const { at, pieces } of found) {
				const { of, sizes } = componentsOf(without(table, at));
				const around = new Set(table[at]!.flatMap((tied, v) => (tied ? [of[v]!] : [])));
				const largest = Math.max(...[...around].map((part) => sizes[part]!));
				expect(pieces.map((piece) => piece.length).sort()).toEqual(
					[...around]
						.map((part) => sizes[part]!)
						.sort()
						.slice(0, -1),
				);
				for (const piece of pieces) {
					expect(new Set([...piece].map((u) => of[u])).size).toBe(1);
					expect(piece.length).toBeLessThanOrEqual(largest);
				}
			}
		}),
	);
});

test("only what holds enough people is told", () => {
	// A triangle, a bridge to a path of three, and somebody who hangs on the triangle.
	const graph = buildGraph(7, [0, 1, 2, 2, 3, 4, 0], [1, 2, 0, 3, 4, 5, 6]);
	expect(bridgesHolding(graph, 3).map(({ near, far, side }) => [near, far, [...side].sort()])).toEqual([
		[3, 2, [3, 4, 5]],
	]);
	expect(articulationsHolding(graph, 3).map(({ at }) => at)).toEqual([2]);
});

test("blocks are what is left when the bridges go; leaves hang by one of them", () => {
	fc.assert(
		fc.property(anyTies(8), (ties) => {
			const graph = graphOf(ties);
			let table = tableOf(ties);
			const bridges = bridgesHolding(graph, 1);
			for (const { near, far } of bridges) table = without(table, near, far);
			const { of, sizes } = componentsOf(table);
			const blocks = twoEdgeBlocks(graph);
			expect(blocks.count).toBe(sizes.length);
			for (const u of of.keys()) for (const v of of.keys()) expect(blocks.of[u] === blocks.of[v]).toBe(of[u] === of[v]);
			expect([...blocks.sizes]).toEqual(
				[...blocks.sizes.keys()].map((b) => blocks.of.filter((own) => own === b).length),
			);
			const ends = bridges.flatMap(({ near, far }) => [blocks.of[near]!, blocks.of[far]!]);
			const once = [...blocks.sizes.keys()].filter((b) => ends.filter((end) => end === b).length === 1);
			expect([...blocks.leaves]).toEqual(once);
			expect(blocks.tree.m).toBe(bridges.length);
		}),
	);
});

test("one member of Zachary's club hangs by one tie on one other", () => {
	expect(countBridges(graphOf(zachary))).toEqual({ bridges: 1, articulationPoints: 1 });
	expect(bridgesHolding(graphOf(zachary), 1)).toMatchObject([{ near: 11, far: 0, rest: 33 }]);
	expect(bridgesHolding(graphOf(zachary), 2)).toEqual([]);
});

test("a long line is walked without running out of stack", () => {
	const line = Int32Array.from({ length: 199_999 }, (_, i) => i);
	const graph = buildGraph(
		200_000,
		line,
		line.map((i) => i + 1),
	);
	expect(countBridges(graph)).toEqual({ bridges: 199_999, articulationPoints: 199_998 });
});
