import { sql } from "kysely";
import type { SealedColumn } from "../../../db/sealed.ts";
import type { Holder } from "../../community/same/contract.ts";

/** What is said in a referral opens with the key of whom it was begun about, also after two pages became one. */
const owner = `(select x.sealed_for from referrals.referrals x where x.territory_id = r.territory_id and x.id = r.referral_id)`;

function sealedIn(table: string, keys: readonly string[]): SealedColumn {
	const name = keys.map((key) => `r.${key}`).join(" || '/' || ");
	return {
		table: `referrals.${table}`,
		column: "sealed",
		keys: ["territory_id", ...keys],
		place: `'referrals.${table}/' || r.territory_id || '/' || ${name}`,
		territory: "r.territory_id",
		owner,
	};
}

const sealed = {
	fields: sealedIn("fields", ["referral_id", "key"]),
	words: sealedIn("words", ["id"]),
	calls: sealedIn("calls", ["id"]),
	companions: sealedIn("companions", ["id"]),
};

/** What stands beside a referral and holds words: it goes with the person. */
function beside(table: keyof typeof sealed, more: { key: string; entry: string; closed: string[] }): Holder {
	const name = `referrals.${table}`;
	return {
		table: name,
		key: more.key,
		columns: ["person_id"],
		sealed: sealed[table],
		people: {
			columns: ["person_id"],
			entry: more.entry,
			words: ["sealed"],
			closed: more.closed,
			letGo: ({ territoryId, ids }) => [
				sql`delete from ${sql.table(name)} where territory_id = ${territoryId} and person_id = any(${[...ids]}::uuid[])`,
			],
		},
	};
}

/** Where referrals keep people. */
export const holdersOfReferrals: readonly Holder[] = [
	{
		table: "referrals.referrals",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "began_at",
			// What the desk is called is a service, not a person.
			words: ["request_hash"],
			closed: ["state", "revoked_by", "desk_name"],
			counted: true,
			// That there was one, and how long its path took, stays in the counts; no desk has it any more.
			letGo: ({ territoryId, ids, today }) => [
				sql`update referrals.referrals set request_hash = null, readers = array[facilitator_id], open_to = null,
						shown_to_person = false, state = case when state = 'revoked' then state else 'closed' end,
						closed_at = case when state = 'revoked' then closed_at else coalesce(closed_at, ${today}::date) end
					where territory_id = ${territoryId} and person_id = any(${[...ids]}::uuid[])`,
			],
		},
	},
	{
		table: "referrals.steps",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "at",
			words: [],
			closed: ["from_state", "to_state", "by_role"],
			counted: true,
			letGo: () => [],
		},
	},
	beside("fields", { key: "referral_id", entry: "written_at", closed: ["key"] }),
	beside("words", { key: "id", entry: "written_at", closed: ["kind"] }),
	beside("calls", { key: "id", entry: "recorded_at", closed: [] }),
	beside("companions", { key: "id", entry: "recorded_at", closed: ["kind"] }),
];

/** The columns with sealed texts, for the exchange of keys. */
export const sealedOfReferrals: readonly SealedColumn[] = [
	...Object.values(sealed),
	{
		table: "referrals.desks",
		column: "email_sealed",
		keys: ["territory_id", "id"],
		place: "'referrals.desks/' || r.territory_id || '/' || r.id || '/email'",
		owner: "null::uuid",
		territory: "r.territory_id",
	},
];
