import { Refused } from "../../core/refusal.ts";
import type { Side, StateName, Verb } from "./contract.ts";

type Move = { by: readonly Side[]; from: readonly StateName[]; to: StateName };

/** The person, or staff on their word, takes it back until a desk took it on. */
const revocable = ["offered", "agreed", "grounded", "sent", "received", "returned"] as const;

/** Every way a referral can go. What is not here cannot happen. */
export const moves: Readonly<Record<Verb, Move>> = {
	offer: { by: ["facilitator"], from: ["draft"], to: "offered" },
	agree: { by: ["facilitator", "person"], from: ["offered"], to: "agreed" },
	ground: { by: ["facilitator"], from: ["draft", "offered"], to: "grounded" },
	redraft: { by: ["facilitator"], from: ["offered", "agreed", "grounded"], to: "draft" },
	send: { by: ["facilitator"], from: ["agreed", "grounded", "returned"], to: "sent" },
	receive: { by: ["desk"], from: ["sent"], to: "received" },
	accept: { by: ["desk"], from: ["received"], to: "accepted" },
	decline: { by: ["desk"], from: ["received"], to: "declined" },
	returnForMore: { by: ["desk"], from: ["received"], to: "returned" },
	begin: { by: ["desk"], from: ["accepted"], to: "in_progress" },
	conclude: { by: ["desk"], from: ["in_progress"], to: "concluded" },
	close: {
		by: ["facilitator"],
		from: ["draft", "offered", "agreed", "grounded", "returned", "declined", "concluded"],
		to: "closed",
	},
	revoke: { by: ["facilitator", "person"], from: revocable, to: "revoked" },
	reopen: { by: ["facilitator"], from: ["closed", "declined", "revoked"], to: "draft" },
};

/** The states in which a desk reads what was sent to it. */
const openStates: readonly StateName[] = ["sent", "received", "returned", "accepted", "in_progress", "concluded"];

/**
 * What can be done while what is here of the person is only kept: what takes it back or ends it, and the answer of a desk
 * to which it went before, so that none is lost.
 */
export const whileKept: readonly Verb[] = [
	...(["redraft", "revoke", "close"] as const),
	...(["receive", "accept", "decline", "returnForMore", "begin", "conclude"] as const),
];

/** What deciding needs to know of a referral. */
export type Facts = {
	state: StateName;
	version: number;
	urgent: boolean;
	deskId: string | null;
	/** Whether it rests on an agreement, on a legal ground, or on nothing yet. */
	basis: "agreement" | "ground" | undefined;
	/** Whether a desk answered, in this round. */
	answered: boolean;
};

/** What the sending needs to know besides. */
export type SendFacts = {
	/** How many fields are ticked to leave. */
	shared: number;
	calls: number;
	/** Whether the agreement it rests on stands today. */
	agreementStands: boolean;
	deskTakes: boolean;
};

/** Whether this side can do this now; for what a page offers. */
export function can(verb: Verb, side: Side, { state, basis }: Pick<Facts, "state" | "basis">): boolean {
	const { by, from } = moves[verb];
	// What rests on a legal ground is not the person's to take back.
	if (verb === "revoke" && side === "person" && basis === "ground") return false;
	return by.includes(side) && from.includes(state);
}

/**
 * Decides a step: the state after it. `version` is the one its form was made from; a revocation names none, because
 * it wins over whatever happened meanwhile short of acceptance. Throws `not_in_this_state`, `changed_meanwhile`.
 */
export function decide(verb: Verb, side: Side, facts: Facts, version?: number): StateName {
	if (version !== undefined && version !== facts.version) throw new Refused("changed_meanwhile");
	if (!can(verb, side, facts)) throw new Refused("not_in_this_state");
	return moves[verb].to;
}

/**
 * Decides whether it may leave: to a desk that takes it, with something the person agreed to say, on an agreement that
 * still stands or a ground, and, where it is urgent, after somebody was called. Throws `invalid` (`desk`, `fields`,
 * `call`), `needs_agreement`.
 */
export function decideSending(facts: Facts, sending: SendFacts): void {
	if (!facts.deskId) throw new Refused("invalid", { desk: "referrals.error_desk" });
	if (!sending.deskTakes) throw new Refused("invalid", { desk: "referrals.error_desk_closed" });
	if (sending.shared === 0) throw new Refused("invalid", { fields: "referrals.error_nothing_shared" });
	if (facts.urgent && sending.calls === 0) throw new Refused("invalid", { call: "referrals.error_call_first" });
	if (!facts.basis || (facts.basis === "agreement" && !sending.agreementStands)) throw new Refused("needs_agreement");
}

/** Whether what is said in it can still be changed: never what lies before the person, and never behind the desk's back. */
export function isWritable(state: StateName): boolean {
	return state === "draft" || state === "returned";
}

/** Whether the desk reads it: from the sending on, not after it declined; closed, where it had answered. */
export function isOpenTo(state: StateName, answered: boolean): boolean {
	return openStates.includes(state) || (state === "closed" && answered);
}

/** Whether the person sees it on their own page: once it was laid before them; on a ground, once they were told. */
export function isShown(
	state: StateName,
	before: { shown: boolean; basis?: "agreement" | "ground"; told?: boolean },
): boolean {
	if (state === "draft") return false;
	if (state === "offered") return true;
	if (state === "grounded") return before.told === true;
	return before.shown;
}
