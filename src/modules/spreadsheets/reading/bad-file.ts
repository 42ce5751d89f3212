/** Why a file cannot be read at all. */
export type Fault = "too_large" | "broken" | "locked" | "empty" | "type" | "too_many_rows" | "ods" | "xls" | "web";

/** A file that is no table, or too large to be one; nothing of it was kept. */
export class BadFile extends Error {
	readonly fault: Fault;
	constructor(fault: Fault) {
		super(fault);
		this.fault = fault;
	}
}
