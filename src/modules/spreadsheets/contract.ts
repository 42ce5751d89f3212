import { z } from "zod";
import {
	id,
	list,
	oneOf,
	optionalDay,
	optionalOneOf,
	optionalText,
	optionalWhole,
	pageOfList,
	tick,
	whole,
} from "../../core/input.ts";
import type { Day } from "../../core/period.ts";
import { placeSorts, sectors, ways } from "../community/contract.ts";

/** What can be brought in and taken out. */
export const kinds = ["people", "organisations", "places", "ties", "attendance", "notes"] as const;
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
	places: ["name", "sort", "residents", "inside", "knownSince", "existedBefore", "longitude", "latitude", "code"],
	ties: ["one", "other", "tie", "doing", "since", "until", "saidBy", "existedBefore"],
	attendance: ["name", "surname", "part", "agreedHow", "agreedOn", "present"],
	notes: ["text", "noteKind", "topic", "heardOn", "about", "place", "urgent"],
} as const satisfies Record<Kind, readonly string[]>;
export type Field = (typeof fieldsOf)[Kind][number];

/** Without which a row is none. */
export const neededOf: Record<Kind, readonly Field[]> = {
	people: ["name"],
	organisations: ["name"],
	places: ["name"],
	ties: ["one", "other", "tie"],
	attendance: ["name"],
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
	/** Which initiative a sheet of presences is of, by its id or its title; and the year of its first date. */
	initiative: optionalText(200),
	year: optionalWhole(2000, 2099),
});
export type Said = z.output<typeof said>;

export const stage = z.object({ id: id<"import">(), kind: oneOf(kinds) });

/** The choices of the page: what was said, which sheets (none: all that fit), and a field for every column (`column_0`, `column_1` …). */
export const choose = said.extend({ sheets: list(whole(0, 199), 200) });

export const outcomes = ["created", "matched", "merged", "counted", "refused"] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * What becomes of one row of the file; `reason` is a message key of `spreadsheets`, with what it speaks of. Where somebody
 * may be somebody who is there, `ask` names them: nobody is guessed. Of several sheets the rows are numbered on; `at` says
 * where one stands.
 */
export type Line = {
	row: number;
	at?: { sheet: string; row: number };
	outcome: Outcome;
	label: string;
	reason?: string;
	of?: string;
	ask?: { id: string; label: string }[];
};

/** What can be said of a row that is asked about: somebody else, or who it is, by an id or by the row before. Left out, nothing is guessed. */
const rowChoice = z.union([z.literal("another"), z.string().regex(/^row \d{1,6}$/), id<"party">()]);
export const rowsChosen = z.record(z.string().regex(/^\d{1,6}$/), rowChoice);
export type RowsChosen = Record<string, string>;

export type Counts = Record<Outcome, number>;

export const states = ["draft", "writing", "done", "undone", "discarded"] as const;
export type State = (typeof states)[number];

/** How far the writing of an import has come: what was done with how many rows. */
export type Step = "read" | "planned" | "written";

/** An import as its list and its page show it. */
export type Import = {
	id: string;
	neighbourhoodId: string;
	kind: Kind;
	state: State;
	counts: Counts | null;
	/** How many rows the file has, and how far the writing of it has come. */
	rowCount: number;
	step: Step | null;
	stepRows: number;
	/** Why a writing ended without anything written: a message key. */
	fault: string | null;
	madeAt: Date;
	doneAt: Date | null;
	undoneAt: Date | null;
	madeBy: string | null;
};

/** A sheet of the file: whether it is taken, and why not by itself. */
export type SheetShown = { name: string; taken: boolean; fits: boolean; hidden: boolean };

/** A preview: what was recognised, what every row would become, and what speaks against the whole. */
export type Preview = {
	sheets: SheetShown[];
	headings: string[];
	columns: Columns;
	lines: Line[];
	counts: Counts;
	/** Why nothing of it can be written: a message key of `spreadsheets`. */
	stop?: "list_of_names" | "needs_columns" | "needs_initiative" | "needs_year" | "needs_dates" | "several_initiatives";
	/** How many the list would have named. */
	people: number;
	/** Of a sheet of presences: its days, how many of them are new dates, and the initiatives it can be of. */
	roll?: { days: Day[]; newDates: number; initiative?: string; initiatives: { id: string; title: string }[] };
};

export const formats = ["csv", "xlsx", "geojson"] as const;
export type Format = (typeof formats)[number];

/** As what a kind is taken out: places with their outlines too. */
export function formatsOf(kind: Kind): readonly Format[] {
	return formats.filter((format) => format !== "geojson" || kind === "places");
}

export const exportAsked = z.object({
	kind: oneOf(kinds),
	format: oneOf(formats).default("csv"),
	neighbourhood: optionalText(60),
	/** Whose presences: an id or a title. */
	initiative: optionalText(200),
});
export type ExportAsked = z.output<typeof exportAsked>;

export const listImports = pageOfList.extend({ neighbourhood: optionalText(60) });
export type ListImports = z.output<typeof listImports>;

/** A file as JSON carries it. */
export const sentImport = stage.extend({
	neighbourhood: optionalText(60),
	/** Base64, of at most 7 MB of file. */
	file: z.base64({ error: "error.required" }).min(1, { error: "error.required" }),
});

/** The bytes of a file that JSON carried. */
export function fileOf(base64: string): Buffer {
	return Buffer.from(base64, "base64");
}

/** The same choices as those of the page. */
export const chooseJson = choose.extend({
	/** Heading → field; empty for a column that is left aside. */
	columns: z.record(z.string().max(200), z.enum(["", ...new Set(Object.values(fieldsOf).flat())])).optional(),
	/** Row → what it is. */
	rows: rowsChosen.optional(),
});
