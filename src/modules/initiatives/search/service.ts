import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import { type Found, readMatches, type Wanted } from "../../../db/matches.ts";

/** Initiatives whose title or invitation holds every word. */
export function searchInitiativesIn(read: Read, wanted: Wanted): Promise<Found<"initiative">[]> {
	return readMatches(
		read,
		[{ kind: "initiative", table: sql`initiatives.initiatives`, title: sql`t.title`, at: sql`t.recorded_at` }],
		wanted,
	);
}
