import type { Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Read } from "../../../db/database.ts";
import { datedSessionsIn } from "../../initiatives/calendar/service.ts";
import { neighbourhoodBySlug } from "../../programme/service.ts";
import { type CalendarEvent, eventsOf } from "./rules.ts";

export type Feed = { place: { slug: string; name: string }; events: CalendarEvent[] };

/** What is on in a neighbourhood, for anybody's calendar. Throws `not_found`. */
export async function neighbourhoodFeedIn(read: Read, slug: string, today: Day): Promise<Feed> {
	const place = await neighbourhoodBySlug(read, slug);
	return { place, events: eventsOf(await datedSessionsIn(read, place, today)) };
}

/** The dates of one initiative. Throws `not_found` for one without dates that everybody is shown. */
export async function initiativeFeedIn(read: Read, slug: string, initiativeId: string, today: Day): Promise<Feed> {
	const place = await neighbourhoodBySlug(read, slug);
	const events = eventsOf(await datedSessionsIn(read, place, today, initiativeId));
	if (events.length === 0) throw new Refused("not_found");
	return { place, events };
}
