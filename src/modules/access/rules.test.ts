import fc from "fast-check";
import { expect, test } from "vitest";
import { firstAssignment, safeBack } from "./rules.ts";

test("coming back never leads to another site", () => {
	for (const path of [
		"//evil.example",
		"/\\evil.example",
		"https://evil.example",
		"javascript:alert(1)",
		"",
		undefined,
		"/a b",
	])
		expect(safeBack(path)).toBe("/");
	expect(safeBack("/n/san-vigilio?a=1")).toBe("/n/san-vigilio?a=1");
	fc.assert(fc.property(fc.string(), (path) => new URL(safeBack(path), "http://filo.example").host === "filo.example"));
});

test("a session begins in the role used most, or in the one asked for", () => {
	const held = [
		{ role: "resident", territoryId: null, neighbourhoodId: null },
		{ role: "facilitator", territoryId: null, neighbourhoodId: null },
	] as const;
	expect(firstAssignment(held).role).toBe("facilitator");
	expect(firstAssignment(held, "resident").role).toBe("resident");
	expect(() => firstAssignment(held, "officer")).toThrow("not_yours");
});
