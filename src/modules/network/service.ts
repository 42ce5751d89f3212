import type { Day } from "../../core/period.ts";
import type { Read } from "../../db/database.ts";
import type { NetworkHistory } from "../community/network/contract.ts";
import { networkHistoryIn } from "../community/network/service.ts";
import { withDrawn } from "./circle/rules.ts";
import { drawnTiesIn } from "./circle/service.ts";

/**
 * Everybody who was known in a neighbourhood by `day` and what tied them, as every page and measure of the network
 * takes it: what the work wrote down, and, while their circles stand, what people drew themselves. The reader works there
 * or counts; whoever else sees nothing.
 */
export async function neighbourhoodHistoryIn(
	read: Read,
	of: { territoryId: string; neighbourhoodId: string; day: Day },
): Promise<NetworkHistory> {
	const [history, drawn] = await Promise.all([networkHistoryIn(read, of), drawnTiesIn(read, of)]);
	return withDrawn(history, drawn);
}
