import { type Day, dayOf } from "../../core/period.ts";
import type { Read } from "../../db/database.ts";
import { KeyDestroyed } from "../../db/keys.ts";
import type { Seal } from "../../db/seal.ts";
import { together } from "../together.ts";
import type { CopyFile, Ground, Part, Said } from "./contract.ts";
import { type Copied, type Heading, headings, type Told } from "./copied/kinds.ts";
import { copied } from "./copied.ts";
import { hashOf, type Passage, passagesOf, type Unsaid, unsaidOf, withoutOthers } from "./rules.ts";
import * as store from "./store.ts";

/** A text as whoever checks a copy sees it: sentence by sentence, with what is kept back. */
export type Draft = { passages: (Passage & { parts: Part[] })[] };
/** One field of a draft: what the copy will say, and the text it is made of where it is one. */
export type Field = { name: string; words?: string; value: Said["value"] | Draft };
export type Section = { heading: Heading; entries: Field[][] };
/** Everything about a person as it stands now; `version` changes with every word of it. */
export type Whole = { about: string; madeOn: Day; sections: Section[]; version: string };

export function isDraft(value: Field["value"]): value is Draft {
	return typeof value === "object" && !Array.isArray(value);
}

/**
 * Everything about a person, read by `rights`, with whoever else is named in it kept back, and the reserved texts on
 * which the account that checks (`checker`) is not named.
 */
export async function wholeOf(
	read: Read,
	seal: Seal,
	{ personId, checker, now }: { personId: string; checker: string; now: Date },
): Promise<Whole> {
	const [others, ...tables] = await together<[Awaited<ReturnType<typeof store.othersOf>>, ...store.Row[][]]>(read, [
		(r) => store.othersOf(r, personId),
		...copied.map((table) => (r: Read) => store.rowsOf(r, table, personId)),
	]);
	const themselves = tables[copied.findIndex(({ table }) => table === "community.parties")] ?? [];
	const ids = themselves.map((row) => row._key);
	const labels = themselves.map((row) => String(row.label));
	const teller = {
		seal,
		ids,
		territoryId: read.actor.territoryId ?? "",
		unsaid: unsaidOf(others, labels),
		own: labels,
		checker,
	};
	const sections = headings.map((heading) => ({
		heading,
		entries: copied.flatMap((table, i) =>
			table.heading === heading ? (tables[i] ?? []).map((row) => entryOf(teller, table, row)) : [],
		),
	}));
	const full = sections.map(({ heading, entries }) => ({
		heading,
		entries: entries.filter((entry) => entry.length > 0),
	}));
	return {
		about: String(themselves.find((row) => row._key === personId)?.label ?? ""),
		madeOn: dayOf(now),
		sections: full.filter(({ entries }) => entries.length > 0),
		version: hashOf(full.filter(({ heading }) => !moving.includes(heading))),
	};
}

/** What grows while somebody checks, and by their checking: it holds no words of anybody. */
const moving: Heading[] = ["readings", "changes", "requests"];

type Teller = {
	seal: Seal;
	ids: readonly string[];
	territoryId: string;
	unsaid: Unsaid;
	own: readonly string[];
	checker: string;
};
type Cell = { table: Copied; row: store.Row; column: string; told: Told; value: unknown };

function entryOf(teller: Teller, table: Copied, row: store.Row): Field[] {
	return [...Object.entries(table.columns), ...Object.entries(table.beside ?? {})].flatMap(([column, told]) => {
		const value = row[column];
		if (typeof told === "string" || value === null || value === undefined) return [];
		const said = saidOf(teller, { table, row, column, told, value });
		return said === undefined ? [] : [{ name: told.as, ...wordsOf(told), value: said }];
	});
}

function wordsOf({ kind, namespace }: Told): { words?: string } {
	if (kind === "verb") return { words: "trail.verb_" };
	return namespace ? { words: namespace } : {};
}

/** What a copy says of a value; undefined where that is nothing. */
function saidOf(teller: Teller, cell: Cell): Field["value"] | undefined {
	const { value } = cell;
	const { kind } = cell.told;
	if (kind === "words") return textOf(teller, cell, String(value));
	if (kind === "party") return partyValue(teller, value as { id: string; kind: string; label: string });
	if (kind === "sealed" || kind === "sealed_words") return sealedValue(teller, cell);
	if (kind === "time") return new Date(String(value)).toISOString();
	if (typeof value === "boolean") return value || undefined;
	return typeof value === "number" ? value : String(value);
}

/** A text, sentence by sentence, without whoever else is named in it. */
function textOf({ unsaid, own }: Teller, { table, row, column }: Cell, text: string): Draft {
	const more = unsaidOf(
		(row._unsaid ?? []).map((label) => ({ label, named: true })),
		own,
	);
	const passages = passagesOf(`${table.table}/${row._key}/${column}`, text);
	return { passages: passages.map((one) => ({ ...one, parts: withoutOthers(one.text, unsaid, more) })) };
}

/** What is reserved is read by nobody but who is named on it, and a service's own note is asked of the service. */
function sealedValue(teller: Teller, cell: Cell): Field["value"] | undefined {
	const { table, row, told, value } = cell;
	if (row._withholds) return [{ withheld: "services_own" }];
	if (table.reserved && !row._readers?.includes(teller.checker)) return [{ withheld: "reserved" }];
	const place = [table.table, teller.territoryId, row._key, ...(told.suffix ? [told.suffix] : [])].join("/");
	const opened = openedValue(teller, place, String(value));
	if (typeof opened !== "string") return opened;
	return told.kind === "sealed" ? [opened] : textOf(teller, cell, opened);
}

/** Places, groups and organisations are told; other people and their households are not. */
function partyValue({ ids }: Teller, party: { id: string; kind: string; label: string }): Part[] {
	const isOther = (party.kind === "person" || party.kind === "household") && !ids.includes(party.id);
	return isOther ? [{ withheld: "another_person" }] : [party.label];
}

/** What was sealed with the person's key: undefined where it was emptied when it ended, and said so where the key is gone. */
function openedValue(teller: Teller, place: string, value: string): string | Part[] | undefined {
	const bytes = Buffer.from(value, "base64");
	if (bytes.length === 0) return undefined;
	for (const personId of teller.ids) {
		try {
			return teller.seal.ofPerson(teller.territoryId, personId).open(bytes, place);
		} catch (error) {
			if (error instanceof KeyDestroyed) return [{ withheld: "sealed_for_good" }];
		}
	}
	throw new Error(`${place} does not open with the key of its person`);
}

/** The copy as it is handed over, with the sentences that staff keep out. */
export function fileOf({ about, madeOn, sections }: Whole, hidden: ReadonlySet<string>): CopyFile {
	const told = sections.map(({ heading, entries }) => ({
		heading,
		entries: entries.map((entry) => entry.map(({ value, ...field }) => ({ ...field, value: finalOf(value, hidden) }))),
	}));
	return { format: "filo.copy", version: 1, madeOn, about, sections: told, withheld: withheldOf(told) };
}

function finalOf(value: Field["value"], hidden: ReadonlySet<string>): Said["value"] {
	if (!isDraft(value)) return value;
	const parts = value.passages.flatMap(({ key, parts }): Part[] =>
		hidden.has(key) ? [{ withheld: "others_rights" }] : parts,
	);
	return joined(parts);
}

/** Pieces that may be read stand together, and two in a row that were kept back on one ground are one. */
function joined(parts: readonly Part[]): Part[] {
	const all: Part[] = [];
	for (const part of parts) {
		const last = all.at(-1);
		if (typeof part === "string" && typeof last === "string") all[all.length - 1] = last + part;
		else if (typeof part === "object" && typeof last === "object" && part.withheld === last.withheld) continue;
		else all.push(part);
	}
	return all;
}

function withheldOf(sections: CopyFile["sections"]): CopyFile["withheld"] {
	return sections.flatMap(({ heading, entries }) => {
		const n = new Map<Ground, number>();
		for (const { value } of entries.flat())
			if (Array.isArray(value))
				for (const part of value) if (typeof part === "object") n.set(part.withheld, (n.get(part.withheld) ?? 0) + 1);
		return [...n].map(([ground, count]) => ({ heading, ground, n: count }));
	});
}
