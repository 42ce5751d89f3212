import type { Day } from "../../../core/period.ts";
import type { Moving } from "../contract.ts";

/** An act as what help generates is counted from: who, when, and what its giver said had moved it. No words. */
export type ActOfHelp = {
	id: string;
	giver: string;
	receiver: string;
	/** An instant; of an act of which only the day is known, its noon. */
	at: Date;
	movedBy: Moving;
	movedByAct: string | null;
	/** First day on which the receiver was no longer here. */
	receiverLeftOn: Day | null;
};
