import { sql } from "kysely";
import type { SealedColumn } from "../../../db/sealed.ts";
import type { Holder } from "../../community/same/contract.ts";

const ofParty = (column: string, table: string, owner: string): SealedColumn => ({
	table: `mediations.${table}`,
	column,
	keys: ["territory_id", "id"],
	place: `'mediations.${table}/' || r.territory_id || '/' || r.id || '/${column}'`,
	territory: "r.territory_id",
	owner,
});

/**
 * What one of the parties said. What is common is closed with several keys, one around the other, none of them the
 * territory's: exchanging keys leaves it as it is, and so it is not among these.
 */
export const sealedOfMediations: readonly SealedColumn[] = [
	ofParty("called", "parties", "r.sealed_for"),
	ofParty(
		"sealed",
		"words",
		"(select p.sealed_for from mediations.parties p where p.territory_id = r.territory_id and p.id = r.of_id)",
	),
];

/** Where mediations keep parties. */
export const holdersOfMediations: readonly Holder[] = [
	{
		table: "mediations.parties",
		key: "id",
		columns: ["party_id"],
		people: {
			columns: ["party_id"],
			entry: "recorded_at",
			words: ["called"],
			closed: [],
			// Of what was common nobody can say whose half it is: it goes with the first of them. The steps stay as a count.
			letGo: ({ territoryId, ids }) => {
				const theirs = sql`(select mediation_id from mediations.parties
					where territory_id = ${territoryId} and party_id = any(${[...ids]}::uuid[]))`;
				return [
					sql`delete from mediations.words where territory_id = ${territoryId} and of_id in (select id from mediations.parties
						where territory_id = ${territoryId} and party_id = any(${[...ids]}::uuid[]))`,
					sql`update mediations.steps set sealed = null where territory_id = ${territoryId} and mediation_id in ${theirs}`,
					sql`update mediations.mediations set matter = ''::bytea, request_hash = null,
						proposal = case when proposal is not null then ''::bytea end
						where territory_id = ${territoryId} and id in ${theirs}`,
					sql`update mediations.parties set called = null, party_id = null
						where territory_id = ${territoryId} and party_id = any(${[...ids]}::uuid[])`,
				];
			},
		},
	},
];
