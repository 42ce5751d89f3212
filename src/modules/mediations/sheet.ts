import type { Day } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Mediation } from "./contract.ts";

/** The sheet of an agreement: the words, the day, and how each of them wants to be named on paper. */
export type Sheet = {
	id: string;
	words: string;
	agreedOn: Day;
	parties: { id: string; place: number; called?: string }[];
};

/** What of a mediation goes on paper. Throws `not_in_this_state` without an agreement, or where somebody is protected. */
export function sheetOf(mediation: Mediation): Sheet {
	const { id, proposal, parties } = mediation;
	const isAgreed = mediation.state === "agreed" || ("conclusion" in mediation && mediation.conclusion === "agreed");
	if (
		!isAgreed ||
		!("concludedOn" in mediation) ||
		proposal === undefined ||
		parties.some((one) => one.party?.protected)
	)
		throw new Refused("not_in_this_state");
	return {
		id,
		words: proposal,
		agreedOn: mediation.concludedOn,
		parties: parties.map(({ id: entry, place, called }) => ({ id: entry, place, ...(called && { called }) })),
	};
}
