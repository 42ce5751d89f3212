import { dayOf } from "../../../core/period.ts";
import type { Actor } from "../../../db/actor.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { Meeting } from "../kept/contract.ts";
import { type Called, shownPicture } from "../kept/service.ts";
import { byPlace } from "./rules.ts";

/** Who could be introduced to whom in the neighbourhood on screen, among the people who are here today. */
export async function introductionsHere(
	ground: Ground,
	actor: Actor,
): Promise<{ neighbourhood?: string | undefined; places: [place: string, meetings: Meeting<Called>[]][] }> {
	only(actor, "facilitator", "coordinator");
	const day = dayOf(ground.clock());
	return shownPicture(ground, actor, "introductions", day, async ({ neighbourhood, content, name }) => {
		const party = await name(content.meetings.flatMap(({ one, other, introducers }) => [one, other, ...introducers]));
		const meetings = content.meetings.map(({ one, other, introducers, gain }) => ({
			one: party(one),
			other: party(other),
			introducers: introducers.map(party),
			gain,
		}));
		return { neighbourhood, places: byPlace(meetings) };
	});
}
