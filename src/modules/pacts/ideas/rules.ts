import { addDays, type Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Answer, How, IdeaState, Stands } from "./contract.ts";

/** How somebody is called where anybody reads it: the first word, so that no surname stands there. */
export function firstWord(called: string): string {
	return called.trim().split(/[\s,]+/u)[0] ?? "";
}

/** Days for which a contact is kept after the day of the answer: a yes is only the beginning. */
const keptDays = 180;
export function neededUntil(answerBy: Day): Day {
	return addDays(answerBy, keptDays);
}

/** Where a row stands, its fields in one place. */
export type Standing = {
	state: IdeaState;
	answerBy: Day;
	answer: "yes" | "not_now" | null;
	how: How | null;
	reason: string | null;
	reasonLanguage: Answer["language"] | null;
	answeredOn: Day | null;
	becameKind: How | null;
	becameId: string | null;
	becameOn: Day | null;
	withdrawnOn: Day | null;
};

/** The state with its own fields. That they are there, the table's checks see to. */
export function standsOf(row: Standing): Stands {
	const answer = answerOf(row);
	if (row.state === "withdrawn") return { state: "withdrawn", answer, withdrawnOn: row.withdrawnOn! };
	if (!answer) return { state: "proposed", answerBy: row.answerBy };
	if (row.state !== "became") return { state: "answered", answer };
	return { state: "became", answer, became: { kind: row.becameKind!, id: row.becameId!, on: row.becameOn! } };
}

function answerOf(row: Standing): Answer | undefined {
	if (!row.answer) return undefined;
	const why = { reason: row.reason!, language: row.reasonLanguage!, on: row.answeredOn! };
	return row.answer === "yes" ? { is: "yes", how: row.how!, ...why } : { is: "not_now", ...why };
}

/** Whether the answer was promised for a day that is gone. */
export function isOverdue(stands: Stands, today: Day): boolean {
	return stands.state === "proposed" && stands.answerBy < today;
}

/** Whether others can join still: until it is answered, and after a yes until it became something of its own. */
export function canBeJoined(stands: Stands): boolean {
	return stands.state === "proposed" || (stands.state === "answered" && stands.answer.is === "yes");
}

/** Whether its words may change: nobody has joined them yet, or they were taken off the page. */
export function mayChange(of: { state: IdeaState; joined: number; hiddenBecause: string | null }): boolean {
	return of.state === "proposed" && (of.joined === 0 || of.hiddenBecause !== null);
}

const next: Record<IdeaState, readonly IdeaState[]> = {
	proposed: ["answered", "withdrawn"],
	answered: ["became", "withdrawn"],
	became: [],
	withdrawn: [],
};

/** An idea goes forward only. Throws `not_in_this_state`. */
export function decideStep(from: IdeaState, to: IdeaState): void {
	if (!next[from].includes(to)) throw new Refused("not_in_this_state");
}
