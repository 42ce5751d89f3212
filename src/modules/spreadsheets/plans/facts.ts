import type { Day } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";
import type { KnownParty, KnownTie } from "../../community/bulk/service.ts";
import type { ContactKind, PartyKind } from "../../community/contract.ts";
import type { Columns, Field } from "../contract.ts";
import { type Row, RowRefused } from "../plan.ts";
import type { Table } from "../table/table.ts";
import { dayFrom, isAddress, isNumberLike, yesFrom } from "../table/values.ts";

/** What is there already, as the plans compare with it. */
export type Facts = {
	known: readonly KnownParty[];
	ties: readonly KnownTie[];
	contacts: readonly { partyId: string; kind: ContactKind; value: string }[];
};

/** The rows of a table with their cells by what they say. */
export function rowsOf(table: Table, columns: Columns): Row<Field>[] {
	const at = Map.groupBy(table.headings.keys(), (i) => columns[table.headings[i]!]);
	return table.rows.map(({ row, cells }) => ({
		row,
		cell: (field) => {
			const said = (at.get(field) ?? []).map((i) => cells[i]!.replace(/\s+/g, " ").trim()).filter(Boolean);
			return said.join(field === "phone" || field === "email" ? " | " : " ");
		},
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

/** Those of some kinds by what they are called, and people also by the words of their names. */
export type Called = { byLabel: ReadonlyMap<string, KnownParty[]>; byWords: ReadonlyMap<string, KnownParty[]> };

export function calledIn(known: readonly KnownParty[], kinds: readonly PartyKind[]): Called {
	const people = kinds.includes("person") ? known.filter(({ kind }) => kind === "person") : [];
	return { byLabel: byLabel(known, kinds), byWords: byWords(people) };
}

/** The one called so. Throws for nobody, and for several. */
export function oneCalled(called: Called, label: string): KnownParty {
	const [first, ...more] = called.byLabel.get(fold(label)) ?? called.byWords.get(wordsKey(label)) ?? [];
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
/** What a formula came to that went wrong, in the languages of those who write them. */
const faulty = /^#(N\/[ADV]|NV|RIF|REF|BEZUG|DIV\/0|VALORE|VALUE|WERT|NOME|NAME|NUM|ZAHL|NULL|NULLO|SPILL)[!?]?$/i;
const total = /^(totale|totali|tot\.)(\s|:|$)/i;
/** These are surnames too: alone in the row, or with a number or a small letter after them, they sum it up. */
const sum = /^(?i:somma|summe|gesamt|total|tot)(\s*$|\s*:|\s+[\d\p{Ll}])/u;
/** What is written beneath a table. */
const remark = /^(\*|n\.?b\.?\s|nota:|note:|anmerkung:|hinweis:)/i;

/** What a row is called. Throws where there is no name, or where something else stands in its place. */
export function labelIn({ cell, beside }: Row<Field>): string {
	const label = [cell("name"), cell("surname")].filter(Boolean).join(" ");
	if (label === "") {
		const elsewhere = beside.find((one) => nameLike.test(one.trim()));
		throw elsewhere ? new RowRefused("name_elsewhere", elsewhere) : new RowRefused("name_missing");
	}
	if (label.length > 120) throw new RowRefused("too_long", label.slice(0, 40));
	const parts = [cell("name"), cell("surname")].filter(Boolean);
	if (parts.some((part) => total.test(part)) || (parts.length === 1 && sum.test(parts[0]!)))
		throw new RowRefused("total_row", label);
	if (parts.some(isOther) || remark.test(parts[0]!) || fold(label) === "") throw new RowRefused("name_wrong", label);
	return label;
}

function isOther(part: string): boolean {
	return isAddress(part) || isNumberLike(part) || dayFrom(part) !== undefined || faulty.test(part);
}

/** Why a name is not that of one person: two in one cell, a household, a heading of a part of the table. */
export function whyNoPerson(label: string, { beside }: Row<Field>): string | undefined {
	const [one, other, ...more] = label.split(/\s+(?:e|ed|und|and|con|mit)\s+|\s*[&+]\s*|(?<=\p{L})\s*\/\s*(?=\p{L})/iu);
	const isTwo = more.length === 0 && one && other && [one, other].every((part) => /^\p{Lu}\p{L}/u.test(part));
	if (isTwo || more.length > 0) return "two_people";
	if (/^(fam\.?|famiglia|familie|family)\s/i.test(label)) return "a_household";
	const isAlone = beside.length > 1 && beside.filter(Boolean).length === 1;
	return isAlone && /^(scala|piano|via|vicolo|condominio|palazzina|stiege|stock|staircase)\s/i.test(label)
		? "name_wrong"
		: undefined;
}

const nothing =
	/^([-–—/.?*]+|no|n\.?d\.?|n\/[ad]|non (ha|c'è|disponibile)|nessun[oa]?|manca|keine?s?|nicht vorhanden|none)$/i;

/** The numbers and addresses in a cell, however they are kept apart; what says that there is none is none. */
export function reachesIn(cell: string): string[] {
	return cell
		.split(/\s*[|;,]\s*|\s+(?:\/|e|o|und|oder)\s+/)
		.map((value) => value.replace(/^'/, "").trim())
		.filter((value) => value !== "" && !nothing.test(value));
}

/** Several values in one cell, kept apart by upright strokes. */
export function valuesIn(cell: string): string[] {
	return cell
		.split(/\s*\|\s*/)
		.map((value) => value.trim())
		.filter(Boolean);
}
