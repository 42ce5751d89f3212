import { type RawBuilder, sql } from "kysely";
import { accountsPlace } from "../../../db/seal.ts";
import type { SealedColumn } from "../../../db/sealed.ts";

/** What access says to `src/web/same` of its own tables: the account of somebody known here, and what can be undone. */
export const holdersOfAccess = [
	// The account of somebody known in a neighbourhood follows when two of them are one.
	{ table: "access.accounts", key: "id", tenant: "person_territory_id", columns: ["person_id", "person_apart"] },
	// Who opened whose page follows the person, and goes with them.
	{
		table: "access.readings",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			words: [],
			closed: ["role", "kind", "assignment"],
			letGo: ({ territoryId, ids }: { territoryId: string; ids: readonly string[] }): RawBuilder<unknown>[] => [
				sql`delete from access.readings where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
		},
	},
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

/** What access seals: addresses and letters with the key of the account, letters to nobody here with the master key. */
export const sealedOfAccess: readonly SealedColumn[] = [
	{
		table: "access.addresses",
		column: "email_sealed",
		blind: "email_blind",
		keys: ["account_id"],
		place: "'access.addresses/' || r.account_id",
		territory: `'${accountsPlace}'`,
		owner: "r.account_id",
	},
	{
		table: "access.identities",
		column: "subject_sealed",
		blind: "subject_blind",
		keys: ["account_id"],
		place: "'access.identities/' || r.account_id",
		territory: `'${accountsPlace}'`,
		owner: "r.account_id",
	},
	{
		table: "access.totps",
		column: "secret_sealed",
		keys: ["account_id"],
		place: "'access.totps/' || r.account_id",
		territory: `'${accountsPlace}'`,
		owner: "r.account_id",
	},
	{
		table: "access.openid_provider",
		column: "secret_sealed",
		keys: ["only_one"],
		place: "'access.openid_provider/secret'",
		territory: "null::uuid",
		owner: "null::uuid",
	},
	...["recipient", "subject", "body", "unsubscribe"].map((part) => ({
		table: "access.mails",
		column: `${part}_sealed`,
		keys: ["id"],
		place: `'access.mails/' || r.id || '/${part}'`,
		territory: `case when r.account_id is not null then '${accountsPlace}' end`,
		owner: "r.account_id",
	})),
	{
		table: "access.seal_outside",
		column: "email_sealed",
		keys: ["id"],
		place: "'access.seal_outside'",
		territory: "null::uuid",
		owner: "null::uuid",
	},
];
