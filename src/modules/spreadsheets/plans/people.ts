import { breathing } from "../../../core/breathing.ts";
import { newId } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";
import { alikeAmong, sameTieKey, whyNoContact } from "../../community/bulk/service.ts";
import type { Level, Way } from "../../community/contract.ts";
import { isListOfNames } from "../../listening/bulk/service.ts";
import type { Field, Line, Said } from "../contract.ts";
import { type Asked, emptyPlan, lineFor, type Plan, type Row, RowRefused } from "../plan.ts";
import { dayFrom, wordFrom, yesFrom } from "../table/values.ts";
import { levelWords, wayWords } from "../table/words.ts";
import { byLabel, dayIn, type Facts, labelIn, reachesIn, valuesIn, whyNoPerson, yesIn } from "./facts.ts";

type Yes = { how: Way; day: Day };
type Here = {
	id: string;
	label: string;
	placeId: string | null;
	restricted: boolean;
	row?: number;
	mayContact: boolean;
};

/**
 * What a list of people comes to. A name needs its ground, in its row or said of all: a list of names without any is stopped
 * as a whole. Somebody who is there already is matched; what the row says besides is joined to them; somebody alike is
 * left out until whoever brings the list says that it is another.
 */
export async function planPeople(rows: readonly Row<Field>[], facts: Facts, asked: Asked): Promise<Plan> {
	const plan = emptyPlan();
	const here = peopleHere(facts);
	const households = byLabel(facts.known, ["household"]);
	const newHouseholds = new Map<string, string>();
	const places = byLabel(facts.known, ["place"]);
	const contacts = new Set(facts.contacts.map(({ partyId, kind, value }) => `${partyId} ${kind} ${fold(value)}`));
	const ties = new Set(facts.ties.filter(({ until }) => until === null).map(sameTieKey));
	const alike = asked.said.alike === "ask" ? await alikeRows(rows, facts, asked, places) : new Map();
	const byId = new Map([...here.values()].flat().map((one) => [one.id, one]));

	function placeIn(label: string): string | undefined {
		const found = places.get(fold(label)) ?? [];
		return found.length === 1 ? found[0]!.id : undefined;
	}

	function householdOf(label: string, knownSince: Day, existedBefore: boolean): string {
		const found = households.get(fold(label)) ?? [];
		if (found.length > 1) throw new RowRefused("several", label);
		const known = found[0]?.id ?? newHouseholds.get(fold(label));
		if (known) return known;
		const id = newId<"party">();
		newHouseholds.set(fold(label), id);
		plan.parties.push({ id, kind: "household", label, knownSince, existedBefore });
		return id;
	}

	function one(row: Row<Field>): Omit<Line, "row" | "label"> {
		const { cell } = row;
		const label = labelIn(row);
		const yes = yesOf(row, asked);
		const level = levelOf(cell("level"), yes, asked.said);
		const why = level === "description" ? undefined : whyNoPerson(label, row);
		// Whoever brings the list can say that it is one name.
		if (why && asked.rows[row.row] !== "another" && asked.said.alike === "ask")
			return { outcome: "refused", reason: why, of: label, ask: [] };
		const knownSince = dayIn(cell("knownSince"), asked.today, asked.today);
		const existedBefore = yesIn(cell("existedBefore"));
		const placeLabel = cell("place");
		const placeId = placeLabel === "" ? undefined : placeIn(placeLabel);
		const mayContact = contactYes(row, asked, yes);
		const reach = reachIn(row);
		const folded = fold(label);
		const same = here.get(folded) ?? [];
		const chosen = asked.rows[row.row];
		const found = (chosen !== undefined && byId.get(chosen)) || sameDoor(same, placeId);
		if (found === "several" && chosen !== "another")
			throw new RowRefused(
				"several",
				label,
				same.map(({ id, label }) => ({ id, label })),
			);
		const match = chosen === "another" || found === "several" ? undefined : found;
		if (!match && chosen !== "another" && asked.said.alike === "ask") {
			if (same.length > 0)
				throw new RowRefused(
					"alike_elsewhere",
					label,
					same.map(({ id, label }) => ({ id, label })),
				);
			const others = alike.get(row.row);
			if (others) throw new RowRefused("alike", others[0]!.label, others);
		}
		if (match?.restricted) throw new RowRefused("restricted", label);
		const person: Here = match ?? {
			id: newId(),
			label,
			placeId: placeId ?? null,
			restricted: false,
			row: row.row,
			mayContact: false,
		};
		let added = false;
		if (!match) {
			here.set(folded, [...same, person]);
			byId.set(`row ${row.row}`, person);
			plan.parties.push({ id: person.id, kind: "person", label, placeId, knownSince, existedBefore, level });
			if (level !== "description" && yes)
				plan.agreements.push({ id: newId(), personId: person.id, purpose: level, ...yes });
		}
		const left = reach.length > 0 && !person.mayContact && !mayContact;
		if (!left)
			for (const { kind, value } of reach) {
				const key = `${person.id} ${kind} ${fold(value)}`;
				if (contacts.has(key)) continue;
				contacts.add(key);
				if (!person.mayContact && mayContact) {
					plan.agreements.push({ id: newId(), personId: person.id, purpose: "contact", ...mayContact });
					person.mayContact = true;
				}
				plan.contacts.push({ id: newId(), partyId: person.id, partyKind: "person", kind, value });
				added = true;
			}
		for (const household of valuesIn(cell("household"))) {
			const tie = {
				id: newId<"tie">(),
				oneId: person.id,
				otherId: householdOf(household, knownSince, existedBefore),
				kind: "member_of" as const,
				since: knownSince,
				saidBy: "somebody_else" as const,
				existedBefore,
			};
			if (ties.has(sameTieKey(tie))) continue;
			ties.add(sameTieKey(tie));
			plan.ties.push(tie);
			added = true;
		}
		const reason = left
			? { reason: "contact_left" }
			: placeLabel !== "" && !placeId
				? { reason: "place_unknown", of: placeLabel }
				: {};
		if (!match) return { outcome: "created", ...reason };
		if (match.row !== undefined) return { outcome: "merged", reason: "row_before", of: String(match.row) };
		return added ? { outcome: "merged", reason: "added", of: label } : { outcome: "matched", ...reason };
	}

	for await (const row of breathing(rows)) {
		const line = lineFor(row.row, shownLabel(row), () => one(row));
		plan.lines.push(line);
	}
	plan.people = rows.filter((row) => shownLabel(row) !== "").length;
	if (isStopped(plan.lines, asked.said)) plan.stop = "list_of_names";
	return plan;
}

/** Names that nobody agreed to, or that are called descriptions. */
function isStopped(lines: readonly Line[], { basis }: Said): boolean {
	const names = lines.filter(({ label }) => label !== "");
	if (basis === "descriptions") return isListOfNames(names.map(({ label }) => label).join("\n"));
	const without = lines.filter(({ reason }) => reason === "needs_agreement");
	return without.length > 0 && lines.every(({ outcome }) => outcome === "refused");
}

function shownLabel({ cell }: Row<Field>): string {
	return [cell("name"), cell("surname")].filter(Boolean).join(" ").slice(0, 120);
}

function peopleHere(facts: Facts): Map<string, Here[]> {
	const here = new Map<string, Here[]>();
	for (const [folded, people] of byLabel(facts.known, ["person"]))
		here.set(
			folded,
			people.map(({ id, label, placeId, restricted, agreed }) => ({
				id,
				label,
				placeId,
				restricted,
				mayContact: agreed.some(({ purpose }) => purpose === "contact"),
			})),
		);
	return here;
}

/** Whoever of those called so lives at this door, or at none that is known. */
function sameDoor(same: readonly Here[], placeId: string | undefined): Here | "several" | undefined {
	const exact = same.filter((one) => placeId !== undefined && one.placeId === placeId);
	if (exact.length === 1) return exact[0];
	const may = same.filter((one) => placeId === undefined || one.placeId === null);
	if (exact.length > 1 || may.length > 1) return "several";
	return may[0];
}

/** How and when somebody said yes to their name, in their row or for all. */
export function yesOf({ cell }: Row<Field>, { said, today }: Asked): Yes | undefined {
	const [how, on] = [cell("agreedHow"), cell("agreedOn")];
	const dayInHow = how === "" ? undefined : dayFrom(how);
	const way = dayInHow ? undefined : wordFrom(how, wayWords);
	if (how !== "" && !dayInHow && !way) {
		if (yesFrom(how) === false) return undefined;
		throw new RowRefused("way_unknown", how);
	}
	if (how === "" && on === "" && said.basis !== "agreed") return undefined;
	const day = dayIn(on || (dayInHow ?? ""), today, said.agreedOn ?? today);
	return { how: way ?? said.agreedHow ?? "in_person", day };
}

function levelOf(cell: string, yes: Yes | undefined, said: Said): Level {
	if (said.basis === "descriptions") return "description";
	const level = cell === "" ? undefined : wordFrom(cell, levelWords);
	if (cell !== "" && !level) throw new RowRefused("level_unknown", cell);
	if (level === "description") return level;
	if (!yes) throw new RowRefused("needs_agreement");
	return level ?? "name";
}

function contactYes({ cell }: Row<Field>, { said, today }: Asked, yes: Yes | undefined): Yes | undefined {
	const on = cell("contactAgreedOn");
	const how = yes?.how ?? said.agreedHow ?? "in_person";
	if (on === "") return said.agreedContact ? { how, day: said.agreedOn ?? yes?.day ?? today } : undefined;
	const said_ = dayFrom(on) === undefined ? yesFrom(on) : undefined;
	if (said_ === false) return undefined;
	return { how, day: said_ ? (yes?.day ?? today) : dayIn(on, today, today) };
}

function reachIn({ cell }: Row<Field>): { kind: "phone" | "email"; value: string }[] {
	const found = (["phone", "email"] as const).flatMap((kind) =>
		reachesIn(cell(kind)).map((value) => ({ kind, value })),
	);
	for (const { kind, value } of found)
		if (value.length > 200 || whyNoContact("person", kind, value)) throw new RowRefused(`${kind}_wrong`, value);
	return found;
}

const mostAsked = 8;

/** For each row who it may be, by a slip or a short form: somebody there, or a row before. */
async function alikeRows(
	rows: readonly Row<Field>[],
	facts: Facts,
	{ said }: Asked,
	places: ReadonlyMap<string, readonly { id: string }[]>,
): Promise<Map<number, { id: string; label: string }[]>> {
	const described = said.basis === "descriptions";
	const items = [
		...facts.known.filter(({ kind }) => kind === "person").map((party) => ({ ...party, row: 0 })),
		...rows.map((row) => {
			const label = shownLabel(row);
			const found = places.get(fold(row.cell("place"))) ?? [];
			return {
				id: `row ${row.row}`,
				kind: "person" as const,
				label,
				folded: fold(label),
				level: described ? ("description" as const) : ("name" as const),
				placeId: found.length === 1 ? found[0]!.id : null,
				row: row.row,
			};
		}),
	];
	const alike = new Map<number, { id: string; label: string }[]>();
	for (const { one, other, reasons } of await alikeAmong(items)) {
		if (!reasons.some((reason) => reason === "spelling" || reason === "nickname")) continue;
		const [{ id, label }, later] = one.row < other.row ? [one, other] : [other, one];
		const before = alike.get(later.row) ?? [];
		if (later.row > 0 && before.length < mostAsked) alike.set(later.row, [...before, { id, label }]);
	}
	return alike;
}
