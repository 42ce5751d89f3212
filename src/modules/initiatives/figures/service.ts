import { addDays, type Day, instantOf } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { InitiativeState } from "../contract.ts";
import * as store from "./store.ts";

/** What the initiatives of an objective did in a territory; `objective` is `all` for all of them. */
export type ObjectiveFigures = {
	territoryId: string;
	objective: string;
	/** Open now. */
	underWay: number;
	sessions: number;
	/** Whoever was there, each time: written down or only counted. */
	presences: number;
	/** Different people written down. */
	people: number;
	tiesBorn: number;
	tiesBornPeople: number;
};

/** An initiative that is open, or being prepared where the reader works. */
export type UnderWay = {
	id: string;
	title: string;
	state: InitiativeState;
	territoryId: string;
	neighbourhood: string;
	neighbourhoodName: string;
	objectives: string[];
};

export type WentOn = { initiatives: number; sessions: number; presences: number; people: number };

/** By territory and objective, for sessions held from one day to another, both counted. */
export function figuresByObjectiveIn(read: Read, from: Day, to: Day): Promise<ObjectiveFigures[]> {
	return store.readFigures(read, instantOf(from), instantOf(addDays(to, 1)));
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
