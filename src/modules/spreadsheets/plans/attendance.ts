import { newId } from "../../../core/ids.ts";
import { type Day, dayOf, instantOf, timeOf } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";
import { alikeAmong, type BulkAgreement, type KnownParty } from "../../community/bulk/service.ts";
import type { RollSession } from "../../initiatives/bulk/service.ts";
import type { Part } from "../../initiatives/contract.ts";
import type { Columns, Field, Line } from "../contract.ts";
import { type Asked, emptyPlan, lineFor, type Plan, type Row, RowRefused } from "../plan.ts";
import { isWeekday } from "../table/days.ts";
import type { Roll } from "../table/roll.ts";
import { presenceFrom, wordFrom } from "../table/values.ts";
import { partWords } from "../table/words.ts";
import { byWords, type Facts, rowsOf, wordsKey } from "./facts.ts";
import { yesOf } from "./people.ts";

/** One date of the sheet, and what it comes to. */
type Date_ = {
	day: Day;
	session?: RollSession;
	named: Map<string, Part>;
	/** Of several called so, who was taken for one row already. */
	taken: Set<string>;
	unnamed: number;
};

/**
 * What a sheet of presences comes to. Somebody is written down by name who is known by more than a description and agreed to
 * be; everybody else who was there is counted. A name that several bear, or nobody, is never guessed: it is chosen, or
 * counted. Whoever gets a name was among those only counted before, so nobody is counted twice.
 */
export function planAttendance(
	roll: Roll,
	columns: Columns,
	facts: Facts,
	sessions: readonly RollSession[],
	asked: Asked & { initiativeId: string },
): Plan {
	const plan = emptyPlan();
	const dates = datesOf(roll, columns, sessions);
	const people = facts.known.filter(({ kind }) => kind === "person");
	const byId = new Map(people.map((party) => [party.id, party]));
	const named = byWords(people);
	const rows = rowsOf(roll.table, columns);
	const alike = candidatesFor(rows, people);
	const agreed = new Map<string, BulkAgreement>();
	let counted: { row: number; label: string; at: Date_[]; cells: string[] }[] = [];
	const totals: typeof counted = [];

	for (const [i, row] of rows.entries()) {
		const label = [row.cell("name"), row.cell("surname")].filter(Boolean).join(" ").slice(0, 120);
		const cells = roll.table.rows[i]!.cells;
		const marks = dates.map(({ column, date }) => ({ date, text: cells[column] ?? "" }));
		if (label === "" && marks.every(({ text }) => text === "" || isWeekday(text))) continue;
		if (label === "" && cells.every((cell) => cell === "" || isWeekday(cell))) continue;
		const isTotal =
			totalWords.test(fold(label)) || (label === "" && marks.every(({ text }) => /^\d*([.,]\d+)?$/.test(text)));
		if (isTotal) {
			totals.push({ row: row.row, label, at: marks.map(({ date }) => date), cells: marks.map(({ text }) => text) });
			plan.lines.push({ row: row.row, label, outcome: "refused", reason: "total_row", of: label });
			continue;
		}
		if (withoutName.test(fold(label))) {
			counted.push({ row: row.row, label, at: marks.map(({ date }) => date), cells: marks.map(({ text }) => text) });
			plan.lines.push({ row: row.row, label, outcome: "counted" });
			continue;
		}
		plan.lines.push(lineFor(row.row, label, () => one(row, label, marks)));
	}
	// A sheet without any name says how many they were.
	if (
		plan.lines.every(({ reason, outcome }) => reason === "total_row" || outcome === "counted") &&
		counted.length === 0
	)
		counted = totals.slice(-1);
	for (const { at, cells } of counted)
		for (const [i, date] of at.entries()) if (isHere(date, asked.today)) date.unnamed += countIn(cells[i]!);
	for (const { row, label } of roll.wrong)
		plan.lines.push({ row, label, outcome: "refused", reason: "day_wrong", of: label });
	for (const { date } of dates)
		if (date.session?.state === "cancelled" && date.named.size + date.unnamed > 0)
			plan.lines.push({ row: 0, label: date.day, outcome: "refused", reason: "session_cancelled", of: date.day });
	finish(plan, [...new Set(dates.map(({ date }) => date))], sessions, asked);
	const needed = new Set(plan.roll?.marks.map(({ personId }) => personId));
	plan.agreements.push(...[...agreed.values()].filter(({ personId }) => needed.has(personId)));
	return plan;

	function one(
		row: Row<Field>,
		label: string,
		marks: readonly { date: Date_; text: string }[],
	): Omit<Line, "row" | "label"> {
		const said = marks.map(({ date, text }) => ({ date, text, part: partIn(text) }));
		const strange = said.find(({ part }) => part === undefined)?.text;
		const future = said.find(({ date, part }) => part && date.day > asked.today);
		const here = said.filter(({ date, part }) => part && isHere(date, asked.today));
		if (label === "") throw new RowRefused("name_missing");
		const aside = strange
			? { reason: "cross_unknown", of: strange }
			: future
				? { reason: "day_future", of: future.date.day }
				: undefined;
		if (here.length === 0) return { outcome: "matched", ...(aside ?? { reason: "no_cross" }) };
		const found = whoIs(row, label);
		if (found.person && found.agreement) agreed.set(found.person.id, found.agreement);
		if (!found.person) {
			for (const { date } of here) {
				// One of them may be written down there already: then this row is theirs.
				const there = found.ask?.find(
					({ id }) => !date.taken.has(id) && date.session?.people.some((p) => p.personId === id),
				);
				if (there && found.isName) date.taken.add(there.id);
				else date.unnamed += 1;
			}
			return { outcome: "counted", reason: found.reason, of: label, ...(found.ask?.length && { ask: found.ask }) };
		}
		const role = row.cell("part") === "" ? undefined : wordFrom(row.cell("part"), partWords);
		let fresh = 0;
		for (const { date, part } of here) {
			if (date.named.has(found.person.id)) continue;
			date.named.set(found.person.id, part === "takes_part" ? (role ?? part) : part!);
			if (!date.session?.people.some(({ personId }) => personId === found.person!.id)) fresh += 1;
		}
		return { outcome: fresh > 0 ? "created" : "matched", ...aside };
	}

	/** Whom a row names; nobody where that is not certain, or where they may not be written down. */
	function whoIs(row: Row<Field>, label: string): Found {
		const same = named.get(wordsKey(label)) ?? [];
		const ask = (same.length > 1 ? same : (alike.get(row.row) ?? [])).map(({ id, label }) => ({ id, label }));
		const chosen = asked.rows[row.row];
		const person =
			(chosen && chosen !== "another" ? byId.get(chosen) : undefined) ?? (same.length === 1 ? same[0] : undefined);
		if (!person || chosen === "another")
			return { reason: same.length > 1 ? "counted_several" : "counted_unknown", ask, isName: same.length > 1 };
		if (person.restricted) return { reason: "counted_restricted" };
		if (person.level === "description") return { reason: "counted_described" };
		if (person.agreed.some(({ purpose }) => purpose === "sessions")) return { person };
		const yes = yesOf(row, asked);
		if (!yes || person.minor) return { reason: person.minor ? "counted_minor" : "counted_no_agreement" };
		return { person, agreement: { id: newId(), personId: person.id, purpose: "sessions", ...yes } };
	}
}

type Found = {
	person?: KnownParty;
	agreement?: BulkAgreement;
	reason?: string;
	ask?: { id: string; label: string }[];
	isName?: boolean;
};

/** A date that was, and was not called off. */
function isHere({ day, session }: Date_, today: Day): boolean {
	return day <= today && session?.state !== "cancelled";
}

/** The days of a sheet with the dates that are there; a second column of a day is its second date, where there is one. */
function datesOf(
	{ table, days }: Roll,
	columns: Columns,
	sessions: readonly RollSession[],
): { column: number; date: Date_ }[] {
	const there = Map.groupBy(sessions, ({ startsAt }) => dayOf(startsAt));
	const made = new Map<Day, Date_[]>();
	return days.flatMap((day, column) => {
		if (!day || columns[table.headings[column]!] !== "present") return [];
		const before = made.get(day) ?? [];
		const session = there.get(day)?.[before.length];
		if (before.length > 0 && !session) return [{ column, date: before.at(-1)! }];
		const date: Date_ = { day, named: new Map(), taken: new Set(), unnamed: 0, ...(session && { session }) };
		made.set(day, [...before, date]);
		return [{ column, date }];
	});
}

const totalWords =
	/^((totale?|tot|somma|summe|gesamt|total|anzahl|presenti|presenze|numero|n|nr|num|number|sum)\b.*|(n|nr|num|numero) (di )?(presenti|presenze|partecipanti)|anwesende|attendance)$/;
const withoutName =
	/^(\d+ )?(senza nome|senza nomi|non nominati|altri|altre|altri presenti|altre persone|altri partecipanti|ospiti|anonimi|ohne namen|ohne name|andere|weitere|weitere personen|gaste|without a name|unnamed|others|other people|guests)$/;

/** What a cell says: in which part somebody was there; null for nobody; undefined for what cannot be told. */
function partIn(text: string): Part | null | undefined {
	const part = wordFrom(text, partWords);
	if (part && text !== "") return part;
	const said = presenceFrom(text);
	return said === undefined ? undefined : said ? "takes_part" : null;
}

/** How many a cell counts: its number, or one for a cross. */
function countIn(text: string): number {
	if (/^\d{1,4}$/.test(text)) return Number(text);
	return presenceFrom(text) ? 1 : 0;
}

const mostUnnamed = 2000;
const usualStart = "15:00";
const usualMinutes = 60;

function finish(
	plan: Plan,
	dates: readonly Date_[],
	sessions: readonly RollSession[],
	{ initiativeId, today }: Asked & { initiativeId: string },
): void {
	const roll: NonNullable<Plan["roll"]> = { initiativeId, sessions: [], marks: [], counts: [] };
	for (const date of dates) {
		const { day, named, session } = date;
		if (!isHere(date, today) || named.size + date.unnamed + date.taken.size === 0) continue;
		const there = new Set(session?.people.map(({ personId }) => personId));
		const fresh = [...named].filter(([personId]) => !there.has(personId));
		const unnamed = Math.min(mostUnnamed, Math.max(date.unnamed, (session?.unnamed ?? 0) - fresh.length));
		if (session && fresh.length === 0 && unnamed === session.unnamed && session.state === "held") continue;
		const sessionId = session?.id ?? newId();
		if (!session) roll.sessions.push({ id: sessionId, ...likeNearest(day, sessions), state: "held" });
		roll.marks.push(...fresh.map(([personId, part]) => ({ sessionId, personId, part })));
		const { id, state, unnamed: before, named: nameds } = session ?? {};
		roll.counts.push({
			sessionId,
			unnamed,
			...(id && { was: { id, state: state!, unnamed: before!, named: nameds! } }),
		});
	}
	plan.roll = roll;
}

/** A new date begins and lasts as the one nearest to it. */
function likeNearest(day: Day, sessions: readonly RollSession[]) {
	const wanted = instantOf(day, usualStart).getTime();
	const near = (session: RollSession) => Math.abs(session.startsAt.getTime() - wanted);
	const nearest = sessions.reduce<RollSession | undefined>((a, b) => (a && near(a) <= near(b) ? a : b), undefined);
	const startsAt = instantOf(day, nearest ? timeOf(nearest.startsAt) : usualStart);
	return { startsAt, minutes: nearest?.minutes ?? usualMinutes, placeWords: nearest?.placeWords ?? "" };
}

const mostAsked = 8;

/** Whom a row may mean that names nobody exactly: a slip, a short form, or a part of a name. */
function candidatesFor(rows: readonly Row<Field>[], people: readonly KnownParty[]): Map<number, KnownParty[]> {
	const found = new Map<number, KnownParty[]>();
	const add = (row: number, party: KnownParty) => {
		const before = found.get(row) ?? [];
		if (before.length < mostAsked && !before.includes(party)) found.set(row, [...before, party]);
	};
	const items = [
		...people.map((party) => ({ ...party, row: 0, party })),
		...rows.map((row) => {
			const label = [row.cell("name"), row.cell("surname")].filter(Boolean).join(" ");
			const none = { level: "name" as const, placeId: null, party: undefined };
			return { id: `row ${row.row}`, kind: "person" as const, folded: fold(label), row: row.row, ...none };
		}),
	];
	for (const { one, other } of alikeAmong(items)) {
		const [party, row] = one.party ? [one.party, other.row] : [other.party, one.row];
		if (party && row > 0) add(row, party);
	}
	const index = Map.groupBy(
		people.flatMap((party) => party.folded.split(" ").map((word) => ({ word, party }))),
		({ word }) => word,
	);
	for (const row of rows) {
		const words = fold([row.cell("name"), row.cell("surname")].join(" "))
			.split(" ")
			.filter(Boolean);
		const [longest] = [...words].sort((a, b) => b.length - a.length);
		for (const { party } of index.get(longest ?? "") ?? []) {
			const has = party.folded.split(" ");
			if (words.every((word) => has.some((one) => one === word || (word.length === 1 && one.startsWith(word)))))
				add(row.row, party);
		}
	}
	return found;
}
