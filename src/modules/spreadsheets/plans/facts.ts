import type { Day } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";
import type { KnownParty, KnownTie } from "../../community/bulk/service.ts";
import type { ContactKind, PartyKind } from "../../community/contract.ts";
import type { Columns, Field } from "../contract.ts";
import { type Row, RowRefused } from "../plan.ts";
import type { Table } from "../table/table.ts";
import { dayFrom, yesFrom } from "../table/values.ts";

/** What is there already, as the plans compare with it. */
export type Facts = {
	known: readonly KnownParty[];
	ties: readonly KnownTie[];
	contacts: readonly { partyId: string; kind: ContactKind; value: string }[];
};

/** The rows of a table with their cells by what they say. */
export function rowsOf(table: Table, columns: Columns): Row<Field>[] {
	const at = new Map<string, number>();
	for (const [i, heading] of table.headings.entries()) if (columns[heading]) at.set(columns[heading], i);
	return table.rows.map(({ row, cells }) => ({
		row,
		cell: (field) => cells[at.get(field) ?? -1]?.replace(/\s+/g, " ").trim() ?? "",
		beside: cells,
	}));
}

/** The words of a name, in whatever order they stand: «Rossi Ada» is «Ada Rossi». */
export function wordsKey(label: string): string {
	return fold(label).split(" ").sort().join(" ");
}

/** Those whose names have the same words. */
export function byWords(people: readonly KnownParty[]): Map<string, KnownParty[]> {
	return Map.groupBy(people, ({ folded }) => wordsKey(folded));
}

/** Those called so, of some kinds. */
export function byLabel(known: readonly KnownParty[], kinds: readonly PartyKind[]): Map<string, KnownParty[]> {
	const found = new Map<string, KnownParty[]>();
	for (const party of known)
		if (kinds.includes(party.kind)) found.set(party.folded, [...(found.get(party.folded) ?? []), party]);
	return found;
}

/** The one called so. Throws for nobody, and for several. */
export function oneCalled(index: ReadonlyMap<string, readonly KnownParty[]>, label: string): KnownParty {
	const [first, ...more] = index.get(fold(label)) ?? [];
	if (!first) throw new RowRefused("unknown", label);
	if (more.length > 0) throw new RowRefused("several", label);
	if (first.restricted) throw new RowRefused("restricted", label);
	return first;
}

/** The day in a cell; `otherwise` where it is empty. Throws for what is no day, and for one to come. */
export function dayIn(cell: string, today: Day, otherwise: Day): Day {
	if (cell === "") return otherwise;
	const day = dayFrom(cell);
	if (!day) throw new RowRefused("day_wrong", cell);
	if (day > today) throw new RowRefused("day_future", cell);
	return day;
}

/** A yes in a cell. Throws for what is neither yes nor no. */
export function yesIn(cell: string): boolean {
	const said = yesFrom(cell);
	if (said === undefined) throw new RowRefused("cross_unknown", cell);
	return said;
}

const nameLike = /^\p{Lu}[\p{L}'’-]+(?: \p{L}[\p{L}'’.-]*)+$/u;
const mail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What a row is called. Throws where there is no name, or where something else stands in its place. */
export function labelIn({ cell, beside }: Row<Field>): string {
	const label = [cell("name"), cell("surname")].filter(Boolean).join(" ");
	if (label === "") {
		const elsewhere = beside.find((one) => nameLike.test(one.trim()));
		throw elsewhere ? new RowRefused("name_elsewhere", elsewhere) : new RowRefused("name_missing");
	}
	if (label.length > 120) throw new RowRefused("too_long", label.slice(0, 40));
	const isOther = mail.test(label) || /^[+\d][\d\s./()-]*$/.test(label) || dayFrom(label) !== undefined;
	if (isOther) throw new RowRefused("name_wrong", label);
	if (/^(totale|summe|gesamt|total)\b/i.test(label)) throw new RowRefused("total_row", label);
	if (fold(label) === "") throw new RowRefused("name_wrong", label);
	return label;
}

/** Several values in one cell, kept apart by upright strokes or lines. */
export function valuesIn(cell: string): string[] {
	return cell
		.split(/\s*\|\s*/)
		.map((value) => value.trim())
		.filter(Boolean);
}
