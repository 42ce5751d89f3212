import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refused } from "../../../core/refusal.ts";
import { fold } from "../../../core/text.ts";
import { promiseStates } from "./contract.ts";
import { decidePromise, namesSomebody, refuseNames } from "./rules.ts";

const known = [
	{ folded: fold("Rosa Mattedi"), byName: true },
	{ folded: fold("Vigilio Dell'Eva"), byName: true },
	{ folded: fold("la signora col cane"), byName: false },
	{ folded: fold("Gino il barbiere"), byName: false },
	{ folded: fold("famiglia Andreatta"), byName: false },
];

function refusal(act: () => unknown): unknown {
	try {
		return act();
	} catch (error) {
		return error instanceof Refused ? [error.code, error.fields] : error;
	}
}

describe("a text that is printed", () => {
	test.each([
		"Accompagnare Rosa Mattedi dal medico",
		"accompagnare ROSA  MATTEDI, dal medico",
		"Mattedi Rosa: spesa",
		"La signora col cane non esce più",
		"chiamare Gino il Barbiere",
		"la spesa della Rosa",
		"La Rosa ha bisogno di una mano",
		"la sig.ra Mattedi e le scale",
		"Il bagno del Vigilio",
		"Frau Mattedi und die Treppe",
		"Rosa",
		"Mattedi",
		"Aiutare la famiglia Andreatta",
	])("says who somebody is: %s", (text) => {
		expect(namesSomebody(text, known)).toBe(true);
	});

	test.each([
		"La spesa per chi non guida",
		"Festa di San Vigilio",
		"una rosa per ogni balcone",
		"la rosa dei venti",
		"la signora con un gatto",
		"Passeggiata col cane",
		"Il barbiere riapre",
		"farmacista",
		"Farmacia Mattedina",
		"—",
	])("says nobody's name: %s", (text) => {
		expect(namesSomebody(text, known)).toBe(false);
	});

	test("whatever stands around it, a whole label is found", () => {
		const around = fc.stringMatching(/^[a-z ]{0,20}$/);
		fc.assert(
			fc.property(around, around, fc.constantFrom(...known), (before, after, label) => {
				expect(namesSomebody(`${before}, ${label.folded.toUpperCase()}! ${after}`, known)).toBe(true);
			}),
		);
	});

	test("is refused at its own field", () => {
		expect(refusal(() => refuseNames({ line: "la Rosa", decided: "Si fa", words: undefined }, known))).toEqual([
			"invalid",
			{ line: "meetings.error_names" },
		]);
		expect(() => refuseNames({ line: "Le scale" }, known)).not.toThrow();
	});
});

describe("a promise", () => {
	const open = { state: "open", dueOn: "2026-11-30" } as const;
	const today = "2026-11-22";

	test("is kept, let go with a reason, or still open, perhaps until another day", () => {
		expect(decidePromise(open, { to: "kept" }, today)).toEqual({ state: "kept", reason: null, dueOn: open.dueOn });
		expect(refusal(() => decidePromise(open, { to: "let_go" }, today))).toEqual([
			"needs_reason",
			{ reason: "refusal.needs_reason" },
		]);
		expect(decidePromise(open, { to: "let_go", reason: "non serve più" }, today).state).toBe("let_go");
		expect(decidePromise(open, { to: "open", dueOn: "2026-12-05" }, today)).toMatchObject({ dueOn: "2026-12-05" });
		expect(decidePromise(open, { to: "open" }, today)).toMatchObject({ dueOn: open.dueOn });
		expect(refusal(() => decidePromise(open, { to: "open", dueOn: "2026-11-21" }, today))).toEqual([
			"invalid",
			{ dueOn: "error.past" },
		]);
	});

	test("once settled is only taken up again, with a reason", () => {
		for (const state of ["kept", "let_go"] as const) {
			for (const to of promiseStates.filter((one) => one !== "open"))
				expect(() => decidePromise({ ...open, state }, { to, reason: "x" }, today)).toThrow(
					new Refused("not_from_here"),
				);
			expect(refusal(() => decidePromise({ ...open, state }, { to: "open" }, today))).toEqual([
				"needs_reason",
				{ reason: "refusal.needs_reason" },
			]);
			expect(decidePromise({ ...open, state }, { to: "open", reason: "manca ancora" }, today).state).toBe("open");
		}
	});
});
