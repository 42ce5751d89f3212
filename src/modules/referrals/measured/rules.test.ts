import fc from "fast-check";
import { expect, test } from "vitest";
import { byPart, measure, quartiles, type Way } from "./rules.ts";

const way = (n: number, more: Partial<Way> = {}): Way => ({
	personId: `p${n}`,
	part: "a",
	receivedAfter: n,
	answeredAfter: n * 2,
	closedWithAnswer: false,
	revoked: false,
	...more,
});

test("quartiles are those of R's default (type 7)", () => {
	expect(quartiles([1, 2, 3, 4])).toEqual({ lower: 1.8, median: 2.5, upper: 3.3 });
	expect(quartiles([7])).toEqual({ lower: 7, median: 7, upper: 7 });
});

test("nothing is told behind which fewer than five people stand", () => {
	expect(measure([0, 1, 2, 3].map((n) => way(n))).sent).toBeNull();
	// Five handings over of one person are one person.
	expect(measure([0, 1, 2, 3, 4].map(() => way(1))).sent).toBeNull();
	const six = [0, 1, 2, 3, 4, 5].map((n) => way(n, { revoked: n === 0, receivedAfter: n < 4 ? 1 : null }));
	expect(measure(six)).toMatchObject({ sent: 6, toReceived: null, revoked: null, closedWithAnswer: 0 });
});

test("what is withheld of a part follows from no difference", () => {
	const sizes = fc.array(fc.nat(9), { minLength: 1, maxLength: 5 });
	fc.assert(
		fc.property(sizes, (counts) => {
			const parts = counts.map((_, i) => `part ${i}`);
			const ways = counts.flatMap((n, i) => Array.from({ length: n }, (_, k) => way(i * 100 + k, { part: parts[i]! })));
			const { all, parts: told } = byPart(ways, parts);
			const hidden = counts.filter((_, i) => told[i]!.sent === null);
			if (all.sent !== null && hidden.length > 0) {
				expect(hidden.length).toBeGreaterThan(1);
				expect(hidden.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(5);
			}
			for (const [i, n] of counts.entries()) if (n > 0 && n < 5) expect(told[i]!.sent).toBeNull();
		}),
	);
});
