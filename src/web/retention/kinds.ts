import { type RawBuilder, sql } from "kysely";
import { keptDays } from "../../modules/access/readings/contract.ts";
import { retainedByCommunity } from "../../modules/community/retention/service.ts";
import { retainedByInitiatives } from "../../modules/initiatives/retention/service.ts";
import { retainedByListening } from "../../modules/listening/retention/service.ts";
import { retainedByMediations } from "../../modules/mediations/retention/service.ts";
import { retainedByNetwork } from "../../modules/network/retention/service.ts";
import { retainedByNotebook } from "../../modules/notebook/retention/service.ts";
import { retainedByPacts } from "../../modules/pacts/retention/service.ts";
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

/** One record is a day of who has read what: what goes is shown as days, not line by line. */
const dayOfReading: RawBuilder<string> = sql`md5('readings ' || (r.at at time zone 'Europe/Rome')::date)::uuid`;

const retainedByAccess: readonly Retained[] = [
	{
		kind: "readings",
		days: keptDays,
		ended: (territoryId) => sql`select ${dayOfReading} as id, min((r.at at time zone 'Europe/Rome')::date) as ended
			from access.readings r where r.territory_id = ${territoryId} group by 1`,
		letGo: (territoryId, ids) => [
			sql`delete from access.readings r where r.territory_id = ${territoryId} and ${dayOfReading} = any(${[...ids]}::uuid[])`,
		],
	},
];

/** Every kind of record whose time ends. What is let go at once when it ends, or by a rule of the law, is not among them. */
export const retained: readonly Retained[] = [
	...retainedByAccess,
	...retainedByListening,
	...retainedByCommunity,
	...retainedByNetwork,
	...retainedByInitiatives,
	...retainedByMediations,
	...retainedByPacts,
	...retainedByReferrals,
	...retainedByNotebook,
	...retainedByRights,
];
