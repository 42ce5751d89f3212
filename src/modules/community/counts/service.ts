import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { Growth, Network, TerritoryNetwork } from "./contract.ts";
import * as store from "./store.ts";

export type { Growth, Network, TerritoryNetwork } from "./contract.ts";

type KnownOn = { neighbourhoodId: string; day: Day; moment: Date };

/** The network of a neighbourhood in force on `day`, as far as it was written down by `moment`, where one is given. */
export function networkOnIn(read: Read, known: Omit<KnownOn, "moment"> & { moment?: Date }): Promise<Network> {
	return store.readNetwork(read, known);
}

/** What came to that network from then until `today`, as it is written down now. */
export function grownSinceIn(read: Read, known: KnownOn, today: Day): Promise<Growth> {
	return store.readGrowth(read, known, today);
}

/** The network of every territory the reader sees, on the day `to`, and the ties begun from `from` to `to`. */
export function networksIn(read: Read, from: Day, to: Day): Promise<TerritoryNetwork[]> {
	return store.readNetworks(read, from, to);
}
