import fc from "fast-check";
import { expect, test } from "vitest";
import { type Id, newId } from "../../core/ids.ts";
import { Refused } from "../../core/refusal.ts";
import type { TakeStep } from "./contract.ts";
import { type Facts, isPossible, next, when } from "./rules.ts";

const today = "2026-11-22";
const [one, other] = [newId<"mediation_party">(), newId<"mediation_party">()];
const id = newId<"mediation_step">();

const begun: Facts = {
	state: "opened",
	round: 1,
	openedOn: "2026-10-01",
	heardOn: null,
	metOn: null,
	concludedOn: null,
	conclusion: null,
	followedOn: null,
	closedOn: null,
	hasProposal: false,
	parties: [
		{ id: one, heardOn: null, agreedOn: null },
		{ id: other, heardOn: null, agreedOn: null },
	],
};

const day = fc.integer({ min: 1, max: 24 }).map((n) => `2026-11-${String(n).padStart(2, "0")}`);
const of = fc.constantFrom<Id<"mediation_party">>(one, other, one, other, newId<"mediation_party">());
const present = fc.oneof(fc.constant<Id<"mediation_party">[]>([one, other]), fc.array(of, { maxLength: 3 }));
const words = fc.constant("parole");
const step: fc.Arbitrary<TakeStep> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ act: fc.constant("hear" as const), id: fc.constant(id), day, of }) },
	{
		weight: 3,
		arbitrary: fc.record({
			act: fc.constant("meet" as const),
			id: fc.constant(id),
			day,
			words,
			present,
		}),
	},
	{ weight: 2, arbitrary: fc.record({ act: fc.constant("propose" as const), id: fc.constant(id), day, words }) },
	{
		weight: 5,
		arbitrary: fc.record({
			act: fc.constant("agree" as const),
			id: fc.constant(id),
			day,
			of,
			called: fc.constant(undefined),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ act: fc.constant("end" as const), id: fc.constant(id), day, words }) },
	{
		weight: 1,
		arbitrary: fc.record({ act: fc.constant("hand" as const), id: fc.constant(id), day, to: words, words }),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			act: fc.constant("follow" as const),
			id: fc.constant(id),
			day,
			holds: fc.constant("yes" as const),
			words,
		}),
	},
	{ weight: 2, arbitrary: fc.record({ act: fc.constant("close" as const), id: fc.constant(id), day }) },
	{ weight: 2, arbitrary: fc.record({ act: fc.constant("reopen" as const), id: fc.constant(id), day, words }) },
);

/** Who said yes to which words, told apart from the rules: each writing of the words is a new number. */
type Model = { proposal: number; yes: Map<string, number> };

function follow(model: Model, taken: TakeStep): void {
	if (taken.act === "propose") model.proposal += 1;
	if (taken.act === "agree") model.yes.set(taken.of, model.proposal);
	if (taken.act === "reopen") {
		model.proposal += 1;
		model.yes.clear();
	}
}

test("whatever is tried in whatever order, no state is without what it needs and nobody is bound by words they did not agree to", () => {
	const reached = new Set<string>();
	fc.assert(
		fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
			let facts = begun;
			const model: Model = { proposal: 0, yes: new Map() };
			// Days that only grow, so that what is tried gets somewhere.
			const inOrder = steps.map((s) => s.day).sort();
			for (const [i, tried] of steps.entries()) {
				const taken = { ...tried, day: inOrder[i]! };
				let after: Facts;
				try {
					after = next(facts, taken, today);
				} catch (error) {
					expect(error).toBeInstanceOf(Refused);
					continue;
				}
				expect(isPossible(facts, taken.act)).toBe(true);
				follow(model, taken);
				facts = after;
				reached.add(facts.state);
				const { state, parties, conclusion } = facts;
				const isOpen = ["opened", "heard", "meeting"].includes(state);
				expect(conclusion === null).toBe(isOpen);
				expect(facts.concludedOn === null).toBe(isOpen);
				if (state === "heard" || state === "meeting") expect(parties.every((p) => p.heardOn !== null)).toBe(true);
				if (state === "meeting") expect(facts.metOn).not.toBeNull();
				if (conclusion === "agreed")
					expect([...parties.map((p) => model.yes.get(p.id))]).toEqual(parties.map(() => model.proposal));
				if (["agreed", "not_agreed", "handed"].includes(state)) expect(conclusion).toBe(state);
				if (state === "followed_up" || state === "closed") expect(facts.followedOn).not.toBeNull();
				expect(facts.closedOn !== null).toBe(state === "closed");
				expect(
					[facts.heardOn, facts.metOn, facts.concludedOn, facts.closedOn].every((on) => on === null || on <= today),
				).toBe(true);
			}
		}),
		{ numRuns: 1500 },
	);
	expect([...reached].sort()).toEqual(
		["closed", "followed_up", "handed", "heard", "meeting", "not_agreed", "opened", "agreed"].sort(),
	);
});

test("changed words have to be agreed to anew", () => {
	const hearBoth = [one, other].reduce(
		(facts, party) => next(facts, { act: "hear", id, day: "2026-11-01", of: party }, today),
		begun,
	);
	const proposed = next(hearBoth, { act: "propose", id, day: "2026-11-02", words: "piano la sera" }, today);
	const half = next(proposed, { act: "agree", id, day: "2026-11-03", of: one, called: undefined }, today);
	expect(half.state).toBe("heard");
	expect(() => next(half, { act: "agree", id, day: "2026-11-03", of: one, called: undefined }, today)).toThrow(Refused);
	const anew = next(half, { act: "propose", id, day: "2026-11-04", words: "piano dalle dieci" }, today);
	expect(anew.parties.map((party) => party.agreedOn)).toEqual([null, null]);
	const last = next(anew, { act: "agree", id, day: "2026-11-05", of: other, called: undefined }, today);
	expect(last.state).toBe("heard");
	expect(next(last, { act: "agree", id, day: "2026-11-06", of: one, called: undefined }, today)).toMatchObject({
		state: "agreed",
		conclusion: "agreed",
		concludedOn: "2026-11-06",
	});
	expect(() => next(last, { act: "agree", id, day: "2026-11-04", of: one, called: undefined }, "2026-11-03")).toThrow(
		Refused,
	);
	expect(when.reopen).toEqual(["closed"]);
});
