import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refused } from "../../core/refusal.ts";
import { type Side, type StateName, states, verbs } from "./contract.ts";
import { can, decide, decideSending, type Facts, isOpenTo, isShown, isWritable, moves } from "./rules.ts";

const facts = (state: StateName, more: Partial<Facts> = {}): Facts => ({
	state,
	version: 7,
	urgent: false,
	deskId: "desk",
	basis: "agreement",
	answered: false,
	...more,
});
const codeOf = (act: () => unknown) => {
	try {
		act();
		return "done";
	} catch (error) {
		if (error instanceof Refused) return error.code;
		throw error;
	}
};

describe("the path of a referral", () => {
	test("goes from a draft to the answer", () => {
		const path: [Parameters<typeof decide>[0], Side][] = [
			["offer", "facilitator"],
			["agree", "person"],
			["send", "facilitator"],
			["receive", "desk"],
			["accept", "desk"],
			["begin", "desk"],
			["conclude", "desk"],
			["close", "facilitator"],
		];
		const last = path.reduce<StateName>((state, [verb, side]) => decide(verb, side, facts(state), 7), "draft");
		expect(last).toBe("closed");
	});

	test("every state can be reached, and from every one but the two ends somebody goes on", () => {
		const reached = new Set<StateName>(["draft", ...verbs.map((verb) => moves[verb].to)]);
		expect([...reached].sort()).toEqual([...states].sort());
		for (const state of states) expect(verbs.some((verb) => moves[verb].from.includes(state))).toBe(true);
	});

	test("the person takes it back until a desk took it on, but not what rests on a legal ground", () => {
		const own = states.filter((state) => can("revoke", "person", { state, basis: "agreement" }));
		expect(own).toEqual(["offered", "agreed", "grounded", "sent", "received", "returned"]);
		expect(states.filter((state) => can("revoke", "person", { state, basis: "ground" }))).toEqual([]);
		expect(can("revoke", "facilitator", { state: "sent", basis: "ground" })).toBe(true);
	});

	test("who answers what is no longer there is told so first; a revocation names no version", () => {
		expect(codeOf(() => decide("accept", "desk", facts("received"), 6))).toBe("changed_meanwhile");
		expect(codeOf(() => decide("accept", "desk", facts("sent"), 7))).toBe("not_in_this_state");
		expect(decide("revoke", "person", facts("received", { version: 99 }))).toBe("revoked");
	});

	test("nobody does what is another's to do", () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...verbs),
				fc.constantFrom<Side>("facilitator", "desk", "person"),
				fc.constantFrom(...states),
				(verb, side, state) => {
					const done = codeOf(() => decide(verb, side, facts(state), 7)) === "done";
					expect(done).toBe(moves[verb].by.includes(side) && moves[verb].from.includes(state));
				},
			),
		);
	});
});

describe("sending", () => {
	const ready = { shared: 1, calls: 0, agreementStands: true, deskTakes: true };
	test("asks for a desk, something said, an agreement that stands, and a call where it is urgent", () => {
		expect(codeOf(() => decideSending(facts("agreed"), ready))).toBe("done");
		expect(codeOf(() => decideSending(facts("agreed", { deskId: null }), ready))).toBe("invalid");
		expect(codeOf(() => decideSending(facts("agreed"), { ...ready, deskTakes: false }))).toBe("invalid");
		expect(codeOf(() => decideSending(facts("agreed"), { ...ready, shared: 0 }))).toBe("invalid");
		expect(codeOf(() => decideSending(facts("agreed"), { ...ready, agreementStands: false }))).toBe("needs_agreement");
		expect(codeOf(() => decideSending(facts("agreed", { basis: undefined }), ready))).toBe("needs_agreement");
		const grounded = facts("grounded", { basis: "ground" });
		expect(codeOf(() => decideSending(grounded, { ...ready, agreementStands: false }))).toBe("done");
		expect(codeOf(() => decideSending(facts("agreed", { urgent: true }), ready))).toBe("invalid");
		expect(codeOf(() => decideSending(facts("agreed", { urgent: true }), { ...ready, calls: 1 }))).toBe("done");
	});
});

describe("who reads it", () => {
	test("the desk, from the sending on, and not after it declined or it was taken back", () => {
		const open = states.filter((state) => isOpenTo(state, false));
		expect(open).toEqual(["sent", "received", "returned", "accepted", "in_progress", "concluded"]);
		expect(isOpenTo("closed", true)).toBe(true);
		expect(isOpenTo("closed", false)).toBe(false);
	});
	test("the person, from the offer on; on a ground, once told; never a draft", () => {
		expect(isShown("offered", { shown: false })).toBe(true);
		expect(isShown("draft", { shown: true })).toBe(false);
		expect(isShown("grounded", { shown: false, told: true })).toBe(true);
		expect(isShown("grounded", { shown: true, told: false })).toBe(false);
		expect(isShown("sent", { shown: true })).toBe(true);
		expect(isShown("sent", { shown: false })).toBe(false);
	});
	test("what lies before the person or with the desk is not written on", () => {
		expect(states.filter(isWritable)).toEqual(["draft", "returned"]);
	});
});
