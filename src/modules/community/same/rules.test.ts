import { expect, test } from "vitest";
import { fold } from "../../../core/text.ts";
import type { Level, PartyKind } from "../contract.ts";
import { type Compared, pairKey, pairsOf, reasonsFor } from "./rules.ts";

let n = 0;
function party(label: string, more: { kind?: PartyKind; level?: Level; placeId?: string } = {}): Compared {
	n += 1;
	const kind = more.kind ?? "person";
	return {
		id: `id-${String(n).padStart(3, "0")}`,
		kind,
		folded: fold(label),
		level: kind === "person" ? (more.level ?? "name") : null,
		placeId: more.placeId ?? null,
	};
}

const described = { level: "description" } as const;

test.each([
	["Lucia Bertoldi", {}, "Lucia Bertoldi", {}, ["same_words"]],
	["Lucia Bertoldi", {}, "Lucya Bertoldi", {}, ["spelling"]],
	["Bertoldi Lucia", {}, "Lucia Bertoldi", {}, ["spelling"]],
	["Giuseppe Zeni", {}, "Beppe Zeni", {}, ["nickname"]],
	["Bepi", {}, "Giuseppe Zeni", { placeId: "p" }, ["nickname"]],
	["Bepi", { placeId: "q" }, "Giuseppe Zeni", { placeId: "p" }, []],
	["Rosa", { placeId: "p" }, "Rosa Valle", { placeId: "p" }, ["same_door"]],
	["Rosa", {}, "Rosa Valle", {}, []],
	["Rosa Valle", {}, "Maria Valle", {}, []],
	["la signora col cane", { ...described, placeId: "p" }, "la signora col cane", { ...described, placeId: "q" }, []],
	[
		"la signora col cane",
		{ ...described, placeId: "p" },
		"la signora col cane",
		{ ...described, placeId: "p" },
		["same_words", "same_door"],
	],
	["via Roggia 12", { kind: "place" }, "via Roggia 14", { kind: "place" }, []],
	["via Roggia 12, scala A", { kind: "place" }, "via Roggia 12, scala B", { kind: "place" }, []],
	["via Roggia 12, scala A", { kind: "place" }, "via Rogia 12, scala A", { kind: "place" }, ["spelling"]],
	["Circolo San Rocco", { kind: "organisation" }, "Circolo S. Roco", { kind: "organisation" }, []],
	["Circolo Rocco", { kind: "organisation" }, "Circolo Roco", { kind: "organisation" }, ["spelling"]],
	["Coro", { kind: "group" }, "Coro", { kind: "organisation" }, []],
] as const)("%s %o and %s %o: %o", (one, a, other, b, reasons) => {
	const [first, second] = [party(one, a), party(other, b)];
	expect(reasonsFor(first, second)).toEqual(reasons);
	expect(reasonsFor(second, first)).toEqual(reasons);
	expect(pairsOf([first, second], new Set(), 9).length).toBe(reasons.length > 0 ? 1 : 0);
	expect(pairsOf([first, second], new Set([pairKey(second.id, first.id)]), 9)).toEqual([]);
});

test("thousands are compared in a moment, and each pair stands once", () => {
	const many = Array.from({ length: 1200 }, (_, i) => party(`persona numero${i} cognome${i % 600}`));
	const twin = party("persona numero7 cognome7");
	const pairs = pairsOf([...many, twin], new Set(), 40);
	expect(pairs.length).toBeLessThanOrEqual(40);
	expect(new Set(pairs.map((pair) => pairKey(pair.one.id, pair.other.id))).size).toBe(pairs.length);
	expect(pairs.some((pair) => [pair.one.id, pair.other.id].includes(twin.id))).toBe(true);
});
