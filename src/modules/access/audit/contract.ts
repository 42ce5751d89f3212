import { z } from "zod";
import { optionalDay, pageOfList } from "../../../core/input.ts";

/** A verb or a noun as the code spells it: `recordNote`, `follow-up`. */
const optionalCode = z.preprocess(
	(value) => (value === "" ? undefined : value),
	z
		.string({ error: "error.choice" })
		.regex(/^[a-z][a-zA-Z-]{0,40}$/, { error: "error.choice" })
		.optional(),
);

/** A page of the trail, of one day, one verb, one kind of record, or all. */
export const listTrail = pageOfList.extend({ day: optionalDay(), verb: optionalCode, kind: optionalCode });
export type ListTrail = z.output<typeof listTrail>;

/** One change: when, who, what was done to which kind of record, where. Never which record, nor what it says. */
export type Entry = {
	id: string;
	/** ISO 8601, to the microsecond. */
	at: string;
	/** The role it was made in, or the name of background work. */
	role: string;
	/** The name of who works here; null for everybody else, and for colleagues the reader does not see. */
	name: string | null;
	verb: string;
	kind: string;
	neighbourhoodId: string | null;
};
