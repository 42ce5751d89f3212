import type { Id } from "../core/ids.ts";
import type { Role } from "../core/roles.ts";

/**
 * Background work has names of its own: `door` opens sessions, `post` sends mail, `letterbox` takes what partners send;
 * `counter` reads every territory and hands on numbers alone; `machine` is whoever holds the machine, at its command line; `same` rewrites what follows two that are one,
 * `forgetting` lets go of whoever does not know of being here, and `household` finds what those of one household each let the others read;
 * `rights` puts together the copy of everything about one person, `retention` empties what the body's terms let go;
 * `sealer` seals the trail, `watcher` finds unusual reading, `erasing` erases whoever asked for it; `usher` opens a referral to those of its desk and closes it again;
 * `hatch` lets a desk without accounts in through its link, `reminder` finds what waits too long at a desk;
 * `importer` takes away what an import wrote; `square` takes down what people leave on the public pages of a neighbourhood, `round` writes to those who joined
 * something or want to hear what is on.
 */
export type SystemRole =
	| "door"
	| "post"
	| "letterbox"
	| "counter"
	| "machine"
	| "same"
	| "forgetting"
	| "household"
	| "sealer"
	| "watcher"
	| "erasing"
	| "rights"
	| "retention"
	| "usher"
	| "hatch"
	| "reminder"
	| "square"
	| "round"
	| "importer";

/** Who acts, in which role and where. Built once a request; policies see nothing else. */
export type Actor = {
	/** A `partner` writes through a link and reads nothing; a `desk` reads and answers the one referral of its link. */
	role: Role | SystemRole | "partner" | "desk" | "nobody";
	/** The account, absent for nobody, for partners and for background work. */
	accountId?: Id<"account">;
	/** The partner, in the account's place. */
	partnerId?: Id<"partner">;
	/** The link by which a desk without accounts works, in the account's place, and the desk. */
	linkId?: Id<"referral-link">;
	deskId?: Id<"desk">;
	name?: string;
	/** The tenant the actor works in; for nobody, the tenant of the public page asked for. */
	territoryId?: Id<"territory">;
	/** Neighbourhoods assigned in this role and territory. */
	neighbourhoodIds: Id<"neighbourhood">[];
	/** The neighbourhood now on screen. */
	neighbourhoodId?: Id<"neighbourhood">;
	/** The person's own row, where the account belongs to somebody known in the neighbourhood. */
	personId?: Id<"party">;
	language?: string;
	/** Until when whoever sits there has shown by passkey or by a code that it is them; see `assured`. */
	assuredUntil?: Date;
};

/** Nobody signed in, on a public page of a territory, or nowhere. */
export function nobody(territoryId?: Id<"territory">): Actor {
	return { role: "nobody", territoryId, neighbourhoodIds: [] };
}

/** Background work, by its name. */
export function system(role: SystemRole): Actor {
	return { role, neighbourhoodIds: [] };
}

/** Under which id the database knows who acts: the account, the partner, or the link of a desk; null for nobody and for background work. */
export function actorIdOf(actor: Actor): string | null {
	return actor.accountId ?? actor.partnerId ?? actor.linkId ?? null;
}
