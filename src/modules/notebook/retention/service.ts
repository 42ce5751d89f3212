import { sql } from "kysely";
import type { Retained } from "../../programme/retention/contract.ts";

/**
 * How long a notebook's records wait for their writer: what was set aside, and answers that show both sides. Of what was
 * set aside stays that it was, and why, so that the phone is answered the same; of the others, that they need somebody.
 */
export const retainedByNotebook: readonly Retained[] = [
	{
		kind: "notebook",
		days: 365,
		ended: (territoryId) => sql`select r.id, (r.received_at at time zone 'Europe/Rome')::date as ended
			from notebook.records r where r.territory_id = ${territoryId} and r.sealed is not null`,
		letGo: (territoryId, ids) => [
			sql`update notebook.records r set sealed = null, people = '{}',
					state = case when r.state = 'set_aside' then 'let_go' else r.state end
				where r.territory_id = ${territoryId} and r.id = any(${[...ids]}::uuid[]) and r.sealed is not null`,
		],
	},
];
