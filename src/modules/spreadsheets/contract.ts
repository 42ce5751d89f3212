import { z } from "zod";
import { id, oneOf, optionalDay, optionalOneOf, optionalText, tick, whole } from "../../core/input.ts";
import { placeSorts, sectors, ways } from "../community/contract.ts";

/** What can be brought in and taken out. */
export const kinds = ["people", "organisations", "places", "ties", "notes"] as const;
export type Kind = (typeof kinds)[number];

/** What a column can say, by kind, in the order in which it is offered and written out. */
export const fieldsOf = {
	people: [
		"name",
		"surname",
		"level",
		"place",
		"household",
		"knownSince",
		"existedBefore",
		"agreedHow",
		"agreedOn",
		"phone",
		"email",
		"contactAgreedOn",
	],
	organisations: [
		"name",
		"sector",
		"doing",
		"familyDistrict",
		"place",
		"knownSince",
		"existedBefore",
		"phone",
		"email",
	],
	places: ["name", "sort", "residents", "inside", "knownSince", "existedBefore", "longitude", "latitude"],
	ties: ["one", "other", "tie", "doing", "since", "until", "saidBy", "existedBefore"],
	notes: ["text", "noteKind", "topic", "heardOn", "about", "place", "urgent"],
} as const satisfies Record<Kind, readonly string[]>;
export type Field = (typeof fieldsOf)[Kind][number];

/** Without which a row is none. */
export const neededOf: Record<Kind, readonly Field[]> = {
	people: ["name"],
	organisations: ["name"],
	places: ["name"],
	ties: ["one", "other", "tie"],
	notes: ["text"],
};

/** What a heading is taken for: a field, or nothing. */
export type Columns = Record<string, Field | "">;

/** On what a list of people stands: they agreed to their names, it describes them without a name, or each row says it. */
export const bases = ["rows", "agreed", "descriptions"] as const;

/** What whoever brings a file says about all of it. */
export const said = z.object({
	basis: oneOf(bases).default("rows"),
	agreedHow: optionalOneOf(ways),
	agreedOn: optionalDay(),
	/** What to do with whoever looks like somebody who is there: leave out until somebody looks, or write as another. */
	alike: oneOf(["ask", "another"]).default("ask"),
	/** They agreed that their phone numbers and addresses are kept. */
	agreedContact: tick(),
	/** What an organisation or a place is where the file does not say it. */
	sector: optionalOneOf(sectors),
	sort: optionalOneOf(placeSorts),
});
export type Said = z.output<typeof said>;

export const stage = z.object({ id: id<"import">(), kind: oneOf(kinds) });

/** The choices of the page: what was said, which sheet, and a field for every column (`column_0`, `column_1` …). */
export const choose = said.extend({ sheet: whole(0, 200).default(0) });

export const outcomes = ["created", "matched", "merged", "refused"] as const;
export type Outcome = (typeof outcomes)[number];

/** What becomes of one row of the file; `reason` is a message key of `spreadsheets`, with what it speaks of. */
export type Line = { row: number; outcome: Outcome; label: string; reason?: string; of?: string };

export type Counts = Record<Outcome, number>;

export const states = ["draft", "done", "undone", "discarded"] as const;
export type State = (typeof states)[number];

/** An import as its list and its page show it. */
export type Import = {
	id: string;
	neighbourhoodId: string;
	kind: Kind;
	state: State;
	counts: Counts | null;
	madeAt: Date;
	doneAt: Date | null;
	undoneAt: Date | null;
	madeBy: string | null;
};

/** A preview: what was recognised, what every row would become, and what speaks against the whole. */
export type Preview = {
	sheets: string[];
	sheet: number;
	headings: string[];
	columns: Columns;
	lines: Line[];
	counts: Counts;
	/** Why nothing of it can be written: a message key of `spreadsheets`. */
	stop?: "list_of_names" | "needs_columns";
	/** How many the list would have named. */
	people: number;
};

export const formats = ["csv", "xlsx"] as const;
export type Format = (typeof formats)[number];
export const exportAsked = z.object({
	kind: oneOf(kinds),
	format: oneOf(formats).default("csv"),
	neighbourhood: optionalText(60),
});
export type ExportAsked = z.output<typeof exportAsked>;
