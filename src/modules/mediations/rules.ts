import type { Day } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Act, Conclusion, State, TakeStep } from "./contract.ts";

/** What decides a step. */
export type Facts = {
	state: State;
	round: number;
	openedOn: Day;
	heardOn: Day | null;
	metOn: Day | null;
	concludedOn: Day | null;
	conclusion: Conclusion | null;
	followedOn: Day | null;
	closedOn: Day | null;
	hasProposal: boolean;
	parties: { id: string; heardOn: Day | null; agreedOn: Day | null }[];
};

const open: readonly State[] = ["opened", "heard", "meeting"];
const heard: readonly State[] = ["heard", "meeting"];

/** In which states each step can be taken. */
export const when: Readonly<Record<Act, readonly State[]>> = {
	hear: ["opened"],
	meet: heard,
	propose: heard,
	agree: heard,
	end: open,
	hand: open,
	follow: ["agreed", "not_agreed", "handed", "followed_up"],
	close: ["followed_up"],
	reopen: ["closed"],
};

/** What may be done where somebody is protected: there is no mediating where there is violence. */
export const despiteProtection: readonly Act[] = ["end", "hand", "follow", "close"];

/** What may be done while what is here of one of them is only kept. */
export const whileKept: readonly Act[] = ["end", "close"];

/** Whether a step can be taken now: an agreement needs its words first. */
export function isPossible(facts: Pick<Facts, "state" | "hasProposal">, act: Act): boolean {
	return when[act].includes(facts.state) && (act !== "agree" || facts.hasProposal);
}

/** The latest day something is written of. */
function latest({ openedOn, heardOn, metOn, concludedOn, followedOn, closedOn }: Facts): Day {
	return [openedOn, heardOn, metOn, concludedOn, followedOn, closedOn].reduce<Day>(
		(last, on) => (on !== null && on > last ? on : last),
		openedOn,
	);
}

/**
 * What a step makes of a mediation. Throws `not_in_this_state`, `invalid` (`day` before what is written or to come, `of`
 * who is none of the parties or has done so already, `present` fewer than two).
 */
export function next(facts: Facts, step: TakeStep, today: Day): Facts {
	if (!isPossible(facts, step.act)) throw new Refused("not_in_this_state");
	if (step.day > today) throw new Refused("invalid", { day: "error.future" });
	// Parties are heard in any order, and one at a time: only the beginning comes before.
	const from = step.act === "hear" ? facts.openedOn : latest(facts);
	if (step.day < from) throw new Refused("invalid", { day: "error.order" });
	switch (step.act) {
		case "hear":
			return hear(facts, step.of, step.day);
		case "meet": {
			const here = new Set(step.present.filter((id) => facts.parties.some((party) => party.id === id)));
			if (here.size < 2 || here.size !== step.present.length)
				throw new Refused("invalid", { present: "mediations.error_present" });
			return { ...facts, state: "meeting", metOn: step.day };
		}
		case "propose":
			// Who had said yes had said so to other words.
			return { ...facts, hasProposal: true, parties: facts.parties.map((party) => ({ ...party, agreedOn: null })) };
		case "agree":
			return agree(facts, step.of, step.day);
		case "end":
			return concluded(facts, "not_agreed", step.day);
		case "hand":
			return concluded(facts, "handed", step.day);
		case "follow":
			return { ...facts, state: "followed_up", followedOn: step.day };
		case "close":
			return { ...facts, state: "closed", closedOn: step.day };
		case "reopen":
			return reopened(facts);
	}
}

function concluded(facts: Facts, conclusion: Conclusion, on: Day): Facts {
	return { ...facts, state: conclusion, conclusion, concludedOn: on };
}

function withDay(facts: Facts, id: string, field: "heardOn" | "agreedOn", on: Day): Facts["parties"] {
	const party = facts.parties.find((one) => one.id === id);
	if (!party || party[field] !== null) throw new Refused("invalid", { of: "mediations.error_of" });
	return facts.parties.map((one) => (one.id === id ? { ...one, [field]: on } : one));
}

function hear(facts: Facts, id: string, on: Day): Facts {
	const parties = withDay(facts, id, "heardOn", on);
	if (parties.some((party) => party.heardOn === null)) return { ...facts, parties };
	const [last = on] = parties
		.flatMap((party) => party.heardOn ?? [])
		.sort()
		.reverse();
	return { ...facts, parties, state: "heard", heardOn: last };
}

function agree(facts: Facts, id: string, on: Day): Facts {
	const parties = withDay(facts, id, "agreedOn", on);
	const all = parties.every((party) => party.agreedOn !== null);
	return all ? concluded({ ...facts, parties }, "agreed", on) : { ...facts, parties };
}

/** Who was heard has been heard; nothing is agreed any more. */
function reopened(facts: Facts): Facts {
	return {
		...facts,
		state: facts.heardOn === null ? "opened" : "heard",
		round: facts.round + 1,
		concludedOn: null,
		conclusion: null,
		followedOn: null,
		closedOn: null,
		hasProposal: false,
		parties: facts.parties.map((party) => ({ ...party, agreedOn: null })),
	};
}
