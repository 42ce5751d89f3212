import { newId } from "../../../core/ids.ts";
import { fold } from "../../../core/text.ts";
import { alikeAmong, type KnownParty, whyNoContact } from "../../community/bulk/service.ts";
import type { PlaceSort, Sector } from "../../community/contract.ts";
import type { Field, Line } from "../contract.ts";
import { type Asked, emptyPlan, lineFor, type Plan, type Row, RowRefused } from "../plan.ts";
import { wordFrom } from "../table/values.ts";
import { sectorWords, sortWords } from "../table/words.ts";
import { byLabel, dayIn, type Facts, labelIn, valuesIn, yesIn } from "./facts.ts";

/** What a list of organisations or of places comes to: those that are there are matched by their name. */
export function planParties(
	kind: "organisation" | "place",
	rows: readonly Row<Field>[],
	facts: Facts,
	asked: Asked,
): Plan {
	const plan = emptyPlan();
	const there = byLabel(facts.known, [kind]);
	const places = byLabel(facts.known, ["place"]);
	const before = new Map<string, { id: string; row: number }>();
	const contacts = new Set(facts.contacts.map(({ partyId, kind, value }) => `${partyId} ${kind} ${fold(value)}`));
	const alike = alikeTo(kind, rows, facts.known);

	/** A place that is there, or one of a row before. */
	function placeIn(label: string): string | undefined {
		const found = places.get(fold(label)) ?? [];
		if (found.length > 1) throw new RowRefused("several", label);
		return found[0]?.id ?? (kind === "place" ? before.get(fold(label))?.id : undefined);
	}

	function addContacts(row: Row<Field>, partyId: string): boolean {
		const found = (["phone", "email"] as const).flatMap((of) =>
			valuesIn(row.cell(of)).map((value) => ({ kind: of, value })),
		);
		for (const { kind: of, value } of found)
			if (whyNoContact("organisation", of, value)) throw new RowRefused(`${of}_wrong`, value);
		const fresh = found.filter(({ kind: of, value }) => !contacts.has(`${partyId} ${of} ${fold(value)}`));
		for (const { kind: of, value } of fresh) {
			contacts.add(`${partyId} ${of} ${fold(value)}`);
			plan.contacts.push({ id: newId(), partyId, partyKind: "organisation", kind: of, value });
		}
		return fresh.length > 0;
	}

	function one(row: Row<Field>): Pick<Line, "outcome" | "reason" | "of"> {
		const { cell } = row;
		const label = labelIn(row);
		const folded = fold(label);
		const knownSince = dayIn(cell("knownSince"), asked.today, asked.today);
		const existedBefore = yesIn(cell("existedBefore"));
		const around = cell(kind === "place" ? "inside" : "place");
		const placeId = around === "" ? undefined : placeIn(around);
		const missing = around !== "" && !placeId ? { reason: "place_unknown", of: around } : {};
		const known = there.get(folded) ?? [];
		if (known.length > 1) throw new RowRefused("several", label);
		const id = known[0]?.id ?? before.get(folded)?.id;
		if (id) {
			const added = kind === "organisation" && addContacts(row, id);
			const earlier = before.get(folded);
			if (earlier) return { outcome: "merged", reason: "row_before", of: String(earlier.row) };
			return added ? { outcome: "merged", reason: "added", of: label } : { outcome: "matched", ...missing };
		}
		const other = alike.get(row.row);
		if (other && asked.said.alike === "ask" && !asked.another.has(row.row)) throw new RowRefused("alike", other);
		const party = {
			id: newId<"party">(),
			kind,
			label,
			placeId,
			knownSince,
			existedBefore,
			...detailsOf(kind, row, asked, label),
		};
		if (kind === "organisation") addContacts(row, party.id);
		plan.parties.push(party);
		before.set(folded, { id: party.id, row: row.row });
		return { outcome: "created", ...missing };
	}

	for (const row of outerFirst(rows)) plan.lines.push(lineFor(row.row, row.cell("name").slice(0, 120), () => one(row)));
	plan.lines.sort((x, y) => x.row - y.row);
	return plan;
}

/** A place that stands in another row's comes after it, however deep; what stands in itself comes last. */
function outerFirst(rows: readonly Row<Field>[]): Row<Field>[] {
	const names = new Set(rows.map(({ cell }) => fold(cell("name"))));
	const ordered: Row<Field>[] = [];
	const before = new Set<string>();
	let waiting = [...rows];
	for (let more = true; more; ) {
		const ready = waiting.filter(({ cell }) => {
			const around = fold(cell("inside"));
			return !names.has(around) || before.has(around);
		});
		for (const row of ready) before.add(fold(row.cell("name")));
		ordered.push(...ready);
		const done = new Set(ready);
		waiting = waiting.filter((row) => !done.has(row));
		more = ready.length > 0 && waiting.length > 0;
	}
	return [...ordered, ...waiting];
}

function detailsOf(kind: "organisation" | "place", { cell }: Row<Field>, { said }: Asked, label: string) {
	if (kind === "organisation")
		return {
			sector: closed<Sector>(cell("sector"), sectorWords, said.sector, "sector"),
			doing: cell("doing").slice(0, 200) || null,
			familyDistrict: yesIn(cell("familyDistrict")),
		};
	return {
		sort: closed<PlaceSort>(cell("sort") || firstWordOf(label), sortWords, said.sort, "sort"),
		residents: wholeIn(cell("residents")),
		...degreesIn(cell("longitude"), cell("latitude")),
	};
}

/** «Via Brennero» is a street: the first word says it where nothing else does. */
function firstWordOf(label: string): string {
	const word = fold(label).split(" ")[0] ?? "";
	return wordFrom(word, sortWords) ? word : "";
}

function closed<Word extends string>(
	cell: string,
	words: Record<Word, string>,
	otherwise: Word | undefined,
	what: string,
): Word {
	const word = cell === "" ? otherwise : wordFrom(cell, words);
	if (word) return word;
	throw new RowRefused(cell === "" ? `${what}_missing` : `${what}_unknown`, cell);
}

function wholeIn(cell: string): number | null {
	if (cell === "") return null;
	const n = Number(cell.replace(/[.' ](?=\d{3}\b)/g, ""));
	if (!Number.isInteger(n) || n < 0 || n > 100_000) throw new RowRefused("whole_wrong", cell);
	return n;
}

function degreesIn(east: string, north: string): { longitude: number | null; latitude: number | null } {
	if (east === "" && north === "") return { longitude: null, latitude: null };
	const [longitude, latitude] = [east, north].map((cell) => Number(cell.replace(",", ".") || Number.NaN)) as [
		number,
		number,
	];
	if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90))
		throw new RowRefused("degrees_wrong", `${east} ${north}`);
	return { longitude, latitude };
}

function alikeTo(
	kind: "organisation" | "place",
	rows: readonly Row<Field>[],
	known: readonly KnownParty[],
): Map<number, string> {
	const items = [
		...known.filter((party) => party.kind === kind).map((party) => ({ ...party, row: 0 })),
		...rows.map((row) => {
			const label = row.cell("name");
			return { id: `row ${row.row}`, kind, label, folded: fold(label), level: null, placeId: null, row: row.row };
		}),
	];
	const alike = new Map<number, string>();
	for (const { one, other, reasons } of alikeAmong(items)) {
		if (!reasons.includes("spelling")) continue;
		const [first, later] = one.row < other.row ? [one, other] : [other, one];
		// Among rows of one file, names that are like each other are meant as they stand.
		if (first.row === 0 && later.row > 0 && !alike.has(later.row)) alike.set(later.row, first.label);
	}
	return alike;
}
