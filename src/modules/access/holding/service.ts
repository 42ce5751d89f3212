import { type RawBuilder, sql } from "kysely";

/** What access says to `src/web/same` of its own tables: the account of somebody known here, and what can be undone. */
export const holdersOfAccess = [
	// The account of somebody known in a neighbourhood follows when two of them are one.
	{ table: "access.accounts", key: "id", tenant: "person_territory_id", columns: ["person_id"] },
	{
		table: "access.undoables",
		key: "record_id",
		columns: [],
		people: {
			columns: [],
			words: ["was"],
			closed: ["verb", "kind"],
			// What could be undone for a minute is not kept longer, whoever it was about.
			letGo: ({ territoryId }: { territoryId: string }): RawBuilder<unknown>[] => [
				sql`delete from access.undoables where territory_id = ${territoryId} and until < now()`,
			],
		},
	},
];
