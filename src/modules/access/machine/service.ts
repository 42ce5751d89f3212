import type { Id } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Ground } from "../../../ui/http.ts";
import { linkMinutes } from "../rules.ts";
import { readAccountByEmail, writeLink } from "../store.ts";
import { hashOf, newToken } from "../token.ts";
import { readAdministrator } from "./store.ts";

/**
 * A new one-time link for an administrator, made by whoever holds the machine: for the one with this address, or for
 * the first of them. Answers its path and the minutes it is worth; undefined where there is no such administrator.
 */
export function linkForAdministrator(
	ground: Ground,
	email: string | undefined,
): Promise<{ path: string; minutes: number } | undefined> {
	const now = ground.clock();
	const blind = email === undefined ? undefined : ground.seal.blind(email);
	return ground.db.withActor(system("machine"), async (tx) => {
		const id = await readAdministrator(tx, dayOf(now), blind);
		if (!id) return undefined;
		const token = newToken();
		await writeLink(tx, hashOf(token), id, "machine", now, new Date(now.getTime() + linkMinutes * 60_000));
		await audit(tx, { verb: "makeLink", kind: "account", id });
		return { path: `/access/link/${token}`, minutes: linkMinutes };
	});
}

/** The account with this address, for whoever holds the machine and works in its name; undefined where there is none. */
export async function accountWithEmail(ground: Ground, email: string): Promise<Id<"account"> | undefined> {
	const blind = ground.seal.blind(email);
	return (await ground.db.readAs(system("door"), (read) => readAccountByEmail(read, blind)))?.id;
}
