import { networkOf } from "../../../core/network.ts";
import { Refused } from "../../../core/refusal.ts";
import { system } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Limited } from "./contract.ts";
import { demoTimes, tryAgainAt } from "./rules.ts";
import { count } from "./store.ts";

/** Who asks: from where, and as which account where somebody is signed in. */
export type Asking = { address: string; accountId?: string };

/**
 * Counts that something that costs was asked for, in one statement and whichever process counts. Throws `too_many`,
 * with the seconds to wait.
 */
export async function countOrRefuse(ground: Ground, what: Limited, { address, accountId }: Asking): Promise<void> {
	const bucket = (kind: string, of: string) =>
		`${what} ${kind} ${ground.seal.blind(`access.limits/${kind}/${of}`).readUInt16BE(0)}`;
	const keys = [bucket("address", networkOf(address)), ...(accountId ? [bucket("account", accountId)] : [])];
	const now = ground.clock();
	const counts = await ground.db.withActor(system("door"), (tx) => count(tx, keys, now));
	const again = tryAgainAt(what, counts, ground.demo ? demoTimes : 1);
	if (again) throw new Refused("too_many", {}, Math.ceil((again.getTime() - now.getTime()) / 1000));
}
