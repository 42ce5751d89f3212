import type { Day } from "../../../core/period.ts";

/**
 * To whom a letter goes: to an account, whose key then seals it, or to an address of nobody here; by `reachId` it goes
 * with the contact it was written to.
 */
export type Recipient = { email: string; accountId?: string; reachId?: string };

/** What else there is to say of a letter. */
export type Posting = {
	/** The occasion, with its day: of one there is one letter, however often it is written. */
	key?: { on: Day; of: readonly string[] };
	/** After this instant it makes no sense any more. */
	until?: Date;
	/** The neighbourhood it is written in: who works there is told when it comes back. */
	place?: { territoryId: string; neighbourhoodId: string };
	/** Where one click ends such letters (RFC 8058). */
	unsubscribe?: string;
};

/** A letter in the outbox, opened. */
export type Letter = {
	id: string;
	to: string;
	subject: string;
	body: string;
	createdAt: Date;
	sentAt: Date | null;
	unsubscribe?: string;
};

/** A letter that came back, as who works there reads it: not what it said. */
export type Returned = { id: string; accountId: string | null; reachId: string | null; failedAt: Date; code: string };
