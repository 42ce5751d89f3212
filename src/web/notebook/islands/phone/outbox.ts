import type { Answer, Bodies, RecordKind, SentRecord } from "../../../../modules/notebook/contract.ts";

/** The way of a record from the first letter to the server. No DOM and no storage here. */

export const states = ["draft", "ready", "sending", "received", "needs_you", "set_aside"] as const;
export type State = (typeof states)[number];

/** What a form holds while somebody writes: text, ticks, and for attendance a mark for each name. */
export type Values = Record<string, string | boolean | Record<string, boolean> | undefined>;

/** One record on the phone. Only `id`, `seq` and `state` lie there in clear. */
export type Entry = {
	id: string;
	/** The order on this phone; 0 while it is a draft. */
	seq: number;
	state: State;
	kind: RecordKind;
	/** What is written on, where something is: the session, the follow-up. */
	on: string | null;
	/** The version that was read before writing, or an earlier record of this phone on the same thing. */
	base: string | null;
	/** When it was written, by the phone's clock. */
	at: string;
	neighbourhoodId: string;
	values: Values;
	/** The field somebody was in. */
	field?: string;
	/** The server's last word, where it needs somebody. */
	answer?: Answer;
};

/** Not yet at the server: what is never wiped in passing. */
export function isUnsent({ state }: Pick<Entry, "state">): boolean {
	return state === "draft" || isWaiting({ state }) || state === "needs_you";
}

/** To be sent without anybody doing anything. */
export function isWaiting({ state }: Pick<Entry, "state">): boolean {
	return state === "ready" || state === "sending";
}

const mostAtOnce = 50;
const mostBytesAtOnce = 8 * 1024 * 1024;

/** The next records to send, in the order they were written; `tried` were sent in this round. Sizes are in bytes. */
export function nextToSend(
	entries: readonly Entry[],
	tried: ReadonlySet<string>,
	sizeOf: (entry: Entry) => number,
): Entry[] {
	const waiting = entries.filter((e) => isWaiting(e) && !tried.has(e.id)).sort((a, b) => a.seq - b.seq);
	const chosen: Entry[] = [];
	let bytes = 0;
	for (const entry of waiting.slice(0, mostAtOnce)) {
		bytes += sizeOf(entry);
		if (chosen.length > 0 && bytes > mostBytesAtOnce) break;
		chosen.push(entry);
	}
	return chosen;
}

/** What a record becomes by the server's word. `early` keeps it waiting. */
export function answered(entry: Entry, answer: Answer): Entry {
	if (answer.state === "early") return { ...entry, state: "ready" };
	if (answer.state === "needs_you") return { ...entry, state: "needs_you", answer };
	// It has arrived: the photo of a sheet need not lie here any longer.
	const { photo: _photo, ...values } = entry.values;
	return { ...entry, values, state: answer.state, answer: { ...answer, theirs: null } };
}

/** What a new record on something starts from: the last of this phone that is not answered, or the version read. */
export function baseFor(entries: readonly Entry[], on: string | null, version: string | null): string | null {
	if (!on) return null;
	const last = entries
		.filter((e) => e.on === on && (isWaiting(e) || e.state === "needs_you"))
		.sort((a, b) => b.seq - a.seq)[0];
	return last?.id ?? version;
}

/**
 * After a record was settled (`by` a new one, or let go of): those that were written upon it now stand on the new one, or
 * on what the server has.
 */
export function rebased(entries: readonly Entry[], settled: Entry, by: string | null): Entry[] {
	return entries
		.filter((e) => e.base === settled.id && isUnsent(e))
		.map((e) => ({ ...e, base: by ?? settled.answer?.version ?? settled.base }));
}

/** A record as it goes over the wire. */
export function sentRecord(
	entry: Entry,
	body: Bodies[RecordKind],
): Omit<SentRecord, "id" | "neighbourhoodId"> & {
	id: string;
	neighbourhoodId: string;
} {
	const { id, seq, kind, neighbourhoodId, at, base } = entry;
	// A version is no id; an earlier record of this phone is, and has to arrive first.
	const after = base && uuid.test(base) ? [base as SentRecord["after"][number]] : [];
	return { id, seq, kind, neighbourhoodId, at, base, after, body: { ...body } };
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
