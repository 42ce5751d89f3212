import { z } from "zod";
import { type Id, isId } from "../../core/ids.ts";
import {
	clock,
	day,
	id,
	list,
	oneOf,
	optionalId,
	optionalText,
	optionalWhole,
	pageOfList,
	text,
	tick,
} from "../../core/input.ts";
import { type Day, isDay } from "../../core/period.ts";

/** Was this moved by help once received? Only the giver's own words count. Source: measures §2. */
export const movings = ["not_asked", "no", "by_act", "in_general", "not_answered"] as const;
export type Moving = (typeof movings)[number];

/** What moved an act: without an act of its own, or by one act. */
export type MovedBy = { state: Exclude<Moving, "by_act"> } | { state: "by_act"; actId: Id<"act"> };

/** When: an instant, or only the day. */
export type When = { instant: Date } | { day: Day };

const states = movings.filter((m) => m !== "by_act");

function readMovedBy(value: string): MovedBy | undefined {
	const word = value.trim().toLowerCase().replaceAll("-", "_");
	const state = states.find((s) => s === word);
	if (state) return { state };
	return isId(value.trim()) ? { state: "by_act", actId: value.trim().toLowerCase() as Id<"act"> } : undefined;
}

/** `not_asked`, `no`, `in_general`, `not_answered` (hyphens too) or the id of an earlier act. */
function movedBy() {
	return z.string({ error: "error.choice" }).transform((value, context): MovedBy => {
		const read = readMovedBy(value);
		if (read) return read;
		context.addIssue({ code: "custom", message: "error.choice" });
		return z.NEVER;
	});
}

function optionalMovedBy() {
	return z.preprocess((v) => (v === undefined || v === null || v === "" ? "not_asked" : v), movedBy());
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

function isInstant(value: string): boolean {
	return instant.test(value) && isDay(value.slice(0, 10)) && !Number.isNaN(Date.parse(value));
}

/** An ISO instant with its zone, or a day. */
function when() {
	return z
		.string({ error: "error.day" })
		.refine((s) => isInstant(s) || isDay(s), { error: "error.day" })
		.transform((s): When => (isDay(s) ? { day: s } : { instant: new Date(s) }));
}

const what = () => text(300);
const minutes = () => optionalWhole(1, 6000);

/** An act of help, as JSON brings it. */
export const recordAct = z.object({
	id: optionalId<"act">(),
	neighbourhood: optionalText(60),
	giver: id<"party">(),
	receiver: z.union([id<"party">(), z.array(id<"party">()).min(1).max(20)], { error: "error.id" }),
	at: when(),
	what: what(),
	minutes: minutes(),
	movedBy: optionalMovedBy(),
	/** The open need of the neighbourhood it answers. */
	answers: optionalId<"need">(),
	/** The resource of the neighbourhood it used. */
	uses: optionalId<"resource">(),
	paid: tick(),
	freely: tick(),
});

/** The same from the form, where people are chosen by typing and the day has its own field. */
export const recordActForm = z.object({
	id: optionalId<"act">(),
	giver: optionalId<"party">(),
	giver_typed: optionalText(120),
	receiver: optionalId<"party">(),
	receiver_typed: optionalText(120),
	receivers: list(id<"party">(), 20),
	day: day(),
	time: z.preprocess((v) => (v === "" ? undefined : v), clock().optional()),
	what: what(),
	minutes: minutes(),
	movedBy: optionalMovedBy(),
	answers: optionalId<"need">(),
	uses: optionalId<"resource">(),
	given: z.preprocess((v) => (v === undefined || v === "" ? "freely" : v), oneOf(["freely", "paid"])),
	freely: tick(),
});

/** What a service needs to record acts: one for each receiver. */
export type RecordAct = {
	id?: Id<"act">;
	neighbourhood?: string;
	giver: Id<"party">;
	receivers: Id<"party">[];
	when: When;
	what: string;
	minutes?: number;
	movedBy: MovedBy;
	answers?: Id<"need">;
	uses?: Id<"resource">;
	paid: boolean;
	/** Said in so many words that nobody paid, after a warning. */
	freely: boolean;
};

/** A later answer of the giver to what moved an act. */
export const answerMovedBy = z.object({ movedBy: movedBy() });
export type AnswerMovedBy = z.output<typeof answerMovedBy>;

/** A page of acts: all the reader may see, those of one neighbourhood, or those of one person. */
export const listActs = pageOfList.extend({ person: optionalId<"party">(), neighbourhood: optionalText(60) });
export type ListActs = z.output<typeof listActs>;

/** The form's address: whom the act starts with, which need it answers, and which resource it uses. */
export const newActQuery = z.object({
	giver: optionalId<"party">(),
	receiver: optionalId<"party">(),
	answers: optionalId<"need">(),
	uses: optionalId<"resource">(),
});

/** The list's address. */
export const actsPage = z.object({ person: optionalId<"party">(), cursor: optionalText(200) });

/** One act of help, as it is answered. */
export type Act = {
	id: Id<"act">;
	neighbourhood: string;
	giver: Id<"party">;
	receiver: Id<"party">;
	at: string;
	what: string;
	minutes: number | null;
	/** Null for a person who did not give it: only the giver and those who work here read the giver's words. */
	movedBy: Moving | null;
	movedByAct: Id<"act"> | null;
	recordedBy: Id<"account">;
	recordedAt: string;
};

/** An act with the words a page needs. A label is missing where the reader may not see who it was. */
export type ActLine = Act & {
	day: Day;
	dayOnly: boolean;
	giverLabel?: string;
	receiverLabel?: string;
	receiverIsPerson: boolean;
};

/** An act on its own page: what moved it and what it moved. */
export type ActPage = ActLine & {
	answeredBy: Id<"account"> | null;
	answeredAt: string | null;
	movedByLine?: ActLine;
	inspired: ActLine[];
};
