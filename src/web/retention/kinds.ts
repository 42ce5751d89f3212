import { sql } from "kysely";
import { retainedByCommunity } from "../../modules/community/retention/service.ts";
import { retainedByListening } from "../../modules/listening/retention/service.ts";
import { retainedByNetwork } from "../../modules/network/retention/service.ts";
import type { Retained } from "../../modules/programme/retention/contract.ts";
import { retainedByReferrals } from "../../modules/referrals/retention/service.ts";

const retainedByRights: readonly Retained[] = [
	{
		kind: "copies",
		days: 90,
		ended: (
			territoryId,
		) => sql`select c.id, (c.released_at at time zone 'Europe/Rome')::date as ended from rights.copies c
			where c.territory_id = ${territoryId} and c.sealed is not null`,
		letGo: (territoryId, ids) => [
			sql`update rights.copies set sealed = null, hidden = '{}' where territory_id = ${territoryId} and id = any(${[...ids]}::uuid[])`,
		],
	},
];

/** Every kind of record whose time ends. What is let go at once when it ends, or by a rule of the law, is not among them. */
export const retained: readonly Retained[] = [
	...retainedByListening,
	...retainedByCommunity,
	...retainedByNetwork,
	...retainedByReferrals,
	...retainedByRights,
];
