import { addDays, type Day, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { wordsOf } from "../../../core/text.ts";
import type { Read } from "../../../db/database.ts";
import { cursorOf, readCursor } from "../../../ui/json.ts";
import type { HeldInitiative, HeldPublicly, PublicSearch, PublicSession } from "../contract.ts";
import * as store from "./store.ts";

export { labelIn } from "../rules.ts";

/** What the public page of a neighbourhood shows: the place, the dates of two weeks from a day on, and what is open. Throws `not_found`. */
export async function publicWeekIn(read: Read, slug: string, from: Day): Promise<store.Square> {
	const found = await store.readSquare(read, slug, instantOf(from), instantOf(addDays(from, 14)));
	if (!found) throw new Refused("not_found");
	return found;
}

const listed = 20;

/**
 * Dates from a day on, or of one month of which what is past is left out, that fit what is looked for: twenty, and the
 * cursor of the next where there are more. Throws `invalid` for a cursor that is none.
 */
export async function publicSessionsIn(
	read: Read,
	place: { territoryId: string; id: string },
	{ month, q, language, stepFree, cursor }: PublicSearch,
	today: Day,
): Promise<{ items: PublicSession[]; next?: string }> {
	const first = month ? (`${month}-01` as Day) : today;
	const last = month ? monthAfter(first) : addDays(today, 366);
	const from = instantOf(first > today ? first : today);
	const wanted = {
		from,
		to: instantOf(last),
		words: wordsOf(q),
		language,
		stepFree,
		after: readCursor(cursor),
	};
	const found = await store.readSessions(read, place, wanted, listed + 1);
	const items = found.slice(0, listed).map((s) => ({ ...s, startsAt: new Date(s.startsAt).toISOString() }));
	const end = items.at(-1);
	return { items, next: found.length > listed && end ? cursorOf(end.startsAt, end.id) : undefined };
}

function monthAfter(first: Day): Day {
	return `${addDays(first, 31).slice(0, 7)}-01` as Day;
}

/** One initiative as anybody sees it. Throws `not_found` for what is not shown, or is another neighbourhood's. */
export async function publicInitiativeIn(
	read: Read,
	place: { territoryId: string; id: string },
	id: string,
	from: Day,
) {
	const found = await store.readPublic(read, place.territoryId, id, instantOf(from));
	if (!found || found.initiative.neighbourhoodId !== place.id) throw new Refused("not_found");
	return found;
}

/** The dates from one day to before another that anybody sees, the first `most` of them: for sheets of paper. */
export function publicDatesIn(
	read: Read,
	place: { territoryId: string; id: string },
	{ from, to }: { from: Day; to: Day },
	most: number,
): Promise<PublicSession[]> {
	return store.readSessions(
		read,
		place,
		{ from: instantOf(from), to: instantOf(to), words: [], stepFree: false },
		most,
	);
}

/** The places where something is on within a year from a day, by name. */
export function meetingPlacesIn(read: Read, place: { territoryId: string; id: string }, today: Day) {
	return store.readMeetingPlaces(read, place, instantOf(today), instantOf(addDays(today, 366)));
}

type Span = { from: Day; to: Day };

/** What was open to all from one day to another, both counted, by when it first met; at most a hundred. */
export function heldInitiativesIn(
	read: Read,
	place: { territoryId: string; id: string },
	{ from, to }: Span,
): Promise<HeldInitiative[]> {
	return store.readHeldInitiatives(read, place, instantOf(from), instantOf(addDays(to, 1)));
}

/** The same in numbers, with who was there. The reader counts. */
export function heldPubliclyIn(
	read: Read,
	place: { territoryId: string; id: string },
	{ from, to }: Span,
): Promise<HeldPublicly> {
	return store.readHeldPublicly(read, place, instantOf(from), instantOf(addDays(to, 1)));
}
