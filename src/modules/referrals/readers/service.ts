import { sql } from "kysely";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { lockDesk, nameReaders, tenant } from "../store.ts";

/** Who reads what lies at a desk, when those of the desk change. Nobody names themselves: the usher does. */

/**
 * Those who left a desk read nothing of it any more, those who came read what lies there: in the transaction that
 * changes the desk. Whoever sends something there at the same time waits.
 */
export async function nameDeskMembersIn(
	tx: Tx,
	deskId: string,
	{ gone, come }: { gone: readonly string[]; come: readonly string[] },
): Promise<void> {
	if (gone.length + come.length === 0) return;
	await lockDesk(tx, deskId);
	// Whoever handed over reads it in any case; each stands there once.
	const readers = sql`array(select distinct one from unnest(r.readers || ${come}::uuid[]) as one
		where one = r.facilitator_id or one <> all (${gone}::uuid[]))`;
	await lend("usher", tx, (lent) => nameReaders(lent, readers, sql`r.open_to = ${deskId}`));
}

/** A link of a desk begins, or ends, to read the one referral it was made for, while that lies at the desk. */
export async function nameLinkIn(tx: Tx, referralId: string, linkId: string, reads: boolean): Promise<void> {
	const readers = reads
		? sql`array_append(array_remove(r.readers, ${linkId}::uuid), ${linkId}::uuid)`
		: sql`array_remove(r.readers, ${linkId}::uuid)`;
	const which = sql`r.id = ${referralId} and r.open_to is not null`;
	await lend("usher", tx, (lent) => nameReaders(lent, readers, which));
}

/** How many referrals each desk has that it has not answered yet: a count, also for who reads none of them. */
export async function waitingAtDesksIn(read: Read): Promise<Map<string, number>> {
	const rows = await lend("usher", read, (lent) =>
		lent.rows<{ deskId: string; n: number }>(sql`select open_to as "deskId", count(*)::int as n from referrals.referrals
			where territory_id = ${tenant(lent)} and open_to is not null and state in ('sent', 'received') group by 1`),
	);
	return new Map(rows.map(({ deskId, n }) => [deskId, n]));
}
