import { sql } from "kysely";
import type { Retained } from "../../programme/retention/contract.ts";

/** How long it stays written down who was at a session; how many were there stays. */
export const retainedByInitiatives: readonly Retained[] = [
	{
		kind: "participations",
		days: 1825,
		ended: (
			territoryId,
		) => sql`select s.id, (s.starts_at at time zone 'Europe/Rome')::date as ended from initiatives.sessions s
			where s.territory_id = ${territoryId} and exists (select from initiatives.participations p
				where p.territory_id = s.territory_id and p.session_id = s.id)`,
		letGo: (territoryId, ids) => [
			sql`update initiatives.sessions set unnamed_count = least(unnamed_count + named_count, 2000), named_count = 0
				where territory_id = ${territoryId} and id = any(${[...ids]}::uuid[])`,
			sql`delete from initiatives.participations where territory_id = ${territoryId} and session_id = any(${[...ids]}::uuid[])`,
		],
	},
];
