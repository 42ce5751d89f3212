import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import type { Ground } from "../../../../ui/http.ts";
import { contactOf, placeToSpeak, speakerOf, takeBackBehalf } from "../../../community/behalf/service.ts";
import { sendReachCodeIn } from "../../../community/reach/service.ts";
import { mustFind } from "../../find.ts";
import type { JoinForSomebody } from "../contract.ts";
import { joinIn, leaveIn } from "../service.ts";
import { lockDate, readJoining } from "../store.ts";

/** Joining a date for somebody who wants to come. */

/** Joins a date for a person. Throws what `joinWithout` throws, `not_yours` for who is not trusted there, `needs_agreement`, `too_many`. */
export async function joinForSomebody(
	ground: Ground,
	actor: Actor,
	input: JoinForSomebody,
	base: string,
): Promise<string> {
	const place = await placeToSpeak(ground, actor);
	const contact = contactOf(input, place.phone);
	const { givenName, language, through, saidBy, agreed: _, contact: __, ...rest } = input;
	return ground.db.withActor(speakerOf(place, actor), async (tx) => {
		const date = await lockDate(tx, input.session);
		if (date?.neighbourhoodId !== place.id) throw new Refused("invalid", { session: "error.choice" });
		const { state, title } = await mustFind(tx, date.initiativeId);
		if (state !== "open") throw new Refused("not_from_here");
		const who = { givenName, contact, language, whom: input, title };
		const joined = await joinIn(ground, tx, date.initiativeId, { ...rest, parentAgrees: false }, who);
		const link = `${base}/n/${place.slug}/join/${joined.id}`;
		if (joined.isNew && through === "own") await sendReachCodeIn(ground, tx, joined.id, link);
		return joined.id;
	});
}

/** Takes it back, before the person said yes to it; whoever waits gets the place. Throws `not_found`, `not_in_this_state`. */
export function takeBackJoining(ground: Ground, actor: Actor, id: string): Promise<void> {
	return takeBackBehalf(ground, actor, id, async (tx, { recordId }) => {
		const row = await readJoining(tx, recordId);
		if (row) await leaveIn(ground, tx, row);
	});
}
