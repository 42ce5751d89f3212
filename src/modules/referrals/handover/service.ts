import { sql } from "kysely";
import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import type { Handed, Kept, Passing } from "../../access/handovers/contract.ts";
import { nameReaders } from "../store.ts";
import * as store from "./store.ts";

/**
 * Referrals of somebody who is away or leaves. Whoever hands them on reads none: they are counted, and named anew, by
 * the usher. What is only read here is asked in a transaction lent to it.
 */

/** How many referrals an account hands over and follows. As the usher. */
export function keptReferralsIn(lent: Read, accountId: string): Promise<Kept> {
	return store.countKept(lent, accountId);
}

/** Referrals followed by somebody who is no facilitator there any more, given who is one where. As the usher. */
export function nobodysReferralsIn(
	lent: Read,
	facilitators: readonly { account: string; neighbourhoodId: string }[],
): Promise<{ id: string; account: string }[]> {
	return store.readNobodys(lent, facilitators);
}

/** Desks of people at which something lies that they have not ended, and who belongs to each. As the usher. */
export function desksWithOpenIn(lent: Read): Promise<{ id: string; name: string; members: string[] }[]> {
	return store.readDesksWithOpen(lent);
}

/** Referrals pass to another facilitator where that one works, with what stands beside them; desks read on. */
export async function handOverReferralsIn(tx: Tx, passing: Passing): Promise<Handed[]> {
	const { from, to, facilitates, endedToo } = passing;
	const ids = passing.only?.filter((one) => one.kind === "referral").map((one) => one.id);
	const which = sql`r.facilitator_id = ${from} and r.neighbourhood_id = any(${[...facilitates]}::uuid[])
		${endedToo || ids ? sql`` : sql`and ${store.open}`} ${ids ? sql`and r.id = any(${ids}::uuid[])` : sql``}`;
	const readers = sql`array_append(array_remove(array_remove(r.readers, ${from}::uuid), ${to}::uuid), ${to}::uuid)`;
	const passed = await lend("usher", tx, (lent) => nameReaders(lent, readers, which, sql`${to}::uuid`));
	for (const { id, neighbourhoodId } of passed)
		await audit(tx, { verb: "handReferral", kind: "referral", id, neighbourhoodId, fields: ["readers"] });
	return passed.map((one) => ({ kind: "referral", ...one }));
}
