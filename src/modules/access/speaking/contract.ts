import { z } from "zod";
import { id, tick } from "../../../core/input.ts";

/** Trust to enter asks, offers and joinings for others: given, or taken back. */
export const speaking = z.object({ assignment: id<"assignment">(), speaks: tick() });
export type Speaking = z.output<typeof speaking>;

/** An active citizen of the territory, in one neighbourhood, and whether they may speak for others there. */
export type Citizen = { id: string; name: string; neighbourhoodId: string; speaks: boolean };
