import type { Day } from "../../../core/period.ts";
import type { ReadingKind } from "../../../db/reading.ts";

/** How long it stays written down who has read what, in days: two years, as the Garante asks of those who keep such lists. */
export const keptDays = 730;

/** Who opened one kind of thing about a person on one day, and how often. */
export type Opened = {
	day: Day;
	kind: ReadingKind;
	/** The role it was opened in. */
	role: string;
	/** The name of whoever opened it; null where nobody is behind it any more, or a desk without accounts. */
	name: string | null;
	times: number;
};

/** What was opened of somebody: about them, and copies of lists of the neighbourhood in which they may stand too. */
export type OpenedOf = { opened: Opened[]; copies: Opened[] };
