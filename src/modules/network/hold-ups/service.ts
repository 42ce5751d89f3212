import { type Day, dayOf } from "../../../core/period.ts";
import type { Actor } from "../../../db/actor.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { partiesAroundIn } from "../../community/network/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import { networkOn } from "../rules.ts";
import { neighbourhoodHistoryIn } from "../service.ts";
import { streetsOf } from "../streets.ts";
import { type HoldUp, holdUpsOn } from "./rules.ts";

/** The streets of which something is told, by name, and what. Without a street it is not known where the people live. */
export type TellingPlace = { streets: string[]; holdUps: HoldUp[] };

export type ShownHoldUps = {
	neighbourhood: string;
	day: Day;
	/** On how many people and pairs that know each other it rests. */
	people: number;
	ties: number;
	/** By name, those of which no street is known last. */
	places: TellingPlace[];
	/** How many more places there are than are shown. */
	more: number;
};

const mostPlaces = 60;

/**
 * Where in the neighbourhood on screen many hang on few ties, today: for those who go there and can widen it. Throws
 * `sign_in_first`, `not_yours` for whoever does not work there as a facilitator.
 */
export async function holdUps(ground: Ground, actor: Actor): Promise<ShownHoldUps> {
	only(actor, "facilitator");
	const day = dayOf(ground.clock());
	return ground.db.readAs(actor, async (read) => {
		const { id, territoryId, name } = await neighbourhoodIn(read);
		const of = { territoryId, neighbourhoodId: id, day };
		const [history, around] = await Promise.all([neighbourhoodHistoryIn(read, of), partiesAroundIn(read, of)]);
		const network = networkOn(history, day);
		const labels = new Map(around.places.map((place) => [place.id, place.label]));
		const { compare } = new Intl.Collator("it", { numeric: true });
		const places = holdUpsOn(network, streetsOf(around.places))
			.map(({ streets, holdUps }) => ({ streets: streets.map((street) => labels.get(street)!).sort(compare), holdUps }))
			.sort((a, b) => Number(a.streets.length === 0) - Number(b.streets.length === 0) || compareLists(a, b, compare));
		return {
			neighbourhood: name,
			day,
			people: network.people.length,
			ties: network.graph.m,
			places: places.slice(0, mostPlaces),
			more: Math.max(0, places.length - mostPlaces),
		};
	});
}

function compareLists(a: TellingPlace, b: TellingPlace, compare: (one: string, other: string) => number): number {
	return compare(a.streets.join(", "), b.streets.join(", "));
}
