import type { Read } from "../../../db/database.ts";
import { countLeft } from "./store.ts";

/** How many initiatives not yet concluded nobody but this account organises, as far as the actor sees them. */
export function leftInInitiatives(read: Read, accountId: string): Promise<number> {
	return countLeft(read, accountId);
}
