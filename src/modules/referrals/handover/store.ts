import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { Kept } from "../../access/handovers/contract.ts";
import { tenant } from "../store.ts";

/** Over `referrals.referrals r`: not closed and not taken back. */
export const open = sql`r.state not in ('closed', 'revoked')`;

export async function countKept(read: Read, accountId: string): Promise<Kept> {
	const [row] = await read.rows<Kept>(sql`select count(*) filter (where ${open})::int as open,
			count(*) filter (where not ${open})::int as ended
		from referrals.referrals r where r.territory_id = ${tenant(read)} and r.facilitator_id = ${accountId}`);
	if (!row) throw new Error("a count always has one row");
	return row;
}

/** Referrals followed by nobody of these pairs of account and neighbourhood, the oldest first; at most 200. */
export function readNobodys(
	read: Read,
	facilitators: readonly { account: string; neighbourhoodId: string }[],
): Promise<{ id: string; account: string }[]> {
	return read.rows(sql`select r.id, r.facilitator_id as account from referrals.referrals r
		where r.territory_id = ${tenant(read)} and not exists (
			select from jsonb_to_recordset(${JSON.stringify(facilitators)}::jsonb) as x(account uuid, "neighbourhoodId" uuid)
			where x.account = r.facilitator_id and x."neighbourhoodId" = r.neighbourhood_id)
		order by r.id limit 200`);
}

/** Desks with members at which something open lies, by name; at most 200. */
export function readDesksWithOpen(read: Read): Promise<{ id: string; name: string; members: string[] }[]> {
	return read.rows(sql`select d.id, d.name, d.members from referrals.desks d
		where d.territory_id = ${tenant(read)} and cardinality(d.members) > 0 and exists (
			select from referrals.referrals r where r.territory_id = d.territory_id and r.open_to = d.id and ${open})
		order by d.name, d.id limit 200`);
}
