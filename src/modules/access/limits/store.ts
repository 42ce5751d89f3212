import { sql } from "kysely";
import type { Tx } from "../../../db/database.ts";
import { type Count, limitMinutes } from "./rules.ts";

/** Counts one more under each key, whose second word is its kind; a stretch of time that is over begins anew. */
export function count(tx: Tx, keys: readonly string[], now: Date): Promise<Count[]> {
	// In one order, so that two who count under the same keys never wait for each other.
	const ordered = [...keys].sort();
	const before = new Date(now.getTime() - limitMinutes * 60_000);
	return tx.rows(sql`
		insert into access.limits as t (key, since, n) select key, ${now}, 1 from unnest(${ordered}::text[]) as key
		on conflict (key) do update set
			n = case when t.since <= ${before} then 1 else least(t.n + 1, 1000000) end,
			since = case when t.since <= ${before} then excluded.since else t.since end
		returning split_part(t.key, ' ', 2) as kind, t.since, t.n`);
}
