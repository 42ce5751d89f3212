import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import type { Read } from "../../db/database.ts";
import type { Initiative } from "./contract.ts";
import * as store from "./store.ts";

/** The tenant of somebody who works in one. */
export function territoryOf(actor: Actor): string {
	if (!actor.territoryId) throw new Refused("not_yours");
	return actor.territoryId;
}

/** The initiative to change, visible to the actor. Throws `not_found`. */
export async function mustFind(read: Read, id: string): Promise<Initiative> {
	const found = await store.readInitiative(read, territoryOf(read.actor), id);
	if (!found) throw new Refused("not_found");
	return found;
}
