import fc from "fast-check";
import { expect, test } from "vitest";
import { southernWomen } from "../../tests/graphs.ts";
import { type Copresence, copresence } from "./bipartite.ts";

const together = ({ graph, counts }: Copresence, u: number, v: number) => {
	const at = graph.neighbours.subarray(graph.offsets[u], graph.offsets[u + 1]).indexOf(v);
	return at < 0 ? 0 : counts[graph.offsets[u]! + at];
};

test("Davis's women: 139 pairs met, Evelyn and Theresa seven times, Flora and Charlotte never", () => {
	const women = copresence(18, 14, southernWomen.from, southernWomen.to);
	expect(southernWomen.from).toHaveLength(89);
	expect(women.graph.m).toBe(139);
	expect(together(women, 0, 2)).toBe(7);
	expect(together(women, 0, 1)).toBe(6);
	expect(together(women, 17, 4)).toBe(0);
});

test("two people are tied by as many sessions as they shared", () => {
	const presence = fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { maxLength: 30 });
	fc.assert(
		fc.property(presence, (rows) => {
			const found = copresence(
				6,
				4,
				rows.map(([person]) => person),
				rows.map(([, session]) => session),
			);
			const went = Array.from({ length: 6 }, (_, u) => new Set(rows.filter(([p]) => p === u).map(([, s]) => s)));
			for (const [u, one] of went.entries()) {
				for (const [v, other] of went.entries()) {
					if (u !== v) expect(together(found, u, v)).toBe(one.intersection(other).size);
				}
			}
		}),
	);
});

test("somebody or something that is not there is refused", () => {
	expect(() => copresence(2, 1, [2], [0])).toThrow(RangeError);
	expect(() => copresence(2, 1, [-1], [0])).toThrow(RangeError);
	expect(() => copresence(2, 1, [0], [1])).toThrow(RangeError);
});
