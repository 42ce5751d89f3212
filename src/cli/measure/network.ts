import { closeSync, openSync, writeSync } from "node:fs";
import { measureNetwork, type NetworkFigures, type PerPerson } from "../../measures/network.ts";
import { BadInput } from "./bad-input.ts";
import { Ids } from "./ids.ts";
import { Numbers } from "./numbers.ts";
import type { Progress } from "./progress.ts";
import { readTable, type Table } from "./table.ts";
import { dayReader, idIn } from "./values.ts";

export type NetworkFiles = {
	ties: string;
	people?: string | undefined;
	/** Where to write what is measured of each person. */
	perPerson?: string | undefined;
	/** Only rows in force on that day count. */
	at?: string | undefined;
	/** Betweenness along paths of at most so many ties. */
	steps?: number | undefined;
};

type Ties = { from: Int32Array; to: Int32Array; kind?: Int32Array };

/** `./filo measure network`: what measures.md §1 says of the ties in a file. Throws `BadInput`. */
export async function network(files: NetworkFiles, progress: Progress): Promise<NetworkFigures> {
	const ids = new Ids();
	const attributes = files.people === undefined ? {} : readPeople(files.people, ids, progress);
	const ties = readTies(files.ties, files.at, ids, progress);
	ids.close();
	// Before anything is measured: hours would be lost on a folder that may not be written.
	const sheet = files.perPerson === undefined ? undefined : openToWrite(files.perPerson);
	const { figures, perPerson } = await measureNetwork(
		{ n: ids.size, ...ties, attributes },
		{
			betweennessSteps: files.steps,
			progress: (step, done) => progress(done > 0 && done < 1 ? `${step}: ${Math.floor(done * 100)} %` : step),
		},
	);
	if (sheet !== undefined) writePeople(sheet, ids, perPerson);
	// Numbers go in and one comes out: half a million names need not be made for it.
	const most = figures.betweennessMaxAt;
	return { ...figures, betweennessMaxAt: most === null ? null : ids.text(Number(most)) };
}

/** People in order of their rows, and each further column as an attribute: of each person its value, or null. */
function readPeople(file: string, ids: Ids, progress: Progress): Record<string, (string | null)[]> {
	return readTable(file, ["id"], progress, (table, columns) => {
		const named = table.header.flatMap((name, column) =>
			name === "" || name === "id" ? [] : [{ name, column, valueIn: valueReader(), values: [] as (string | null)[] }],
		);
		while (table.next()) {
			const before = ids.size;
			if (idIn(table, columns.id, ids) < before) throw table.bad(columns.id, "each person once");
			for (const { column, valueIn, values } of named) values.push(valueIn(table, column));
		}
		return Object.fromEntries(named.map(({ name, values }) => [name, values]));
	});
}

/** Equal values are one text in memory. */
function valueReader(): (table: Table, column: number) => string | null {
	const numbers = new Ids();
	const texts: string[] = [];
	return (table, column) => {
		if (table.isEmpty(column)) return null;
		const number = numbers.of(table.bytes(column));
		texts[number] ??= table.text(column);
		return texts[number];
	};
}

function readTies(file: string, at: string | undefined, ids: Ids, progress: Progress): Ties {
	return readTable(file, ["source", "target"], progress, (table, columns) => {
		const [kind, since, until] = [table.optional("kind"), table.optional("since"), table.optional("until")];
		const dayIn = dayReader();
		const kinds = new Ids();
		const from = new Numbers();
		const to = new Numbers();
		const kindOf = new Numbers();
		while (table.next()) {
			for (const column of [columns.source, columns.target])
				if (table.isEmpty(column)) throw table.bad(column, "an id");
			const [first, last] = [dayIn(table, since), dayIn(table, until)];
			if (first && last && last < first) throw table.bad(until, `a day not before ${first}`);
			if (at !== undefined && (first > at || (last !== "" && last < at))) continue;
			from.push(ids.of(table.bytes(columns.source)));
			to.push(ids.of(table.bytes(columns.target)));
			if (kind >= 0) kindOf.push(table.isEmpty(kind) ? -1 : kinds.of(table.bytes(kind)));
		}
		const ties = { from: from.list(), to: to.list() };
		return kind < 0 ? ties : { ...ties, kind: kindOf.list() };
	});
}

function openToWrite(file: string): number {
	try {
		return openSync(file, "w");
	} catch (error) {
		throw new BadInput(`${file}: this file cannot be written (${(error as NodeJS.ErrnoException).code})`);
	}
}

const measures = ["degree", "core", "clustering", "constraint", "betweenness", "component", "community"] as const;
const linesAtOnce = 4096;

/** One line a person, in order of first appearance; what is not defined is an empty field. */
function writePeople(sheet: number, ids: Ids, perPerson: PerPerson): void {
	let lines = [["id", ...measures].join()];
	for (let u = 0; u < ids.size; u++) {
		const values = measures.map((name) => perPerson[name][u]!);
		lines.push([quoted(ids.text(u)), ...values.map((value) => (Number.isNaN(value) ? "" : value))].join());
		if (lines.length < linesAtOnce) continue;
		writeSync(sheet, `${lines.join("\n")}\n`);
		lines = [];
	}
	writeSync(sheet, lines.map((line) => `${line}\n`).join(""));
	closeSync(sheet);
}

/** A field as CSV: in quotation marks where it would be read otherwise. */
function quoted(text: string): string {
	return /[",\r\n]|^$|^\uFEFF/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
