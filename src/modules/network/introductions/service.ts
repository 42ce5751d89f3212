import { dayOf } from "../../../core/period.ts";
import type { Actor } from "../../../db/actor.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import { networkOf, networkOn } from "../rules.ts";
import { neighbourhoodHistoryIn } from "../service.ts";
import { type Meeting, meetingsByPlace } from "./rules.ts";

/** Who could be introduced to whom in the neighbourhood on screen, among the people who are here today. */
export async function introductionsHere(
	ground: Ground,
	actor: Actor,
): Promise<{ neighbourhood: string; places: [place: string, meetings: Meeting[]][] }> {
	only(actor, "facilitator", "coordinator");
	const day = dayOf(ground.clock());
	return ground.db.readAs(actor, async (read) => {
		const { id, territoryId, name } = await neighbourhoodIn(read);
		const history = await neighbourhoodHistoryIn(read, { territoryId, neighbourhoodId: id, day });
		const here = networkOn(history, day);
		// Of somebody protected one speaks in person alone: they are introduced to nobody, and introduce nobody.
		return {
			neighbourhood: name,
			places: meetingsByPlace(
				networkOf(
					here.people.filter((person) => !person.protected),
					here.ties,
				),
			),
		};
	});
}
