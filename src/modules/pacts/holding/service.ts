import { sql } from "kysely";
import type { SealedColumn } from "../../../db/sealed.ts";
import type { Holder } from "../../community/same/contract.ts";

const sheets: SealedColumn = {
	table: "pacts.signatures",
	column: "sheet",
	keys: ["territory_id", "id"],
	place: "'pacts.signatures/' || r.territory_id || '/' || r.id",
	owner: "r.person_id",
	territory: "r.territory_id",
	follows: "person_id",
};
const photos: SealedColumn = {
	table: "pacts.entries",
	column: "photo",
	keys: ["territory_id", "id"],
	place: "'pacts.entries/' || r.territory_id || '/' || r.id",
	owner: "null::uuid",
	territory: "r.territory_id",
};
export const sealedOfPacts: readonly SealedColumn[] = [sheets, photos];

/** Where pacts keep parties. That somebody promised stays, and what; who it was does not. */
export const holdersOfPacts: readonly Holder[] = [
	{
		table: "pacts.ideas",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "proposed_at",
			words: ["title", "words", "called", "folded", "reason", "hidden_because", "key_hash", "request_hash"],
			closed: ["language", "held", "state", "answer", "how", "reason_language", "became_kind"],
			letGo: ({ territoryId, ids, accounts = [] }) => [
				sql`delete from pacts.ideas where territory_id = ${territoryId}
					and (person_id = any(${ids}::uuid[]) or account_id = any(${accounts}::uuid[]))`,
			],
		},
	},
	{
		table: "pacts.idea_joins",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "joined_at",
			words: ["called", "key_hash", "request_hash"],
			closed: [],
			letGo: ({ territoryId, ids, accounts = [] }) => [
				// Who goes counts no more among those who joined.
				sql`with gone as (delete from pacts.idea_joins where territory_id = ${territoryId}
						and (person_id = any(${ids}::uuid[]) or account_id = any(${accounts}::uuid[])) returning idea_id, confirmed_at),
					fewer as (select idea_id, count(*)::int as n from gone where confirmed_at is not null group by idea_id)
					update pacts.ideas i set joined_count = greatest(i.joined_count - fewer.n, 0) from fewer
					where i.territory_id = ${territoryId} and i.id = fewer.idea_id`,
			],
		},
	},
	{
		table: "pacts.signatures",
		key: "id",
		columns: ["person_id"],
		sealed: sheets,
		people: {
			columns: ["person_id"],
			words: ["sheet"],
			closed: ["how", "sheet_type"],
			counted: true,
			letGo: ({ territoryId, ids, accounts = [] }) => [
				sql`update pacts.signatures set sheet = null, person_id = null, account_id = null
					where territory_id = ${territoryId} and (person_id = any(${ids}::uuid[]) or account_id = any(${accounts}::uuid[]))`,
			],
		},
	},
	{
		table: "pacts.parties",
		key: "id",
		columns: ["party_id"],
		people: {
			columns: ["party_id"],
			entry: "recorded_at",
			words: ["called", "through"],
			closed: ["kind"],
			counted: true,
			letGo: ({ territoryId, ids, accounts = [], today }) => {
				const theirs = sql`territory_id = ${territoryId}
					and (party_id = any(${ids}::uuid[]) or account_id = any(${accounts}::uuid[]))`;
				const tables = ["pacts", "promises", "versions", "signatures", "entries", "parties"];
				return [
					...accounts.flatMap((account) =>
						tables.map(
							(table) => sql`update ${sql.table(`pacts.${table}`)} set readers = array_remove(readers, ${account}::uuid)
								where territory_id = ${territoryId} and ${account}::uuid = any (readers)`,
						),
					),
					sql`update pacts.parties set called = '', through = '', named = false, party_id = null, account_id = null,
						erased_on = ${today} where ${theirs}`,
				];
			},
		},
	},
];
