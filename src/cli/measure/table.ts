import { BadInput, found } from "./bad-input.ts";
import type { Bytes } from "./ids.ts";
import type { Progress } from "./progress.ts";
import { Rows } from "./rows.ts";

const rowsBetweenReports = 1 << 16;

/** A CSV file with a header, read row by row; a column is known by its place in the header. */
export type Table = {
	/** Names of the columns; unnamed ones are the empty text. */
	readonly header: readonly string[];
	/** The place of a column that may be left out; −1 where it is. */
	optional(name: string): number;
	/** Goes to the next row. Returns false when there is none. */
	next(): boolean;
	text(column: number): string;
	bytes(column: number): Bytes;
	isEmpty(column: number): boolean;
	/** What is wrong with a field of the row just read. */
	bad(column: number, expected: string): BadInput;
};

/**
 * Opens a table, hands it over and closes it, whatever happens. The first row must name every column of `required`,
 * in whatever order; others are for whoever asks for them. Throws `BadInput` for what is no such file, and for a row
 * with more or fewer fields than the header.
 */
export function readTable<Result, Name extends string>(
	file: string,
	required: readonly Name[],
	progress: Progress,
	read: (table: Table, columns: Record<Name, number>) => Result,
): Result {
	const rows = new Rows(file);
	try {
		const header = headerOf(rows, required);
		const columns = Object.fromEntries(required.map((name) => [name, header.indexOf(name)])) as Record<Name, number>;
		return read(tableOf(rows, header, progress), columns);
	} finally {
		rows.close();
	}
}

function headerOf(rows: Rows, required: readonly string[]): string[] {
	const wanted = `a header with ${required.join(",")}`;
	if (!rows.next()) throw new BadInput(`${rows.file}:1:1: expected ${wanted}, found an empty file`);
	const header = Array.from({ length: rows.count }, (_, i) => rows.text(i));
	const at = (field: number) => `${rows.file}:${rows.lineOf(field)}:${field + 1}`;
	header.forEach((name, i) => {
		if (name !== "" && header.indexOf(name) < i)
			throw new BadInput(`${at(i)}: expected each column once, found ${found(name)} again`);
	});
	for (const name of required)
		if (!header.includes(name))
			throw new BadInput(`${at(header.length)}: expected ${wanted}, found no column ${found(name)}`);
	return header;
}

function tableOf(rows: Rows, header: readonly string[], progress: Progress): Table {
	let read = 0;
	const bad = (column: number, expected: string, instead = found(rows.text(column))) => {
		const name = header[column] ? ` (${header[column]})` : "";
		return new BadInput(
			`${rows.file}:${rows.lineOf(column)}:${column + 1}${name}: expected ${expected}, found ${instead}`,
		);
	};
	return {
		header,
		optional: (name) => header.indexOf(name),
		next() {
			if (!rows.next()) return false;
			if (rows.count !== header.length)
				throw bad(Math.min(rows.count, header.length), `${header.length} fields as in the header`, String(rows.count));
			if (++read % rowsBetweenReports === 0) progress(`${rows.file}: ${read} rows read`);
			return true;
		},
		text: (column) => rows.text(column),
		bytes: (column) => rows.field(column),
		isEmpty: (column) => rows.isEmpty(column),
		bad,
	};
}
