import { addDays, type Day } from "../../../core/period.ts";

/** How long a code is good, how often it may be typed wrongly, and how many are sent to one contact. */
export const codeHours = 24;
export const mostTries = 5;
export const mostCodes = 5;

/** Days for which a contact waits to be confirmed: the desk is open once a week. */
export const unconfirmedDays = 14;

/** Until when a contact is kept unconfirmed, and confirmed as long as what hangs on it lasts. */
export function keptFrom(
	today: Day,
	neededUntil: Day,
	waits = addDays(today, unconfirmedDays),
): { expiresOn: Day; keptUntil: Day } {
	return { expiresOn: waits < neededUntil ? waits : neededUntil, keptUntil: neededUntil };
}
