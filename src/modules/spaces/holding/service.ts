import { sql } from "kysely";
import type { Holder } from "../../community/same/contract.ts";

/** Where spaces keep parties. */
export const holdersOfSpaces: readonly Holder[] = [
	{
		table: "spaces.bookings",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "booked_at",
			words: ["given_name", "what", "answer", "request_hash"],
			closed: ["state"],
			letGo: ({ territoryId, ids, accounts = [] }) => [
				sql`delete from spaces.bookings where territory_id = ${territoryId}
					and (person_id = any(${ids}::uuid[]) or account_id = any(${accounts}::uuid[]))`,
			],
		},
	},
	{
		// That a key is out stays known, and that it came back: of whom is forgotten with them.
		table: "spaces.keys",
		key: "id",
		columns: ["holder_id"],
		people: {
			columns: ["holder_id"],
			entry: "recorded_at",
			words: ["request_hash"],
			closed: [],
			letGo: ({ territoryId, ids }) => [
				sql`delete from spaces.keys where territory_id = ${territoryId} and holder_id = any(${ids}::uuid[])`,
			],
		},
	},
];
