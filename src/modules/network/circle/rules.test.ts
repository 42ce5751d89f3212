import fc from "fast-check";
import { expect, test } from "vitest";
import { isInForceOn } from "../rules.ts";
import { rings, sectors } from "./contract.ts";
import { between, half, marks, radii, tieKindOf, withDrawn } from "./rules.ts";

const entry = (since: string | null, until: string | null) => ({ since, until });

test("what nobody dated has always been there; the last day is still one of them", () => {
	expect(isInForceOn(entry(null, null), "1950-01-01")).toBe(true);
	expect(isInForceOn(entry("2026-02-01", "2026-03-01"), "2026-01-31")).toBe(false);
	expect(isInForceOn(entry("2026-02-01", "2026-03-01"), "2026-02-01")).toBe(true);
	expect(isInForceOn(entry("2026-02-01", "2026-03-01"), "2026-03-01")).toBe(true);
	expect(isInForceOn(entry("2026-02-01", "2026-03-01"), "2026-03-02")).toBe(false);
});

test("between two days some came and some went; whoever came and went in between is neither", () => {
	const always = entry(null, null);
	const came = entry("2026-05-01", null);
	const went = entry(null, "2026-05-01");
	const passed = entry("2026-04-01", "2026-05-01");
	const said = between([always, came, went, passed], "2026-03-01", "2026-06-01");
	expect(said).toEqual({ from: "2026-03-01", to: "2026-06-01", came: [came], went: [went] });
	expect(between([came, went], "2026-06-01", "2026-03-01")).toMatchObject({ came: [came], went: [went] });
});

test("each sector is a kind of tie", () => {
	expect(sectors.map(tieKindOf)).toEqual(["kin", "neighbour", "knows", "knows"]);
});

test("every mark stands in its quarter and in its ring, numbered once", () => {
	const anybody = fc.record({ sector: fc.constantFrom(...sectors), ring: fc.constantFrom(...rings) });
	fc.assert(
		fc.property(fc.array(anybody, { maxLength: 60 }), (entries) => {
			const placed = marks(entries);
			expect(placed.map(({ n }) => n)).toEqual(entries.map((_, i) => i + 1));
			for (const { x, y, entry: one } of placed) {
				const r = Math.hypot(x - half, y - half);
				const before = rings[rings.indexOf(one.ring) - 1];
				expect(r).toBeLessThan(radii[one.ring]);
				expect(r).toBeGreaterThan(before ? radii[before] : 0);
				const quarter = [x < half && y < half, x > half && y < half, x > half && y > half, x < half && y > half];
				expect(quarter.indexOf(true)).toBe(sectors.indexOf(one.sector));
			}
		}),
	);
});

test("a drawn tie joins two who are here, and stands beside a recorded one only where days or kind differ", () => {
	const someone = (id: string) => ({ id }) as never;
	const tie = (id: string, one: string, other: string, since: string, until: string | null = null) => ({
		id,
		one,
		other,
		kind: "kin" as const,
		since,
		until,
		existedBefore: false,
		metAt: null,
	});
	const history = { people: [someone("a"), someone("b")], ties: [tie("1", "b", "a", "2020-01-01", "2021-01-01")] };
	const drawn = [
		tie("2", "a", "b", "2020-06-01"),
		tie("3", "a", "b", "2022-01-01"),
		tie("4", "b", "a", "2023-01-01"),
		tie("5", "a", "gone", "2023-01-01"),
		{ ...tie("6", "a", "b", "2020-06-01"), kind: "knows" as const },
	];
	expect(withDrawn(history, drawn).ties.map(({ id }) => id)).toEqual(["1", "3", "6"]);
	expect(withDrawn(history, []).ties).toEqual(history.ties);
});
