import { expect, test } from "vitest";
import { progressTo } from "./progress.ts";

test("nothing is said in the first second, and not every step afterwards", () => {
	const said: string[] = [];
	let clock = 0;
	const progress = progressTo(
		(line) => said.push(line),
		() => clock,
	);
	for (clock = 0; clock < 1000; clock += 10) progress("early");
	expect(said).toEqual([]);
	for (clock = 1000; clock < 3000; clock += 10) progress(`at ${clock}`);
	expect(said).toEqual(["at 1000 …", "at 2000 …"]);
	for (clock = 3000; clock < 600_000; clock += 100) progress("late");
	expect(said.length).toBeLessThan(80);
});
