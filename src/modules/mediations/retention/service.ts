import { sql } from "kysely";
import type { Retained } from "../../programme/retention/contract.ts";

/** How long mediations keep what was said; that there was one, and how it ended, stays as a count. */
export const retainedByMediations: readonly Retained[] = [
	{
		kind: "mediations",
		days: 1825,
		ended: (territoryId) => sql`select m.id, m.closed_on as ended from mediations.mediations m
			where m.territory_id = ${territoryId} and m.state = 'closed' and m.matter <> ''::bytea`,
		letGo: (territoryId, ids) => {
			const theirs = sql`territory_id = ${territoryId} and mediation_id = any(${[...ids]}::uuid[])`;
			return [
				sql`delete from mediations.words where ${theirs}`,
				sql`update mediations.steps set sealed = null where ${theirs}`,
				sql`update mediations.parties set called = null, party_id = null where ${theirs}`,
				sql`update mediations.mediations set matter = ''::bytea, request_hash = null,
						proposal = case when proposal is not null then ''::bytea end
					where territory_id = ${territoryId} and id = any(${[...ids]}::uuid[])`,
			];
		},
	},
];
