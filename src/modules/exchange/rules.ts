import { addDays, type Day, dayOf, instantOf } from "../../core/period.ts";
import { fold } from "../../core/text.ts";
import type { Moving, When } from "./contract.ts";

/** Where an act stands in time. Two acts at the same instant are told apart by when they were written, then by id. */
export type Moment = { id: string; at: Date; recordedAt: Date };

/**
 * True when `one` comes before `other`. It is a total order, so an act moved only by earlier ones can never,
 * over any number of steps, have moved itself.
 */
export function isEarlier(one: Moment, other: Moment): boolean {
	const gap = one.at.getTime() - other.at.getTime() || one.recordedAt.getTime() - other.recordedAt.getTime();
	return gap === 0 ? one.id < other.id : gap < 0;
}

/** An act can be moved by one that its giver received, earlier. */
export function canMove(
	moving: (Moment & { receiverId: string }) | undefined,
	act: Moment & { giverId: string },
): boolean {
	return moving !== undefined && moving.receiverId === act.giverId && isEarlier(moving, act);
}

/** When an act counts as written: now, and in any case after the act that moved it, which was there to be chosen. */
export function recordingOf(now: Date, moving?: Moment): Date {
	return moving && moving.recordedAt >= now ? new Date(moving.recordedAt.getTime() + 1) : now;
}

/** True for a moment that has not come yet. */
export function isFuture(when: When, now: Date): boolean {
	return "instant" in when ? when.instant.getTime() > now.getTime() : when.day > dayOf(now);
}

/**
 * The instant that stands for when. A day alone is its noon (or now, before today's noon); where an act of that
 * same day moved it, not before that one.
 */
export function instantFor(when: When, now: Date, movedAt?: Date): Date {
	if ("instant" in when) return when.instant;
	const noon = instantOf(when.day, "12:00");
	const at = noon > now ? now : noon;
	return movedAt && movedAt > at && dayOf(movedAt) === when.day ? movedAt : at;
}

const paidWords =
	/\b(pagat[oaie]|pagamento|pagamenti|retribuit[oaie]|retribuzione|stipendi[oa]?|stipendiat[oa]|salario|compenso|badant[ei]|colf|paid|wages?|salary|payment|bezahlt(e[nmrs]?)?|bezahlung|entlohnt|entlohnung|gehalt|stundenlohn|lohn|badantin)\b/;
const sums = /€|\b\d+(?:[.,]\d+)?\s?(?:euro|eur|euros)\b|\b(?:euro|eur)\s?\d+/i;
const denied =
	/\b(?:non|not|nicht|never|mai|nie|senza|without|ohne|nessun|no|keine?)\s+(?:(?:e|era|stat[oaie]|viene|been|is|was|wurde|wird|ist|worden|alcun|any)\s+)*(?:pagat[oaie]|paid|bezahlt|retribuit[oaie]|pagamento|compenso|payment|bezahlung|entlohnung|lohn)\b/g;

/** True when the words of an act speak of payment: then somebody is asked once more whether it was given freely. */
export function speaksOfPayment(what: string): boolean {
	return sums.test(what) || paidWords.test(fold(what).replace(denied, " "));
}

/** What became of the giver's answer: first asked, or changed; `undefined` when it is the same answer again. */
export function answerChange(
	before: { movedBy: Moving | null; movedByAct: string | null },
	after: { movedBy: Moving; movedByAct: string | null },
): "answered" | "corrected" | undefined {
	if (before.movedBy === after.movedBy && before.movedByAct === after.movedByAct) return undefined;
	return before.movedBy === "not_asked" ? "answered" : "corrected";
}

/** Instants from the beginning of the first day to the end of the last. */
export function instantsOf(from: Day, to: Day): { from: Date; before: Date } {
	return { from: instantOf(from), before: instantOf(addDays(to, 1)) };
}
