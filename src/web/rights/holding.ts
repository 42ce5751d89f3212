import { sql } from "kysely";
import type { Holder } from "../../modules/community/same/contract.ts";

/** Where requests about oneself keep people. */
export const holdersOfRights: readonly Holder[] = [
	{
		table: "rights.copies",
		key: "id",
		columns: ["person_id"],
		sealed: {
			table: "rights.copies",
			column: "sealed",
			keys: ["territory_id", "id"],
			place: "'rights.copies/' || r.territory_id || '/' || r.id",
			owner: "r.person_id",
			territory: "r.territory_id",
			follows: "person_id",
		},
		people: {
			columns: ["person_id"],
			entry: "recorded_at",
			words: ["sealed", "hidden", "request_hash"],
			closed: ["asked_how"],
			counted: true,
			letGo: ({ territoryId, ids }) => [
				sql`update rights.copies set sealed = null, hidden = '{}', request_hash = null
					where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "rights.corrections",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "recorded_at",
			words: ["wrong", "answer", "request_hash"],
			closed: ["asked_how"],
			counted: true,
			letGo: ({ territoryId, ids }) => [
				sql`update rights.corrections set wrong = ''::bytea, answer = case when answer is not null then ''::bytea end, request_hash = null
					where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
		},
	},
];
