import type { Pack, PackedFollowUp, PackedSession } from "../../../../modules/notebook/contract.ts";
import type { Entry } from "./outbox.ts";

/** What was taken along, with what was written since laid over it. No DOM here. */

export const cachedDays = 7;
const dayMs = 86_400_000;

/** Whether what was taken along is to be wiped: seven days without contact. A clock that was set back wipes nothing. */
export function isStale(lastContact: number, now: number): boolean {
	return now - lastContact > cachedDays * dayMs;
}

/** The follow-ups as they stand after what was written here. */
export function followUpsNow(pack: Pack, entries: readonly Entry[]): (PackedFollowUp & { touched: boolean })[] {
	const steppedOn = entries.filter(({ on }) => on !== null);
	return pack.followUps.map((f) => {
		const steps = written(steppedOn, f.id);
		const last = steps.at(-1)?.values;
		if (!last) return { ...f, touched: false };
		const ended = last.to === "done" ? "done" : last.to === "let_go" ? "let_go" : f.state;
		return {
			...f,
			touched: true,
			state: ended,
			dueOn: typeof last.dueOn === "string" && last.dueOn ? last.dueOn : f.dueOn,
			what: typeof last.remains === "string" && last.remains ? last.remains : f.what,
		};
	});
}

/** A session with the marks set here. */
export function sessionNow(session: PackedSession, entries: readonly Entry[]): PackedSession {
	const said: Record<string, boolean> = {};
	let { unnamed } = session;
	for (const { values } of written(entries, session.id)) {
		Object.assign(said, values.marks);
		if (typeof values.unnamed === "string" && values.unnamed) unnamed = Number(values.unnamed);
	}
	return { ...session, unnamed, expected: session.expected.map((p) => ({ ...p, present: said[p.id] ?? p.present })) };
}

function written(entries: readonly Entry[], on: string): Entry[] {
	return entries
		.filter((e) => e.on === on && e.state !== "draft" && e.state !== "set_aside")
		.sort((a, b) => a.seq - b.seq);
}

export type Found = { key: string; what: "person" | "place" | "follow-up" | "record"; id: string; label: string };
const mostFound = 20;

/** Small letters without accents, as somebody types in a hurry. */
export function fold(text: string): string {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export type Searchable = Found & { folded: string };

/** All that can be found, folded once. */
export function searchable(pack: Pack | null, entries: readonly Entry[]): Searchable[] {
	const of = (what: Found["what"], id: string, label: string): Searchable => ({
		key: `${what} ${id}`,
		what,
		id,
		label,
		folded: fold(label),
	});
	return [
		...(pack?.people ?? []).map((p) => of("person", p.id, p.label)),
		...(pack?.places ?? []).map((p) => of("place", p.id, p.label)),
		...(pack?.followUps ?? []).map((f) => of("follow-up", f.id, f.about ? `${f.what} (${f.about.label})` : f.what)),
		...entries.flatMap((e) => {
			if (e.state === "draft") return [];
			const known = searchableEntries.get(e) ?? of("record", e.id, wordsOf(e));
			searchableEntries.set(e, known);
			return known.label === "" ? [] : [known];
		}),
	];
}

/** A record that has not changed is not folded again. */
const searchableEntries = new WeakMap<Entry, Searchable>();

/** What holds every word typed; at most twenty. */
export function find(all: readonly Searchable[], typed: string): Found[] {
	const words = fold(typed).split(/\s+/).filter(Boolean);
	if (words.length === 0) return [];
	const found: Found[] = [];
	for (const one of all) {
		if (words.every((word) => one.folded.includes(word))) found.push(one);
		if (found.length === mostFound) break;
	}
	return found;
}

/** The words somebody wrote in a record. */
export function wordsOf({ values }: Pick<Entry, "values">): string {
	for (const field of ["text", "what", "words", "remains"]) {
		const value = values[field];
		if (typeof value === "string" && value.trim()) return value.trim();
	}
	return "";
}
