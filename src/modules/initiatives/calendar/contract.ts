import type { Repeat, SessionState } from "../contract.ts";

/** A date as calendars take it over: with what it belongs to, and how often it changed. */
export type DatedSession = {
	id: string;
	initiativeId: string;
	startsAt: Date;
	minutes: number;
	state: SessionState;
	seriesId: string | null;
	seriesAt: Date | null;
	repeats: Repeat | null;
	/** How often title, invitation and place of the initiative changed. */
	initiativeSequence: number;
	/** How often the date itself changed. */
	sequence: number;
	changedAt: Date;
	title: string;
	invitation: string;
	place: string;
	/** Address of the neighbourhood. */
	slug: string;
};
