import { expect, test } from "vitest";
import { buildGraph } from "./graph.ts";
import { eiIndex } from "./mixing.ts";

// A square and one diagonal.
const graph = buildGraph(4, [0, 1, 2, 3, 0], [1, 2, 3, 0, 2]);

test("ties outwards less ties inwards, over both", () => {
	expect(eiIndex(graph, ["a", "a", "b", "b"])).toBe((3 - 2) / 5);
	expect(eiIndex(graph, ["a", "a", "a", "a"])).toBe(-1);
	expect(eiIndex(graph, ["a", "b", "c", "d"])).toBe(1);
});

test("whoever's value is not known is left out with their ties", () => {
	expect(eiIndex(graph, ["a", null, "b", "b"])).toBe((2 - 1) / 3);
	expect(eiIndex(graph, ["a", "", "a", ""])).toBe(-1);
	expect(eiIndex(graph, [null, "a", null, "a"])).toBeNull();
	expect(eiIndex(buildGraph(2, [], []), ["a", "b"])).toBeNull();
});
