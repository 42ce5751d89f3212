/** Every act that its author can take back for a minute. Each module says how its own are taken back; the door puts them together. */
export const undoVerbs = [
	"setAsideNote",
	"takeOutNote",
	"endNeed",
	"followUpStep",
	"settlePromise",
	"takeOffAgendaItem",
	"takeOffAttendee",
	"changeInitiativeState",
	"setSessionState",
	"recordAttendance",
	"removeOrganiser",
	"endTie",
	"markLeft",
	"endProfileLine",
	"takeDownStory",
	"endResource",
	"confirmReach",
] as const;
export type UndoVerb = (typeof undoVerbs)[number];

/** What it was before: states, days and ids. Never words: they would outlive what they are about. */
export type Before = Record<string, string | number | boolean | null | string[]>;

/** An act that can still be taken back. */
export type Undoable = { act: UndoVerb; kind: string; recordId: string; neighbourhoodId: string | null; was: Before };
