import type { InitiativeState } from "../contract.ts";

/** What the initiatives of an objective did in a territory; `objective` is `all` for all of them. */
export type ObjectiveFigures = {
	territoryId: string;
	objective: string;
	sessions: number;
	/** Whoever was there, each time: written down or only counted. */
	presences: number;
	/** Different people written down. */
	people: number;
	tiesBorn: number;
	tiesBornPeople: number;
};

/** How many are open now; `objective` is `all` for all of them. */
export type Open = { territoryId: string; objective: string; n: number };

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

/** Somebody written down at a session that was held. */
export type Presence = { personId: string; sessionId: string };
