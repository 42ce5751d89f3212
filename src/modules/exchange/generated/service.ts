import type { Read } from "../../../db/database.ts";
import type { ActOfHelp } from "./contract.ts";
import * as store from "./store.ts";

/** Of more acts than these, the latest count. */
const mostActs = 50_000;

/**
 * Acts of a neighbourhood, or of a whole territory, up to an instant, in the order of time; what moved an act comes
 * before it. The reader works there: whoever else sees at most the own ones.
 */
export async function actsForGenerativityIn(read: Read, of: store.Of): Promise<ActOfHelp[]> {
	return (await store.readActs(read, of, mostActs)).toReversed();
}
