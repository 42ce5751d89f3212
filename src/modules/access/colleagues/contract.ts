import type { Id } from "../../../core/ids.ts";

/** Somebody who reads what is written in a neighbourhood; null: in all of the territory. */
export type LocalColleague = { id: Id<"account">; name: string; neighbourhoodId: string | null };
