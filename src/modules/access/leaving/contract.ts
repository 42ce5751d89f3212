import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { optionalDay, optionalId, tick } from "../../../core/input.ts";
import type { Role } from "../../../core/roles.ts";

/** The last day of one role, or of all; or that it goes on, said as such: a day left out by oversight takes nothing back. */
export const lastDay = z.object({ assignment: optionalId<"assignment">(), until: optionalDay(), goesOn: tick() });

export type LastDay = Omit<z.output<typeof lastDay>, "goesOn"> & { goesOn?: boolean };

/** A role that has not ended. `mine`: whoever looks says when it ends. */
export type HeldRole = {
	id: Id<"assignment">;
	role: Role;
	territoryId: Id<"territory"> | null;
	neighbourhoodId: Id<"neighbourhood"> | null;
	until: string | null;
	mine: boolean;
};

/** Somebody who works, or is active, in the territory; for the administrator anywhere. */
export type Worker = { id: Id<"account">; name: string; roles: HeldRole[] };
