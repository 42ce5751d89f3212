import { measureGenerativity } from "../../measures/generativity.ts";
import { found } from "./bad-input.ts";
import { Ids } from "./ids.ts";
import { Numbers } from "./numbers.ts";
import type { Progress } from "./progress.ts";
import { readTable, type Table } from "./table.ts";
import { idIn, instantIn, yesIn } from "./values.ts";

export type ActsFile = {
	acts: string;
	horizonDays?: number | undefined;
	/** In ms since the epoch. */
	asOf?: number | undefined;
};

/** `./filo measure generativity`: what measures.md §2 says of the acts in a file. Throws `BadInput`. */
export function generativity({ acts, ...options }: ActsFile, progress: Progress) {
	return measureGenerativity(readActs(acts, progress), options);
}

const required = ["id", "giver", "receiver", "at", "inspired_by", "receiver_left"] as const;

function readActs(file: string, progress: Progress) {
	return readTable(file, required, progress, (table, columns) => {
		const column = { ...columns, answered: table.optional("answered") };
		const ids = new Ids();
		const people = new Ids();
		const [giver, receiver, inspiredBy] = [new Numbers(), new Numbers(), new Numbers()];
		const at: number[] = [];
		const left: number[] = [];
		const answered: number[] = [];
		while (table.next()) {
			const row = idIn(table, column.id, ids);
			if (row < at.length) throw table.bad(column.id, "an id of its own");
			giver.push(idIn(table, column.giver, people));
			receiver.push(idIn(table, column.receiver, people));
			at.push(instantIn(table, column.at));
			left.push(table.isEmpty(column.receiver_left) ? Number.NaN : instantIn(table, column.receiver_left));
			answered.push(column.answered < 0 || yesIn(table, column.answered, true) ? 1 : 0);
			inspiredBy.push(
				movedBy(table, column, { ids, row, giver: giver.list(), receiver: receiver.list(), at, answered }),
			);
		}
		return {
			n: at.length,
			giver: giver.list(),
			receiver: receiver.list(),
			at: Float64Array.from(at),
			inspiredBy: inspiredBy.list(),
			receiverLeft: Float64Array.from(left),
			answered: Uint8Array.from(answered),
		};
	});
}

type Before = {
	ids: Ids;
	row: number;
	giver: Int32Array;
	receiver: Int32Array;
	at: readonly number[];
	answered: readonly number[];
};

/** The row whose help moved this one; −1 where there is none. */
function movedBy(
	table: Table,
	column: Record<"inspired_by" | "answered", number>,
	{ ids, row, giver, receiver, at, answered }: Before,
): number {
	if (table.isEmpty(column.inspired_by)) return -1;
	const bad = (expected: string) => table.bad(column.inspired_by, expected);
	const moving = ids.find(table.bytes(column.inspired_by));
	if (moving < 0 || moving === row) throw bad("the id of an earlier row");
	if (receiver[moving] !== giver[row]) throw bad("the id of help that this giver received");
	if (at[moving]! > at[row]!) throw bad("the id of help received before this act");
	if (answered[row] === 0)
		throw table.bad(column.answered, `yes where inspired_by is ${found(table.text(column.inspired_by))}`);
	return moving;
}
