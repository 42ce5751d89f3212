import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { id, oneOf } from "../../../core/input.ts";
import { idleChoices } from "../rules.ts";

/** A session of one's own that is open now. */
export type OpenSession = {
	id: Id<"session">;
	createdAt: Date;
	seenAt: Date;
	device: "phone" | "computer";
	isThis: boolean;
};

/** All but the one named end. */
export const endOthers = z.object({ id: id<"session">() });

/** After how many minutes without use a shared phone lets nobody in; "0": it is not shared. */
export const idle = z.object({ minutes: oneOf(["0", ...idleChoices.map(String)] as [string, ...string[]]) });
