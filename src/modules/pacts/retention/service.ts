import { sql } from "kysely";
import type { Retained } from "../../programme/retention/contract.ts";

const tables = ["pacts", "parties", "versions", "promises", "signatures", "entries"];

/** How long ideas are kept once they are settled, and who made a pact once it is over. */
export const retainedByPacts: readonly Retained[] = [
	{
		kind: "ideas",
		days: 1825,
		// One that nobody has answered is still open, however old it is.
		ended: (
			territoryId,
		) => sql`select i.id, coalesce(i.withdrawn_on, i.became_on, i.answered_on) as ended from pacts.ideas i
			where i.territory_id = ${territoryId} and i.state <> 'proposed'`,
		letGo: (territoryId, ids) => [
			sql`delete from pacts.ideas where territory_id = ${territoryId} and id = any(${[...ids]}::uuid[])`,
		],
	},
	{
		kind: "pacts",
		days: 3650,
		ended: (
			territoryId,
		) => sql`select p.id, coalesce(p.concluded_on, p.ended_on, p.dropped_on) as ended from pacts.pacts p
			where p.territory_id = ${territoryId} and p.state in ('concluded', 'ended', 'dropped')
				and exists (select from pacts.parties y where y.territory_id = p.territory_id and y.pact_id = p.id and y.erased_on is null)`,
		letGo: (territoryId, ids, today) => {
			const of = (column: string) =>
				sql`territory_id = ${territoryId} and ${sql.ref(column)} = any(${[...ids]}::uuid[])`;
			return [
				sql`update pacts.parties set called = '', through = '', named = false, party_id = null, account_id = null,
					erased_on = ${today} where ${of("pact_id")} and erased_on is null`,
				sql`update pacts.signatures set sheet = null, person_id = null, account_id = null where ${of("pact_id")}`,
				sql`update pacts.entries set words = '–', photo = null, shown = false, request_hash = null where ${of("pact_id")}`,
				sql`update pacts.pacts set learnt = case when learnt is not null then '–' end,
					ended_because = case when ended_because is not null then '–' end,
					dropped_because = case when dropped_because is not null then '–' end, request_hash = null where ${of("id")}`,
				...tables.map(
					(table) =>
						sql`update ${sql.table(`pacts.${table}`)} set readers = '{}' where ${of(table === "pacts" ? "id" : "pact_id")}`,
				),
			];
		},
	},
];
