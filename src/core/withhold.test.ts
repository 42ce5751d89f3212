import fc from "fast-check";
import { expect, test } from "vitest";
import { leastPeople, withhold } from "./withhold.ts";

const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0);

test.each([
	[[10, 20, 30], [true, true, true], true],
	[[10, 3, 30], [false, false, true], true],
	[[1, 2, 30], [false, false, false], true],
	[[2, 3, 30], [false, false, true], true],
	[[0, 3, 30], [true, false, false], true],
	[[0, 3, 0], [true, false, true], false],
	[[2, 1], [false, false], false],
	[[4], [false], false],
	[[0], [true], true],
	[[], [], true],
])("of %j, told are %j, and the sum: %s", (people, told, sumTold) => {
	expect(withhold(people)).toEqual({ told, sumTold });
});

test("nobody who knows what is told, and the sum, learns a cell of one to four people", () => {
	const cells = fc.array(fc.nat(12), { maxLength: 9 });
	fc.assert(
		fc.property(cells, (people) => {
			const { told, sumTold } = withhold(people);
			const hidden = people.filter((_, i) => !told[i]);
			expect(people.filter((n, i) => told[i] && n > 0 && n < leastPeople)).toEqual([]);
			if (sumTold && hidden.length > 0) {
				expect(hidden.length).toBeGreaterThan(1);
				expect(sum(people) - sum(people.filter((_, i) => told[i]))).toBeGreaterThanOrEqual(leastPeople);
			}
			if (!sumTold) expect(sum(people)).toBeLessThan(leastPeople);
		}),
	);
});

test("nothing is withheld where nothing is small", () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(fc.constant(0), fc.integer({ min: leastPeople, max: 99 }))), (people) => {
			expect(withhold(people)).toEqual({ told: people.map(() => true), sumTold: true });
		}),
	);
});
