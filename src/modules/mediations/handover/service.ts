import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import type { Handed, Kept, Passing } from "../../access/handovers/contract.ts";
import * as store from "./store.ts";

/**
 * Mediations of somebody who is away or leaves. Whoever hands them on reads none: they are counted, and named anew, by
 * the usher. What is only read here is asked in a transaction lent to it.
 */

/** How many mediations an account mediates. As the usher. */
export function keptMediationsIn(lent: Read, accountId: string): Promise<Kept> {
	return store.countKept(lent, accountId);
}

/** Mediations of somebody who does not work in the territory any more, given who does. As the usher. */
export function nobodysMediationsIn(
	lent: Read,
	working: readonly string[],
): Promise<{ id: string; account: string }[]> {
	return store.readNobodys(lent, working);
}

/** Mediations pass to another who mediates where that one works; whoever else is named reads on. */
export async function handOverMediationsIn(tx: Tx, passing: Passing): Promise<Handed[]> {
	const own = passing.only?.filter((one) => one.kind === "mediation");
	const passed = await lend("usher", tx, (lent) =>
		store.give(lent, {
			...passing,
			ids: own?.map((one) => one.id),
			stays: own?.filter((one) => one.hadItToo).map((one) => one.id) ?? [],
		}),
	);
	for (const { id, neighbourhoodId } of passed)
		await audit(tx, { verb: "handMediationOver", kind: "mediation", id, neighbourhoodId, fields: ["readers"] });
	return passed.map((one) => ({ kind: "mediation", ...one }));
}
