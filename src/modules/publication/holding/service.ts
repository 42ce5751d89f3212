import { sql } from "kysely";
import type { Holder } from "../../community/same/contract.ts";

/** Where publication keeps what is somebody's: what an account chose goes with it, and every link of its letters. */
export const holdersOfPublication: readonly Holder[] = [
	{
		table: "publication.choices",
		key: "id",
		columns: [],
		people: {
			columns: [],
			words: [],
			closed: ["digest"],
			letGo: ({ territoryId, accounts = [] }) => [
				sql`delete from publication.choices where territory_id = ${territoryId} and account_id = any(${accounts}::uuid[])`,
			],
		},
	},
];
