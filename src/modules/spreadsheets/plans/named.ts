import { breathing } from "../../../core/breathing.ts";
import { newId } from "../../../core/ids.ts";
import { fold } from "../../../core/text.ts";
import { alikeAmong, type BulkAgreement, type KnownParty } from "../../community/bulk/service.ts";
import type { Field } from "../contract.ts";
import type { Asked, Row } from "../plan.ts";
import { byWords, type Facts, wordsKey } from "./facts.ts";
import { yesOf } from "./people.ts";

/** Those whom the rows of a sheet may name. */
export type People = {
	byId: ReadonlyMap<string, KnownParty>;
	byWords: ReadonlyMap<string, readonly KnownParty[]>;
	/** By row, whom it may mean that names nobody exactly. */
	alike: ReadonlyMap<number, readonly KnownParty[]>;
};

/** Those there are, looked up for the rows of a sheet. */
export async function peopleFor(rows: readonly Row<Field>[], { known }: Facts): Promise<People> {
	const people = known.filter(({ kind }) => kind === "person");
	return {
		byId: new Map(people.map((party) => [party.id, party])),
		byWords: byWords(people),
		alike: await candidatesFor(rows, people),
	};
}

/** Whoever a row names, with what it says they agreed to; or why nobody is written down by name. */
export type Found = { person: KnownParty; agreement?: BulkAgreement } | Unsure;
export type Unsure = {
	person?: undefined;
	reason: string;
	ask?: { id: string; label: string }[];
	/** Whether those asked about bear this very name. */
	isName?: boolean;
};

/** Whom a row names; nobody where that is not certain, or where they may not be written down. */
export function whoIs({ byId, byWords, alike }: People, row: Row<Field>, label: string, asked: Asked): Found {
	const same = byWords.get(wordsKey(label)) ?? [];
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

/** The name in a row, whole. */
export function nameIn({ cell }: Row<Field>): string {
	return [cell("name"), cell("surname")].filter(Boolean).join(" ");
}

const mostAsked = 8;

/** Whom a row may mean that names nobody exactly: a slip, a short form, or a part of a name. */
async function candidatesFor(
	rows: readonly Row<Field>[],
	people: readonly KnownParty[],
): Promise<Map<number, KnownParty[]>> {
	const found = new Map<number, KnownParty[]>();
	for (const { row, party } of [...(await alikeIn(rows, people)), ...(await partlyNamed(rows, people))]) {
		const before = found.get(row) ?? [];
		if (before.length < mostAsked && !before.includes(party)) found.set(row, [...before, party]);
	}
	return found;
}

type Candidate = { row: number; party: KnownParty };

/** Those whose names are like the one in a row. */
async function alikeIn(rows: readonly Row<Field>[], people: readonly KnownParty[]): Promise<Candidate[]> {
	const none = { kind: "person" as const, level: "name" as const, placeId: null, party: undefined };
	const items = [
		...people.map((party) => ({ ...party, row: 0, party })),
		...rows.map((row) => ({ id: `row ${row.row}`, folded: fold(nameIn(row)), row: row.row, ...none })),
	];
	return (await alikeAmong(items)).flatMap(({ one, other }) => {
		const [party, row] = one.party ? [one.party, other.row] : [other.party, one.row];
		return party && row > 0 ? [{ row, party }] : [];
	});
}

/** Those whose names hold all words of the one in a row, some by their first letter. */
async function partlyNamed(rows: readonly Row<Field>[], people: readonly KnownParty[]): Promise<Candidate[]> {
	const index = Map.groupBy(
		people.flatMap((party) => party.folded.split(" ").map((word) => ({ word, party }))),
		({ word }) => word,
	);
	const found: Candidate[] = [];
	for await (const row of breathing(rows)) {
		const words = fold(nameIn(row)).split(" ").filter(Boolean);
		const [longest = ""] = [...words].sort((a, b) => b.length - a.length);
		for (const { party } of index.get(longest) ?? [])
			if (hasAll(party.folded.split(" "), words)) found.push({ row: row.row, party });
	}
	return found;
}

function hasAll(name: readonly string[], words: readonly string[]): boolean {
	return words.every((word) => name.some((one) => one === word || (word.length === 1 && one.startsWith(word))));
}
