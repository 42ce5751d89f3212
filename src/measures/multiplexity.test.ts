import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies } from "../../tests/graphs.ts";
import { multiplexity } from "./multiplexity.ts";

test("the kinds of every pair are counted once, whatever the direction and the order", () => {
	fc.assert(
		fc.property(
			anyTies(6),
			fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 18, maxLength: 18 }),
			(ties, given) => {
				const { n, from, to } = ties;
				const kind = from.map((_, i) => given[i]!);
				const pairs = new Map<string, Set<number>>();
				for (const [i, u] of from.entries()) {
					const v = to[i]!;
					if (u === v) continue;
					const name = `${Math.min(u, v)} ${Math.max(u, v)}`;
					const kinds = pairs.get(name) ?? new Set();
					pairs.set(name, kind[i] === -1 ? kinds : kinds.add(kind[i]!));
				}
				const sizes = [...pairs.values()].map((kinds) => kinds.size);
				const known = sizes.filter((size) => size > 0);
				const several = sizes.filter((size) => size > 1).length;
				expect(multiplexity(n, from, to, kind)).toEqual({
					pairs: several,
					share: sizes.length === 0 ? null : several / sizes.length,
					meanKinds: known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0) / known.length,
				});
			},
		),
	);
});

test("no ties, no share; kinds that nobody gave are not one kind", () => {
	expect(multiplexity(3, [1], [1], [0])).toEqual({ pairs: 0, share: null, meanKinds: null });
	expect(multiplexity(2, [0, 1], [1, 0], [-1, -1])).toEqual({ pairs: 0, share: 0, meanKinds: null });
	expect(multiplexity(2, [0, 1], [1, 0], [0, 1])).toEqual({ pairs: 1, share: 1, meanKinds: 2 });
	expect(() => multiplexity(2 ** 27, [0], [1], [0])).toThrow(RangeError);
});
