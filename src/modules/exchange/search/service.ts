import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import { type Found, readMatches, type Wanted } from "../../../db/matches.ts";

/** Acts of help that hold every word. */
export function searchActsIn(read: Read, wanted: Wanted): Promise<Found<"act">[]> {
	return readMatches(
		read,
		[{ kind: "act", table: sql`exchange.acts`, title: sql`t.what`, at: sql`t.at`, only: sql`t.set_aside_by is null` }],
		wanted,
	);
}
