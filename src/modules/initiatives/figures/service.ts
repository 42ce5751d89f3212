import { addDays, type Day, instantOf } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { ObjectiveFigures, Open, Presence, UnderWay, WentOn } from "./contract.ts";
import * as store from "./store.ts";

export type { ObjectiveFigures, Open, Presence, UnderWay, WentOn } from "./contract.ts";

/** By territory and objective, for sessions held from one day to another, both counted. */
export function figuresByObjectiveIn(read: Read, from: Day, to: Day): Promise<ObjectiveFigures[]> {
	return store.readFigures(read, instantOf(from), instantOf(addDays(to, 1)));
}

/** How many are open now, by territory and objective; where none is, the row is left out. */
export function openByObjectiveIn(read: Read): Promise<Open[]> {
	return store.readOpen(read);
}

/** What is under way, for one objective or for any, by neighbourhood and title; at most 300. */
export function underWayIn(read: Read, objective?: string): Promise<UnderWay[]> {
	return store.readUnderWay(read, objective, 300);
}

/** What went on in a neighbourhood from one day to another, both counted, as far as it was written down by `moment`, where one is given. */
export function wentOnIn(
	read: Read,
	neighbourhoodId: string,
	period: { from: Day; to: Day; moment?: Date },
): Promise<WentOn> {
	const { from, to, moment } = period;
	return store.readWentOn(read, neighbourhoodId, instantOf(from), instantOf(addDays(to, 1)), moment);
}

/** Who was written down at which session held in a neighbourhood from one day to another, both counted. */
export function presencesIn(
	read: Read,
	of: { territoryId: string; neighbourhoodId: string; from: Day; to: Day },
): Promise<Presence[]> {
	const { from, to, ...place } = of;
	return store.readPresences(read, place, instantOf(from), instantOf(addDays(to, 1)));
}
