import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { breathing } from "./breathing.ts";

test("all items come in their order, and others have their turn between them", async () => {
	let turns = 0;
	let isOver = false;
	const other = (async () => {
		while (!isOver) {
			await turn();
			turns += 1;
		}
	})();
	const seen: number[] = [];
	let before = turns;
	for await (const item of breathing([1, 2, 3, 4])) {
		seen.push(item);
		const began = performance.now();
		while (performance.now() - began < 15);
		before = item === 1 ? turns : before;
	}
	const during = turns - before;
	isOver = true;
	await other;
	expect(seen).toEqual([1, 2, 3, 4]);
	expect(during).toBeGreaterThanOrEqual(3);
});

test("quick work is done at once", async () => {
	const seen: number[] = [];
	for await (const item of breathing(new Set([3, 1, 2]))) seen.push(item);
	expect(seen).toEqual([3, 1, 2]);
});
