import { z } from "zod";
import { day, id, optionalId, optionalText } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

/** Who can hold a key. */
export const holderKinds: ("person" | "group" | "organisation")[] = ["person", "group", "organisation"];

/** A key handed to somebody: chosen by typing, never guessed. */
export const giveKey = z.object({
	id: id<"key">(),
	holder: optionalId<"party">(),
	holder_typed: optionalText(120),
	since: day(),
});
/** A key that came back. */
export const returnKey = z.object({ returnedOn: day() });

/** Who holds a key since when. */
export type Key = { id: string; spaceId: string; holderId: string; holder: string; since: Day; returnedOn: Day | null };
