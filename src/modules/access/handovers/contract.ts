import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { id, oneOf, optionalDay, optionalId, optionalText } from "../../../core/input.ts";

/** What can be handed over, on whatever floor it stands. */
export const handedKinds = ["follow-up", "promise", "meeting", "initiative", "note", "referral", "mediation"] as const;
export type HandedKind = (typeof handedKinds)[number];

/** What is reserved: it passes without being read, and only whoever is named on it opens it. */
export type ReservedKind = "referral" | "mediation";
export function isReserved(kind: HandedKind): kind is ReservedKind {
	return kind === "referral" || kind === "mediation";
}

/** How many of one reserved kind somebody has: still open, and ended. */
export type Kept = { open: number; ended: number };

export const becauses = ["away", "leaving"] as const;

/** Who hands over to whom, why, and what the receiver should know besides. Without `from`, oneself. */
export const handOver = z.object({
	id: optionalId<"handover">(),
	from: optionalId<"account">(),
	to: id<"account">(),
	because: oneOf(becauses),
	backOn: optionalDay(),
	words: optionalText(1000),
});
export type HandOver = z.output<typeof handOver>;

/** Whose work is looked at; without it, one's own. */
export const handoverOf = z.object({ of: optionalId<"account">() });

/** What a module says it passed on: which record, where, and whether the receiver had it beside the giver. */
export type Handed = { kind: HandedKind; id: string; neighbourhoodId: string; hadItToo?: boolean };

/** What a module is told to pass on: everything open of `from` in these neighbourhoods, or only some records. */
export type Passing = {
	from: Id<"account">;
	to: Id<"account">;
	neighbourhoodIds: readonly string[];
	/** Those of them in which the receiver works as a facilitator, where only a facilitator holds it. */
	facilitates: readonly string[];
	/** Whether what has ended passes too, so that somebody can still read it: the giver does not come back. */
	endedToo: boolean;
	now: Date;
	only?: readonly Handed[];
};

export type Handover = {
	id: Id<"handover">;
	giver: Id<"account">;
	receiver: Id<"account">;
	because: (typeof becauses)[number];
	backOn: string | null;
	words: string | null;
	recordedBy: Id<"account">;
	recordedAt: string;
	endedAt: string | null;
};

/**
 * Somebody to whom work can be given: in these neighbourhoods; null where it is the whole territory. `facilitates`: where
 * they are a facilitator.
 */
export type Receiver = { id: Id<"account">; name: string; neighbourhoodIds: string[] | null; facilitates: string[] };
