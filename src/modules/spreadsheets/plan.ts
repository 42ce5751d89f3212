import type { ReadOutline } from "../../core/outlines/reading.ts";
import type { Day } from "../../core/period.ts";
import type { BulkAgreement, BulkContact, BulkParty, BulkTie, GivenOutline } from "../community/bulk/service.ts";
import type { Roll } from "../initiatives/bulk/service.ts";
import type { BulkNote } from "../listening/bulk/service.ts";
import type { Counts, Line, Preview, RowsChosen, Said } from "./contract.ts";

/** What a table comes to: a line for each row, and what would be written. */
export type Plan = {
	lines: Line[];
	parties: BulkParty[];
	agreements: BulkAgreement[];
	contacts: BulkContact[];
	ties: BulkTie[];
	notes: BulkNote[];
	/** Outlines and codes of places that are there without. */
	outlines: GivenOutline[];
	roll?: Roll;
	stop?: Preview["stop"];
	people: number;
};

export function emptyPlan(): Plan {
	return {
		lines: [],
		parties: [],
		agreements: [],
		contacts: [],
		ties: [],
		notes: [],
		outlines: [],
		people: 0,
	};
}

/** How many rows come to what. */
export function countsOf(lines: readonly Line[]): Counts {
	const counts: Counts = { created: 0, matched: 0, merged: 0, counted: 0, refused: 0 };
	for (const { outcome } of lines) counts[outcome] += 1;
	return counts;
}

/** What every plan is made with. */
export type Asked = {
	said: Said;
	today: Day;
	rows: RowsChosen;
	/** What a row of GeoJSON draws: an outline, or why it is none. */
	outlines?: ReadonlyMap<number, ReadOutline>;
};

export type Row<Name extends string> = { row: number; cell: (field: Name) => string; beside: string[] };

/** A refusal of one row: a message key, and what it speaks of. */
export class RowRefused extends Error {
	readonly of: string | undefined;
	/** Who they may be. */
	readonly ask: Line["ask"];
	constructor(reason: string, of?: string, ask?: Line["ask"]) {
		super(reason);
		this.of = of;
		this.ask = ask;
	}
}

/** One line for a row: what `work` says of it, or why it is refused. */
export function lineFor(row: number, label: string, work: () => Omit<Line, "row" | "label">): Line {
	try {
		return { row, label, ...work() };
	} catch (error) {
		if (!(error instanceof RowRefused)) throw error;
		const { message, of, ask } = error;
		return { row, label, outcome: "refused", reason: message, ...(of && { of }), ...(ask?.length && { ask }) };
	}
}
