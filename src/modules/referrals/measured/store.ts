import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { Way } from "./rules.ts";

export type WayRow = Omit<Way, "part"> & { deskId: string; territoryId: string };

const days = (later: string) => sql`extract(epoch from ${sql.raw(later)} - s.sent_at) / 86400`;

/**
 * Every handing over first sent from a day to another, both included, with how long it took. As the counter: it reads
 * the path and nothing of what was said. `territoryId`: one territory alone.
 */
export async function ways(read: Read, from: Day, to: Day, territoryId?: string): Promise<WayRow[]> {
	return read.rows(sql`
		with s as (
			select territory_id, referral_id, round, min(person_id::text) as person_id, max(desk_id::text) as desk_id, min(at) filter (where to_state = 'sent') as sent_at,
				min(at) filter (where to_state = 'received') as received_at,
				min(at) filter (where to_state in ('accepted', 'declined', 'returned')) as answered_at,
				bool_or(to_state = 'concluded') as answered, bool_or(to_state = 'closed') as closed, bool_or(to_state = 'revoked') as revoked
			from referrals.steps ${territoryId ? sql`where territory_id = ${territoryId}` : sql``}
			group by 1, 2, 3
		)
		select territory_id as "territoryId", person_id as "personId", desk_id as "deskId", ${days("s.received_at")}::float8 as "receivedAfter",
			${days("s.answered_at")}::float8 as "answeredAfter", (answered and closed) as "closedWithAnswer", revoked
		from s where (sent_at at time zone 'Europe/Rome')::date between ${from} and ${to}
		order by sent_at, referral_id limit 20000`);
}
