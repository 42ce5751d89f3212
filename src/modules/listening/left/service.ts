import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import { countLeft } from "./store.ts";

/** How many open follow-ups, open promises and meetings to come an account answers for, as far as the actor sees them. */
export function leftInListening(
	read: Read,
	accountId: string,
	today: Day,
): Promise<{ followUps: number; promises: number; meetings: number }> {
	return countLeft(read, accountId, today);
}
