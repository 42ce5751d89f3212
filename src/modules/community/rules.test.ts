import fc from "fast-check";
import { expect, test } from "vitest";
import { Refused } from "../../core/refusal.ts";
import { type Level, levels, partyKinds, tieKinds } from "./contract.ts";
import {
	decideContact,
	decideCorrection,
	decideInside,
	decideLevel,
	decideTie,
	fallsWith,
	isSymmetric,
	mayJoin,
	tieChoices,
} from "./rules.ts";

const level = fc.constantFrom(...levels);

function codeOf(work: () => void): string | undefined {
	try {
		work();
		return undefined;
	} catch (error) {
		if (error instanceof Refused) return error.code;
		throw error;
	}
}

test("whatever steps are tried, a level only ever grows, and never without an agreement", () => {
	fc.assert(
		fc.property(
			level,
			fc.array(fc.record({ next: level, how: fc.option(fc.constant("in_person"), { nil: undefined }) })),
			(start, steps) => {
				let now = start;
				for (const { next, how } of steps) {
					const code = codeOf(() => decideLevel(now, next, how));
					const forward = levels.indexOf(next) > levels.indexOf(now);
					expect(code).toBe(!forward ? "only_forward" : how === undefined ? "needs_agreement" : undefined);
					if (code === undefined) now = next;
				}
				expect(levels.indexOf(now)).toBeGreaterThanOrEqual(levels.indexOf(start));
			},
		),
	);
});

test("a description needs nobody's leave, a nickname and a name do", () => {
	expect(codeOf(() => decideLevel(undefined, "description", undefined))).toBeUndefined();
	expect(codeOf(() => decideLevel(undefined, "nickname", undefined))).toBe("needs_agreement");
	expect(codeOf(() => decideLevel(undefined, "name", "by_phone"))).toBeUndefined();
});

test("a label is corrected within its level; forward leads an agreement, back a withdrawal", () => {
	const correct = (level: Level, said?: Level) =>
		codeOf(() => decideCorrection({ kind: "person", level }, { level: said }));
	expect(correct("nickname")).toBeUndefined();
	expect(correct("nickname", "nickname")).toBeUndefined();
	expect(correct("nickname", "name")).toBe("needs_agreement");
	expect(correct("nickname", "description")).toBe("only_forward");
	expect(codeOf(() => decideCorrection({ kind: "person", level: "name" }, { residents: null }))).toBe("invalid");
	expect(codeOf(() => decideCorrection({ kind: "group" }, { sector: "shop" }))).toBe("invalid");
	expect(codeOf(() => decideCorrection({ kind: "place" }, { residents: 3, sort: "room" }))).toBeUndefined();
});

test("however places are moved, none ever stands inside itself", () => {
	const place = fc.integer({ min: 0, max: 7 }).map(String);
	fc.assert(
		fc.property(fc.array(fc.tuple(place, place), { maxLength: 60 }), (wishes) => {
			const around = new Map<string, string | null>(Array.from({ length: 8 }, (_, i) => [String(i), null]));
			for (const [id, inside] of wishes)
				if (codeOf(() => decideInside(id, inside, around)) === undefined) around.set(id, inside);
			for (const id of around.keys()) {
				const path = new Set<string>();
				for (let at: string | null = id; at; at = around.get(at) ?? null) {
					expect(path).not.toContain(at);
					path.add(at);
				}
			}
		}),
	);
	const nested = new Map([
		["stair", "house"],
		["house", "street"],
		["street", null],
	] as const);
	expect(codeOf(() => decideInside("street", "stair", nested))).toBe("invalid");
	expect(codeOf(() => decideInside("stair", "street", nested))).toBeUndefined();
	// Rows that already stand in a circle do not keep anybody waiting.
	expect(
		codeOf(() =>
			decideInside(
				"c",
				"a",
				new Map([
					["a", "b"],
					["b", "a"],
					["c", null],
				] as const),
			),
		),
	).toBeUndefined();
});

test("what is withdrawn takes with it only what rests on it", () => {
	expect(fallsWith("name", "name")).toBe("label");
	expect(fallsWith("nickname", "name")).toBeUndefined();
	expect(fallsWith("name", "description")).toBeUndefined();
	expect(fallsWith("contact", "name")).toBe("contacts");
	expect(fallsWith("sessions", "name")).toBeUndefined();
});

test("a symmetric kind joins the same two in both directions, and the form offers exactly what the rules allow", () => {
	for (const kind of tieKinds) {
		for (const one of partyKinds) {
			for (const other of partyKinds) {
				if (isSymmetric(kind)) expect(mayJoin(kind, one, other), kind).toBe(mayJoin(kind, other, one));
				if (!mayJoin(kind, one, other)) continue;
				expect(tieChoices(one)).toContainEqual({ kind, end: "out" });
				if (!isSymmetric(kind)) expect(tieChoices(other)).toContainEqual({ kind, end: "in" });
			}
		}
	}
	expect(mayJoin("kin", "person", "household")).toBe(false);
	expect(mayJoin("collaborates_with", "person", "organisation")).toBe(false);
	expect(mayJoin("works_at", "organisation", "person")).toBe(false);
	expect(mayJoin("member_of", "group", "household")).toBe(false);
	expect(mayJoin("uses", "person", "place")).toBe(true);
});

test("a tie joins two, does not begin tomorrow, does not end before it begins", () => {
	const tie = {
		one: { id: "a", kind: "person" },
		other: { id: "b", kind: "person" },
		kind: "knows",
		since: "2026-11-01",
		saidBy: "one",
	} as const;
	const today = "2026-11-22";
	expect(codeOf(() => decideTie(tie, today))).toBeUndefined();
	expect(codeOf(() => decideTie({ ...tie, other: tie.one }, today))).toBe("same_person");
	expect(() => decideTie({ ...tie, since: "2026-11-23" }, today)).toThrow(
		expect.objectContaining({ fields: { since: "error.future" } }),
	);
	expect(() => decideTie({ ...tie, until: "2026-10-31" }, today)).toThrow(
		expect.objectContaining({ fields: { until: "error.order" } }),
	);
	expect(() => decideTie({ ...tie, until: "2026-11-23" }, today)).toThrow(
		expect.objectContaining({ fields: { until: "error.future" } }),
	);
	expect(() => decideTie({ ...tie, doing: "apre la sala" }, today)).toThrow(
		expect.objectContaining({ fields: { doing: "community.error_doing" } }),
	);
});

test("a contact is kept of a person who agreed, or of an organisation", () => {
	expect(codeOf(() => decideContact("person", false, "phone", "0461 1"))).toBe("needs_agreement");
	expect(codeOf(() => decideContact("person", true, "phone", "0461 123456"))).toBeUndefined();
	expect(codeOf(() => decideContact("organisation", false, "email", "info@esempio.it"))).toBeUndefined();
	expect(codeOf(() => decideContact("organisation", false, "email", "info"))).toBe("invalid");
	expect(codeOf(() => decideContact("household", true, "phone", "0461 123456"))).toBe("invalid");
});
