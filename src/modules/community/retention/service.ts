import { sql } from "kysely";
import type { Retained } from "../../programme/retention/contract.ts";

/** How long the community keeps what it keeps. A contact is emptied the moment it ends, and needs no term. */
export const retainedByCommunity: readonly Retained[] = [
	{
		kind: "agreements",
		days: 1825,
		// That it was given and withdrawn stays as the proof; the words, who answered for a minor and the sheet go.
		ended: (territoryId) => sql`select a.id, a.withdrawn_on as ended from community.agreements a
			where a.territory_id = ${territoryId} and a.withdrawn_on is not null
				and (a.words is not null or a.responsible is not null or exists (select from community.agreement_sheets s
					where s.territory_id = a.territory_id and s.agreement_id = a.id))`,
		letGo: (territoryId, ids) => [
			sql`update community.agreements set words = null, language = null, responsible = null, responsible_as = null
				where territory_id = ${territoryId} and id = any(${[...ids]}::uuid[])`,
			sql`delete from community.agreement_sheets where territory_id = ${territoryId} and agreement_id = any(${[...ids]}::uuid[])`,
		],
	},
];
