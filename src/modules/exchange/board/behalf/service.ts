import { dayOf } from "../../../../core/period.ts";
import type { Actor } from "../../../../db/actor.ts";
import type { Ground } from "../../../../ui/http.ts";
import {
	contactOf,
	endBehalfIn,
	expiredBehalfIn,
	forgetBehalfIn,
	placeToSpeak,
	speakerOf,
	takeBackBehalf,
} from "../../../community/behalf/service.ts";
import { letReachGoIn, sendReachCodeIn, squareOf } from "../../../community/reach/service.ts";
import type { PostForSomebody } from "../contract.ts";
import { fateOf, ownAddress, type Written, writePost } from "../service.ts";
import { readTerm } from "../store.ts";

/** Asks and offers that somebody trusted enters for a person. */

/**
 * Enters an ask or an offer for somebody who wants it. A letter with its code goes to the person's own address, where
 * they have one. Throws what `postOnBoard` throws, `not_yours` for who is not trusted there, `needs_agreement`, `too_many`.
 */
export async function postForSomebody(
	ground: Ground,
	actor: Actor,
	input: PostForSomebody,
	base: string,
): Promise<Pick<Written, "id" | "state">> {
	const place = await placeToSpeak(ground, actor);
	const contact = contactOf(input, place.phone);
	const fate = fateOf(input, false);
	return ground.db.withActor(speakerOf(place, actor), async (tx) => {
		const days = await readTerm(tx, place.territoryId);
		const recordedBy = actor.accountId;
		const writing = { place, input: { ...input, contact }, personId: null, seen: false, days, recordedBy, ...fate };
		const { id, state, key, reachId } = await writePost(ground, tx, { ...writing, whom: input });
		if (key) await sendReachCodeIn(ground, tx, reachId, `${base}${ownAddress(place.slug, id, key)}`);
		return { id, state };
	});
}

/** Takes it back, before the person said yes to it. Throws `not_found`, `not_in_this_state`. */
export function takeBackPost(ground: Ground, actor: Actor, id: string): Promise<void> {
	return takeBackBehalf(ground, actor, id, (tx, { recordId }) => letReachGoIn(tx, recordId));
}

/** The work of a night: asks and offers to which nobody said yes in time are taken back. Gives how many. */
export async function endUnconfirmedPosts(ground: Ground, territoryIds: readonly string[]): Promise<number> {
	const now = ground.clock();
	let n = 0;
	for (const territoryId of territoryIds)
		n += await ground.db.withActor({ ...squareOf({ territoryId, id: "" }), neighbourhoodIds: [] }, async (tx) => {
			await forgetBehalfIn(tx, dayOf(now));
			const expired = await expiredBehalfIn(tx, ["ask", "offer"], now);
			for (const behalf of expired) {
				await endBehalfIn(ground, tx, behalf, "expired");
				await letReachGoIn(tx, behalf.recordId);
			}
			return expired.length;
		});
	return n;
}
