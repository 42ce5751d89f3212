import { sql } from "kysely";
import { accountsPlace } from "../../../db/seal.ts";
import type { SealedColumn } from "../../../db/sealed.ts";
import type { Holder } from "../../community/same/contract.ts";

/** What the notebook seals: records set aside, answers, and by what a record is known again, with the key of the account that wrote them. */
export const sealedOfNotebook: readonly SealedColumn[] = [
	{
		table: "notebook.records",
		column: "sealed",
		keys: ["territory_id", "id"],
		place: "'notebook.records/' || r.territory_id || '/' || r.id",
		territory: `'${accountsPlace}'`,
		owner: "r.account_id",
	},
	{
		table: "notebook.records",
		column: "content",
		keys: ["territory_id", "id"],
		place: "'notebook.records/' || r.territory_id || '/' || r.id || '/content'",
		territory: `'${accountsPlace}'`,
		owner: "r.account_id",
	},
];

/** Where the notebook keeps people: names taken along, and records that wait. They go with whoever they speak of. */
export const holdersOfNotebook: readonly Holder[] = [
	{
		table: "notebook.chosen",
		key: "account_id",
		columns: [],
		people: {
			columns: [],
			words: [],
			closed: [],
			letGo: ({ territoryId, ids, accounts = [] }) => [
				sql`update notebook.chosen set people = array(select p from unnest(people) p where p <> all(${ids}::uuid[]))
					where territory_id = ${territoryId} and people && ${ids}::uuid[]`,
				...accounts.map(
					(account) =>
						sql`update notebook.chosen set people = '{}' where territory_id = ${territoryId} and account_id = ${account}`,
				),
			],
		},
	},
	{
		table: "notebook.devices",
		key: "id",
		columns: [],
		people: {
			columns: [],
			words: ["name"],
			closed: [],
			letGo: ({ territoryId, accounts = [] }) =>
				accounts.map(
					(account) =>
						sql`update notebook.devices set name = '–' where territory_id = ${territoryId} and account_id = ${account}`,
				),
		},
	},
	{
		table: "notebook.records",
		key: "id",
		columns: [],
		people: {
			columns: [],
			words: ["sealed", "content"],
			closed: ["kind", "state", "reason", "version"],
			letGo: ({ territoryId, ids, accounts = [] }) => [
				// Nobody is told why: the record is let go of as its writer could have done.
				sql`update notebook.records set sealed = null, content = null, people = '{}',
						state = case when state = 'set_aside' then 'let_go' else state end
					where territory_id = ${territoryId} and sealed is not null
						and (people && ${ids}::uuid[] or account_id = any(${accounts}::uuid[]))`,
			],
		},
	},
];
