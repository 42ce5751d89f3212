import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { optionalDay, optionalId } from "../../../core/input.ts";
import type { Role } from "../../../core/roles.ts";

/** The last day of one role, or of all; without a day it goes on. */
export const lastDay = z.object({ assignment: optionalId<"assignment">(), until: optionalDay() });

export type LastDay = z.output<typeof lastDay>;

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
