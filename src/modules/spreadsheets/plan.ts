import type { Day } from "../../core/period.ts";
import type { BulkAgreement, BulkContact, BulkParty, BulkTie } from "../community/bulk/service.ts";
import type { BulkNote } from "../listening/bulk/service.ts";
import type { Counts, Line, Outcome, Preview, Said } from "./contract.ts";

/** What a table comes to: a line for each row, and what would be written. */
export type Plan = {
	lines: Line[];
	parties: BulkParty[];
	agreements: BulkAgreement[];
	contacts: BulkContact[];
	ties: BulkTie[];
	notes: BulkNote[];
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
		people: 0,
	};
}

/** How many rows come to what. */
export function countsOf(lines: readonly Line[]): Counts {
	const counts: Counts = { created: 0, matched: 0, merged: 0, refused: 0 };
	for (const { outcome } of lines) counts[outcome] += 1;
	return counts;
}

/** What every plan is made with. */
export type Asked = { said: Said; today: Day; another: ReadonlySet<number> };

export type Row<Name extends string> = { row: number; cell: (field: Name) => string; beside: string[] };

/** A refusal of one row: a message key, and what it speaks of. */
export class RowRefused extends Error {
	readonly of: string | undefined;
	constructor(reason: string, of?: string) {
		super(reason);
		this.of = of;
	}
}

/** One line for a row: what `work` says of it, or why it is refused. */
export function lineFor(
	row: number,
	label: string,
	work: () => { outcome: Outcome; reason?: string; of?: string },
): Line {
	try {
		return { row, label, ...work() };
	} catch (error) {
		if (!(error instanceof RowRefused)) throw error;
		return { row, label, outcome: "refused", reason: error.message, ...(error.of && { of: error.of }) };
	}
}
