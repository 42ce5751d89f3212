import { addDays, type Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type OneContact, oneContact } from "../reach/contract.ts";
import type { ForWhom } from "./contract.ts";

/** Days for which what somebody entered stands without the person's own yes. */
export const behalfDays = 30;

/** Days after which nothing remains of what was taken back. */
export const shownDays = 30;

/** At most so many wait for a yes, of one account: a handful of neighbours, not a list. */
export const mostWaiting = 40;

/** The last day without a yes; a date that is joined comes before it, or not. */
export function lastDayOf(today: Day, neededUntil: Day): Day {
	const last = addDays(today, behalfDays);
	return neededUntil < last ? neededUntil : last;
}

/** Whom to call: the person, whoever enters it, or the desk. Throws `invalid` without the contact that was chosen, `needs_agreement` where the person was not asked. */
export function contactOf(whom: ForWhom, deskPhone: string): OneContact {
	if (!whom.agreed) throw new Refused("needs_agreement", { agreed: "behalf.error_agreed" });
	if (whom.through === "desk") return oneContact.parse(deskPhone);
	if (!whom.contact) throw new Refused("invalid", { contact: "error.required" });
	return whom.contact;
}
