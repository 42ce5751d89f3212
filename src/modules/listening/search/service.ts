import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import { type Found, readMatches, type Source, type Wanted } from "../../../db/matches.ts";

type Kind = "note" | "need" | "follow-up" | "meeting" | "resource";

const sources: readonly Source<Kind>[] = [
	{ kind: "note", table: sql`listening.notes`, title: sql`t.text`, at: sql`t.recorded_at` },
	{ kind: "need", table: sql`listening.needs`, title: sql`t.title`, at: sql`t.last_heard_on` },
	{ kind: "follow-up", table: sql`listening.follow_ups`, title: sql`t.what`, at: sql`t.due_on` },
	{ kind: "meeting", table: sql`listening.meetings`, title: sql`t.title`, at: sql`t.held_on` },
	{ kind: "resource", table: sql`listening.resources`, title: sql`t.title`, at: sql`t.recorded_at` },
];

/** Notes, needs, follow-ups, meetings and resources that hold every word. */
export function searchListeningIn(read: Read, wanted: Wanted): Promise<Found<Kind>[]> {
	return readMatches(read, sources, wanted);
}
