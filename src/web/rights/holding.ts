import { sql } from "kysely";
import type { SealedColumn } from "../../db/sealed.ts";
import type { Holder } from "../../modules/community/same/contract.ts";

/** A released copy, sealed with its person's key. */
const copies: SealedColumn = {
	table: "rights.copies",
	column: "sealed",
	keys: ["territory_id", "id"],
	place: "'rights.copies/' || r.territory_id || '/' || r.id",
	owner: "r.person_id",
	territory: "r.territory_id",
	follows: "person_id",
};

const correction = (column: "wrong" | "answer"): SealedColumn => ({
	table: "rights.corrections",
	column,
	keys: ["territory_id", "id"],
	place: `'rights.corrections/' || r.territory_id || '/' || r.id || '/${column}'`,
	owner: "r.sealed_for",
	territory: "r.territory_id",
});

/** The columns with sealed texts, for the exchange of keys. */
export const sealedOfRights: readonly SealedColumn[] = [copies, correction("wrong"), correction("answer")];

/** Where requests about oneself keep people. */
export const holdersOfRights: readonly Holder[] = [
	{
		table: "rights.copies",
		key: "id",
		columns: ["person_id"],
		sealed: copies,
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
