import { type Day, dayOf } from "../../../core/period.ts";
import type { Actor } from "../../../db/actor.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { HoldUp } from "../kept/contract.ts";
import { type Called, shownPicture } from "../kept/service.ts";
import { holdUpOf, namedBy } from "./rules.ts";

/** The streets of which something is told, by name, and what. Without a street it is not known where the people live. */
export type TellingPlace = { streets: string[]; holdUps: HoldUp<Called>[] };

export type ShownHoldUps = {
	/** Its name, where it is not the one on screen. */
	neighbourhood?: string | undefined;
	day: Day;
	/** On how many people and pairs that know each other it rests. */
	people: number;
	ties: number;
	/** By name, those of which no street is known last. */
	places: TellingPlace[];
	/** How many more places there are than are shown. */
	more: number;
};

/**
 * Where in the neighbourhood on screen many hang on few ties, today: for those who go there and can widen it. Throws
 * `sign_in_first`, `not_yours` for whoever does not work there as a facilitator.
 */
export async function holdUps(ground: Ground, actor: Actor): Promise<ShownHoldUps> {
	only(actor, "facilitator");
	const day = dayOf(ground.clock());
	return shownPicture(ground, actor, "hold-ups", day, async ({ neighbourhood, content, name }) => {
		const { places, ...counts } = content;
		const party = await name(places.flatMap(({ streets, holdUps }) => [...streets, ...holdUps.flatMap(namedBy)]));
		return {
			neighbourhood,
			day,
			...counts,
			places: places.map(({ streets, holdUps }) => ({
				streets: streets.map((number) => party(number).label),
				holdUps: holdUps.map((holdUp) => holdUpOf(holdUp, party)),
			})),
		};
	});
}
