import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refused } from "../../core/refusal.ts";
import { states } from "./contract.ts";
import * as rules from "./rules.ts";

const today = "2026-11-22";
const said = {
	until: "2027-11-22",
	checking: "Una passeggiata insieme in primavera.",
	promises: [
		{ kind: "citizen", words: "Bagno i fiori." },
		{ kind: "body", words: "Portiamo l'acqua." },
	],
};
const draft: rules.Facts = {
	...{ state: "draft", latest: 1, fixed: null, inForce: null, until: null },
	...{ parties: ["one", "other"], signed: [] },
};
const code = (work: () => unknown) => {
	try {
		work();
		return "done";
	} catch (error) {
		return error instanceof Refused ? error.code : "bug";
	}
};
const proposed = rules.propose(draft, 1, said, today);
const inForce = rules.sign(rules.sign(proposed, "one", 1), "other", 1);

describe("from a draft to a pact in force", () => {
	test("the last signature puts it in force, and no earlier one", () => {
		const half = rules.sign(proposed, "one", 1);
		expect(half).toMatchObject({ state: "proposed", fixed: 1, inForce: null, signed: ["one"] });
		expect(inForce).toMatchObject({ state: "in_force", fixed: null, inForce: 1 });
		expect(code(() => rules.sign(half, "one", 1))).toBe("already_taken");
		expect(code(() => rules.sign(half, "third", 1))).toBe("not_found");
	});

	test("whoever changes it after a signature begins again, with everybody", () => {
		const half = rules.sign(proposed, "one", 1);
		const changed = rules.save(half, 1);
		expect(changed).toMatchObject({ state: "draft", latest: 2, fixed: null, signed: [] });
		expect(code(() => rules.sign(changed, "other", 1))).toBe("not_in_this_state");
		const again = rules.propose(changed, 2, said, today);
		expect(code(() => rules.sign(again, "other", 1))).toBe("changed_meanwhile");
		expect(code(() => rules.save(again, 1))).toBe("changed_meanwhile");
		expect(code(() => rules.propose(changed, 1, said, today))).toBe("changed_meanwhile");
	});

	test.each([
		[{ until: null }, "until"],
		[{ until: today }, "until"],
		[{ checking: "" }, "checking"],
		[{ promises: said.promises.slice(1) }, "parties"],
		[{ promises: [...said.promises, { kind: "group", words: "" }] }, "promises"],
	])("what is missing is said: %j", (missing, field) => {
		expect(Object.keys(rules.missingIn({ ...said, ...missing }, today))).toEqual([field]);
	});
});

describe("a pact that is lived", () => {
	test("renewed, it is signed again; until then the old version holds, and it can be left as it was", () => {
		const lived = { ...inForce, until: "2027-11-22" };
		expect(code(() => rules.renew(lived, "2027-11-22", today))).toBe("invalid");
		const renewing = rules.renew(lived, "2028-11-22", today);
		expect(renewing).toMatchObject({ state: "renewing", latest: 2, fixed: 2, inForce: 1, signed: [] });
		const half = rules.sign(renewing, "one", 2);
		expect(rules.save(half, 2)).toMatchObject({ state: "renewing", latest: 3, fixed: 3, inForce: 1, signed: [] });
		expect(rules.keep(half)).toMatchObject({ state: "in_force", fixed: null, inForce: 1 });
		expect(rules.sign(half, "other", 2)).toMatchObject({ state: "in_force", inForce: 2 });
	});

	test("it ends as promised, or early by one of its parties alone", () => {
		expect(rules.finish(inForce, "conclude").state).toBe("concluded");
		expect(rules.finish(inForce, "end", "one").state).toBe("ended");
		expect(code(() => rules.finish(inForce, "end", "third"))).toBe("not_found");
		expect(code(() => rules.finish(inForce, "drop"))).toBe("not_in_this_state");
		expect(code(() => rules.finish(proposed, "conclude"))).toBe("not_in_this_state");
	});

	test("what is over stays over", () => {
		for (const state of ["concluded", "ended", "dropped"] as const)
			for (const act of rules.acts) expect(rules.isPossible({ state }, act), `${state} ${act}`).toBe(false);
		expect(states.filter((state) => rules.isPossible({ state }, "note"))).toEqual(["in_force", "renewing"]);
	});
});

test("two texts side by side: each gives itself back, and what both say is a common sequence", () => {
	const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
	fc.assert(
		fc.property(text, text, (one, other) => {
			const lines = rules.compare(one, other);
			const of = (side: "one" | "other") =>
				lines.filter((line) => line.in === "both" || line.in === side).map((line) => line.text);
			expect(of("one")).toEqual(one);
			expect(of("other")).toEqual(other);
			if (one.join() === other.join()) expect(lines.every((line) => line.in === "both")).toBe(true);
		}),
	);
	expect(rules.compare(["a", "b", "c"], ["a", "c", "d"]).map((line) => line.in)).toEqual([
		"both",
		"one",
		"both",
		"other",
	]);
});
