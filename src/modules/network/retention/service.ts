import { sql } from "kysely";
import type { Retained } from "../../programme/retention/contract.ts";

/** How long the network keeps what it keeps. */
export const retainedByNetwork: readonly Retained[] = [
	{
		kind: "circles",
		days: 90,
		// Of people who left: whoever wants it takes it along, and reads it in where they go.
		ended: (territoryId) => sql`select c.id, p.left_on as ended from network.circles c
			join community.parties p on p.territory_id = c.territory_id and p.id = c.person_id
			where c.territory_id = ${territoryId} and p.left_on is not null`,
		letGo: (territoryId, ids) => [
			sql`delete from network.circle_entries where territory_id = ${territoryId} and circle_id = any(${[...ids]}::uuid[])`,
			sql`delete from network.circles where territory_id = ${territoryId} and id = any(${[...ids]}::uuid[])`,
		],
	},
];
