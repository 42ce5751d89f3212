import type { Day } from "../../../core/period.ts";
import type { Role } from "../../../core/roles.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import { type Language, languageFor, languages } from "../../../ui/words.ts";
import { readAddresses, readOwnAddresses } from "./store.ts";

/** Where a letter to an account goes, and in which language. */
export type Addressee = { accountId: string; email: string; language: Language };

/**
 * Where letters go to those of these accounts who hold one of the roles in a territory on a day. For background work,
 * in a transaction lent to the door: nobody else opens an address.
 */
export async function addresseesIn(
	ground: Ground,
	tx: Tx,
	accountIds: readonly string[],
	{ held, territoryId, today }: { held: readonly Role[]; territoryId: string; today: Day },
): Promise<Addressee[]> {
	if (accountIds.length === 0) return [];
	const rows = await readAddresses(tx, accountIds, held, territoryId, today);
	return rows.map(({ accountId, sealed, language }) => ({
		accountId,
		email: ground.seal.ofAccount(accountId).open(sealed, `access.addresses/${accountId}`),
		language: languageFor(language ?? undefined, "it", languages),
	}));
}

/**
 * Where letters go to those of these accounts that are open, whatever they do here, in the language they read. Nobody
 * protected is written to: who reads their post is not known. In a transaction lent to the door.
 */
export async function neighboursAddressesIn(
	ground: Ground,
	read: Read,
	accountIds: readonly string[],
): Promise<(Addressee & { name: string })[]> {
	if (accountIds.length === 0) return [];
	return (await readOwnAddresses(read, accountIds)).map(({ accountId, sealed, language, name }) => ({
		accountId,
		name,
		email: ground.seal.ofAccount(accountId).open(sealed, `access.addresses/${accountId}`),
		language: languageFor(language ?? undefined, "it"),
	}));
}
