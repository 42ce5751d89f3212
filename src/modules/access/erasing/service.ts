import { audit } from "../../../db/audit.ts";
import type { Tx } from "../../../db/database.ts";
import { emptiedMark, markOf, noTerritory } from "../seals/rules.ts";
import * as store from "./store.ts";

/** What becomes of the accounts, and of the trail, when whoever they belong to is erased. All but the last runs lent to `erasing`. */

/** The accounts of people: which would be closed with them, how they are called, and how many letters to them are kept. */
export function accountsOf(
	read: Parameters<typeof store.accountsOf>[0],
	personIds: readonly string[],
): Promise<store.AccountsOf> {
	return store.accountsOf(read, personIds);
}

/**
 * Closes the accounts of people for good: name, address, passkeys, sessions, links and letters go. An account that also
 * works here is not theirs alone: it is only parted from them. Answers those closed.
 */
export async function closeAccountsIn(
	lent: Tx,
	personIds: readonly string[],
	now: Date,
	today: string,
): Promise<string[]> {
	const { closed } = await store.accountsOf(lent, personIds);
	await store.partAccounts(lent, personIds, today);
	if (closed.length > 0) await store.closeAccounts(lent, closed, now, today);
	return closed;
}

const marksAtOnce = 200;

/**
 * Takes accounts out of the trail: the entries stay, without who acted; what sealed them loses its salt. Answers what
 * `noteEmptied` has to write down in the same transaction, so that nothing else can be emptied unseen.
 */
export async function emptyEntriesIn(lent: Tx, accountIds: readonly string[]): Promise<string[]> {
	if (accountIds.length === 0) return [];
	await store.holdSealing(lent);
	const entries = await store.emptyEntries(lent, accountIds);
	return entries.flatMap(({ position, ...entry }) =>
		position === null ? [] : markOf(entry.territoryId ?? noTerritory, position, emptiedMark(entry)),
	);
}

/** Writes into the trail which of its entries an erasure emptied, and what they are from now on. */
export async function noteEmptied(tx: Tx, erasureId: string, marks: readonly string[]): Promise<void> {
	for (let at = 0; at < marks.length; at += marksAtOnce) {
		const fields = marks.slice(at, at + marksAtOnce);
		await audit(tx, { verb: "emptyEntries", kind: "erasure", id: erasureId, fields });
	}
}
