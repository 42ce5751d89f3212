import { Refused } from "../../../core/refusal.ts";
import type { Tx } from "../../../db/database.ts";
import type { Need } from "../contract.ts";
import * as store from "./store.ts";

/** The need of a row that was looked for. Throws `not_found` where there is none. */
export function present(there: { need: Need } | undefined): Need {
	if (!there) throw new Refused("not_found");
	return there.need;
}

/** The need, locked for a change. Throws `not_found`. */
export async function locked(tx: Tx, needId: string): Promise<Need> {
	const need = await store.lockNeed(tx, needId);
	if (!need) throw new Refused("not_found");
	return need;
}
