/** What a neighbourhood did in a calendar year: counts alone. One behind which fewer than five people stand is null. */
export type Year = {
	year: number;
	/** How many initiatives open to all met, and how often. */
	initiatives: number;
	sessions: number;
	/** How often somebody was there, written down or only counted. */
	presences: number | null;
	/** How many different people were written down there. */
	people: number | null;
	/** How many pairs met there for the first time. */
	firstMeetings: number | null;
	/** Acts of help. */
	acts: number | null;
	/** Ideas proposed and pacts that came into force, all of them public; null in years counted before they were. */
	ideas: number | null;
	pacts: number | null;
	/** The day it was counted. */
	countedOn: string;
};
