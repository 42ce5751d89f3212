import { type RawBuilder, sql } from "kysely";
import type { Retained } from "../../programme/retention/contract.ts";

const tables = ["referrals.fields", "referrals.words", "referrals.calls", "referrals.companions"];

/** The day a path ended for good. */
const ended = sql`(coalesce(r.closed_at, r.revoked_at) at time zone 'Europe/Rome')::date`;

/** Whether anything said in it is still there. */
const holds: RawBuilder<boolean> = sql`(${sql.join(
	tables.map(
		(table) =>
			sql`exists (select from ${sql.table(table)} t where t.territory_id = r.territory_id and t.referral_id = r.id)`,
	),
	sql` or `,
)})`;

/** How long referrals keep what was said; that there was one, and how long its path took, stays as a count. */
export const retainedByReferrals: readonly Retained[] = [
	{
		kind: "referrals",
		days: 1825,
		ended: (territoryId) => sql`select r.id, ${ended} as ended from referrals.referrals r
			where r.territory_id = ${territoryId} and r.state in ('closed', 'revoked') and ${holds}`,
		letGo: (territoryId, ids) =>
			tables.map(
				(table) =>
					sql`delete from ${sql.table(table)} where territory_id = ${territoryId} and referral_id = any(${[...ids]}::uuid[])`,
			),
	},
];
