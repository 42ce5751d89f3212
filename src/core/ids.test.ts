import { expect, test } from "vitest";
import { idFromContent, isId, newId } from "./ids.ts";

test("the same request on the same day meets the same id; another day, another word, another id", () => {
	const day = new Date("2026-11-22T00:00:00Z");
	const first = idFromContent(day, ["a", "b"]);
	expect(idFromContent(day, ["a", "b"])).toBe(first);
	expect(isId(first)).toBe(true);
	expect(idFromContent(new Date("2026-11-23T00:00:00Z"), ["a", "b"])).not.toBe(first);
	expect(idFromContent(day, ["a", "c"])).not.toBe(first);
	expect(idFromContent(day, ["ab"])).not.toBe(first);
});

test("new ids are distinct and grow with time", () => {
	const ids = Array.from({ length: 1000 }, () => newId());
	expect(new Set(ids).size).toBe(1000);
	expect([...ids].sort()).toEqual(ids);
});
