import type { LinkState } from "./contract.ts";

/** Wrong codes in a row after which a link ends. */
export const mostTries = 5;

/** How long a right code lasts. */
export const sessionMinutes = 30;

type Facts = { endedAt: Date | null; expiresAt: Date; tries: number };

/** How a link stands now. */
export function stateOf({ endedAt, expiresAt, tries }: Facts, now: Date): LinkState {
	if (tries >= mostTries) return "locked";
	if (endedAt) return "ended";
	return expiresAt <= now ? "expired" : "works";
}
