import type { Day } from "../../core/period.ts";
import type { Read } from "../../db/database.ts";
import type { NetworkHistory } from "../community/network/contract.ts";
import { networkHistoryIn } from "../community/network/service.ts";

/**
 * Everybody who was known in a neighbourhood by `day` and what tied them, as every page and measure of the network
 * takes it. The reader works there or counts; whoever else sees nothing.
 */
export function neighbourhoodHistoryIn(
	read: Read,
	of: { territoryId: string; neighbourhoodId: string; day: Day },
): Promise<NetworkHistory> {
	return networkHistoryIn(read, of);
}
