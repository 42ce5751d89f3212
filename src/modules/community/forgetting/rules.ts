import { addDays, type Day } from "../../../core/period.ts";

/** How long before somebody is let go the facilitator is asked to ask them. */
export const reminderDays = 7;

/** The day from which only a count is left: so many days after the last entry. */
export function goesOn(lastOn: Day, termDays: number): Day {
	return addDays(lastOn, termDays);
}

/** What a day means for somebody who does not know of being here: nothing yet, time to ask, or time to let go. */
export function fateOn(today: Day, goes: Day): "stays" | "ask" | "goes" {
	if (goes <= today) return "goes";
	return addDays(goes, -reminderDays) <= today ? "ask" : "stays";
}

/** The latest day of a last entry that has to be looked at on a day. */
export function lastEntryBy(today: Day, termDays: number): Day {
	return addDays(today, reminderDays - termDays);
}
