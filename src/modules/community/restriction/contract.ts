import { z } from "zod";
import { oneOf } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";

/** Who asks that what is here of somebody be only kept: nobody is asked why. */
export const askers = ["person", "for_them", "body"] as const;
export type Asker = (typeof askers)[number];

export type Restriction = { since: Day; by: Asker };

export const restrictPerson = z.object({ by: oneOf(askers) });
/** Whoever lifts it has told the person before (article 18(3) GDPR). */
export const liftRestriction = z.object({ told: z.literal("yes", { error: "error.required" }) });

/** Lets pass only those of whom something new may be written, and who may be used for something. Throws `restricted`. */
export function refuseRestricted(...parties: readonly ({ restricted?: true } | undefined)[]): void {
	if (parties.some((party) => party?.restricted)) throw new Refused("restricted");
}
