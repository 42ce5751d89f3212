import type { Id } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import { livesHere, squareOf } from "../../community/reach/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { placeBySlug } from "../../programme/service.ts";

/** Where somebody stands before the board: in which place, and whether an account says who they are. */
export type Standing = {
	place: Neighbourhood;
	/** What is written is written as the square; the trail names the account, where there is one. */
	actor: Actor;
	personId: Id<"party"> | null;
	hasAccount: boolean;
};

/** Throws `not_found` for an unknown neighbourhood. Whoever does not live by an account here stands as anybody. */
export async function standingAt(ground: Ground, actor: Actor, slug: string): Promise<Standing> {
	const place = await placeBySlug(ground, slug);
	const square = squareOf(place);
	if (!livesHere(actor, place)) return { place, actor: square, personId: null, hasAccount: false };
	const { accountId, personId = null } = actor;
	return { place, actor: { ...square, accountId }, personId, hasAccount: true };
}
