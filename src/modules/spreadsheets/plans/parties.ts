import { breathing } from "../../../core/breathing.ts";
import { newId } from "../../../core/ids.ts";
import { pointInWords } from "../../../core/outlines/outline.ts";
import { fold } from "../../../core/text.ts";
import { alikeAmong, type KnownParty, type Outline, whyNoContact } from "../../community/bulk/service.ts";
import type { PlaceSort, Sector } from "../../community/contract.ts";
import type { Field, Line } from "../contract.ts";
import { type Asked, emptyPlan, lineFor, type Plan, type Row, RowRefused } from "../plan.ts";
import { wordFrom } from "../table/values.ts";
import { sectorWords, sortWords } from "../table/words.ts";
import { byLabel, dayIn, type Facts, labelIn, reachesIn, yesIn } from "./facts.ts";

/** What a list of organisations or of places comes to: those that are there are matched by their name. */
export async function planParties(
	kind: "organisation" | "place",
	rows: readonly Row<Field>[],
	facts: Facts,
	asked: Asked,
): Promise<Plan> {
	const plan = emptyPlan();
	const there = byLabel(facts.known, [kind]);
	const places = byLabel(facts.known, ["place"]);
	const before = new Map<string, { id: string; row: number }>();
	const contacts = new Set(facts.contacts.map(({ partyId, kind, value }) => `${partyId} ${kind} ${fold(value)}`));
	const alike = await alikeTo(kind, rows, facts.known);
	const byCode = new Map(facts.known.flatMap((party) => (kind === "place" && party.code ? [[party.code, party]] : [])));

	/** A place that is there, or one of a row before. */
	function placeIn(label: string): string | undefined {
		const found = places.get(fold(label)) ?? [];
		if (found.length > 1) throw new RowRefused("several", label);
		return found[0]?.id ?? (kind === "place" ? before.get(fold(label))?.id : undefined);
	}

	function addContacts(row: Row<Field>, partyId: string): boolean {
		const found = (["phone", "email"] as const).flatMap((of) =>
			reachesIn(row.cell(of)).map((value) => ({ kind: of, value })),
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

	/** A place that is there is given the outline and the code it had not. */
	function give(place: KnownParty | undefined, outline: Outline | null, code: string | null): boolean {
		if (!place) return false;
		const lacks = { outline: place.outline ? null : outline, code: place.code ? null : code };
		if ((!lacks.outline && !lacks.code) || plan.outlines.some(({ id }) => id === place.id)) return false;
		plan.outlines.push({ id: place.id, ...lacks });
		return true;
	}

	function one(row: Row<Field>): Omit<Line, "row" | "label"> {
		const { cell } = row;
		const label = labelIn(row);
		const folded = fold(label);
		const knownSince = dayIn(cell("knownSince"), asked.today, asked.today);
		const existedBefore = yesIn(cell("existedBefore"));
		const around = cell(kind === "place" ? "inside" : "place");
		const placeId = around === "" ? undefined : placeIn(around);
		const missing = around !== "" && !placeId ? { reason: "place_unknown", of: around } : {};
		const shape = kind === "place" ? asked.outlines?.get(row.row) : undefined;
		const code = kind === "place" ? cell("code").slice(0, 20) || null : null;
		if (shape && "fault" in shape)
			throw new RowRefused(`outline_${shape.fault}`, shape.near ? pointInWords(shape.near) : label);
		const outline = shape?.outline ?? null;
		const chosen = asked.rows[row.row];
		const named = there.get(folded) ?? [];
		const known = chosen ? named.filter(({ id }) => id === chosen) : named;
		const ask = named.map(({ id, label }) => ({ id, label }));
		if (known.length > 1) throw new RowRefused("several", label, ask);
		const other = alike.get(row.row);
		const same =
			known[0] ?? (code ? byCode.get(code) : undefined) ?? (other && other.id === chosen ? other : undefined);
		const id = same?.id ?? (chosen === "another" ? undefined : before.get(folded)?.id);
		if (id) {
			const added = kind === "organisation" ? addContacts(row, id) : give(same, outline, code);
			const earlier = before.get(folded);
			if (earlier) return { outcome: "merged", reason: "row_before", of: String(earlier.row) };
			return added ? { outcome: "merged", reason: "added", of: label } : { outcome: "matched", ...missing };
		}
		if (other && asked.said.alike === "ask" && chosen !== "another")
			throw new RowRefused("alike", other.label, [other]);
		const party = {
			id: newId<"party">(),
			kind,
			label,
			placeId,
			knownSince,
			existedBefore,
			...detailsOf(kind, row, asked, label),
			...(kind === "place" && { outline, code }),
		};
		if (kind === "organisation") addContacts(row, party.id);
		plan.parties.push(party);
		before.set(folded, { id: party.id, row: row.row });
		return { outcome: "created", ...missing };
	}

	for await (const row of breathing(outerFirst(rows)))
		plan.lines.push(lineFor(row.row, row.cell("name").slice(0, 120), () => one(row)));
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
			sector: closed<Sector>(cell("sector") || firstWordOf(label, sectorWords), sectorWords, said.sector, "sector"),
			doing: cell("doing").slice(0, 200) || null,
			familyDistrict: yesIn(cell("familyDistrict")),
		};
	// What a public register numbers is a municipality, where nothing says otherwise.
	const usual = cell("code") === "" ? undefined : ("hamlet" as const);
	return {
		sort: closed<PlaceSort>(cell("sort") || firstWordOf(label, sortWords), sortWords, said.sort ?? usual, "sort"),
		residents: wholeIn(cell("residents")),
		...degreesIn(cell("longitude"), cell("latitude")),
	};
}

/** «Via Brennero» is a street, «Bar Centrale» a shop: the first word says it where nothing else does. */
function firstWordOf<Word extends string>(label: string, words: Record<Word, string>): string {
	const word = fold(label).split(" ")[0] ?? "";
	return wordFrom(word, words) ? word : "";
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

/** As many as a city has. */
const mostResidents = 5_000_000;

function wholeIn(cell: string): number | null {
	if (cell === "") return null;
	const n = Number(cell.replace(/[.' ](?=\d{3}\b)/g, ""));
	if (!Number.isInteger(n) || n < 0 || n > mostResidents) throw new RowRefused("whole_wrong", cell);
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

async function alikeTo(
	kind: "organisation" | "place",
	rows: readonly Row<Field>[],
	known: readonly KnownParty[],
): Promise<Map<number, KnownParty>> {
	const items = [
		...known.filter((party) => party.kind === kind).map((party) => ({ ...party, row: 0, party })),
		...rows.map((row) => {
			const label = row.cell("name");
			return {
				id: `row ${row.row}`,
				kind,
				label,
				folded: fold(label),
				level: null,
				placeId: null,
				row: row.row,
				party: undefined,
			};
		}),
	];
	const alike = new Map<number, KnownParty>();
	for (const { one, other, reasons } of await alikeAmong(items)) {
		if (!reasons.includes("spelling")) continue;
		const [first, later] = one.row < other.row ? [one, other] : [other, one];
		// Among rows of one file, names that are like each other are meant as they stand.
		if (first.party && later.row > 0 && !alike.has(later.row)) alike.set(later.row, first.party);
	}
	return alike;
}
