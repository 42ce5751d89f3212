import { addDays, type Day } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { fold } from "../../core/text.ts";
import type { ChangeState, InitiativeState, Repeat, SessionState } from "./contract.ts";

const ways: Record<InitiativeState, readonly InitiativeState[]> = {
	idea: ["preparing", "open", "dropped"],
	preparing: ["open", "dropped", "idea"],
	open: ["concluded", "dropped"],
	concluded: ["open"],
	dropped: ["idea"],
};

/** Where an initiative can go from a state. */
export function waysFrom(state: InitiativeState): readonly InitiativeState[] {
	return ways[state];
}

/** Decides a change of state. Throws `not_from_here`, or `needs_reason` naming the field that must say it. */
export function decideState(from: InitiativeState, change: ChangeState): void {
	if (!ways[from].includes(change.to)) throw new Refused("not_from_here");
	if (change.to === "concluded" && !change.learnt)
		throw new Refused("needs_reason", { learnt: "initiatives.say_learnt" });
	if (change.to === "dropped" && !change.reason) throw new Refused("needs_reason", { reason: "initiatives.say_why" });
}

export const mostSessions = 60;

/**
 * The days of a series: every week, every two weeks, or every month on the same weekday of the same week
 * (the second Tuesday; a fifth one that a month lacks is left out). At most 60 days, the first included.
 */
export function daysOf(first: Day, repeat: Repeat | undefined, until: Day | undefined): Day[] {
	if (!repeat) return [first];
	if (!until) throw new Refused("invalid", { until: "initiatives.until_when" });
	if (until < first) throw new Refused("invalid", { until: "error.order" });
	const days: Day[] = [];
	for (let i = 0; days.length <= mostSessions; i += 1) {
		const day = repeat === "monthly" ? sameWeekdayLater(first, i) : addDays(first, i * (repeat === "weekly" ? 7 : 14));
		if (day === undefined) continue;
		if (day > until) return days;
		days.push(day);
	}
	throw new Refused("invalid", { until: "initiatives.too_many_sessions" });
}

/** The day with the same weekday and the same place in its month, `months` later; undefined where that month has none. */
function sameWeekdayLater(first: Day, months: number): Day | undefined {
	const [year, month, date] = first.split("-").map(Number) as [number, number, number];
	const nth = Math.floor((date - 1) / 7);
	const weekday = new Date(Date.UTC(year, month - 1, date)).getUTCDay();
	const start = new Date(Date.UTC(year, month - 1 + months, 1));
	const shift = (weekday - start.getUTCDay() + 7) % 7;
	const found = new Date(start.getTime() + (shift + nth * 7) * 86_400_000);
	return found.getUTCMonth() === start.getUTCMonth() ? found.toISOString().slice(0, 10) : undefined;
}

/** Beginnings of words by which a text says whom it is for by what they lack; folded, in the three languages. */
const labels = [
	"fragil",
	"vulnerabil",
	"disagi",
	"disabil",
	"handicap",
	"emarginat",
	"poveri",
	"poverta",
	"indigent",
	"bisognos",
	"svantaggiat",
	"povere",
	"anziani soli",
	"anziane sole",
	"persone sole",
	"famiglie sole",
	"solitudin",
	"isolata",
	"isolate",
	"persone isolat",
	"anziani isolat",
	"isolament",
	"non autosufficient",
	"stranier",
	"immigrat",
	"migranti",
	"profug",
	"rifugiat",
	"extracomunitar",
	"senzatetto",
	"senza dimora",
	"disoccupat",
	"tossicodipend",
	"alcolist",
	"malati",
	"depress",
	"demenza",
	"alzheimer",
	"autis",
	"utenti",
	"casi sociali",
	"assistiti",
	"marginali",
	"einsam",
	"bedurftig",
	"hilfsbedurftig",
	"pflegebedurftig",
	"benachteiligt",
	"behindert",
	"fluchtling",
	"gefluchtet",
	"auslander",
	"migrant",
	"verwahrlos",
	"isoliert",
	"armut",
	"arme leute",
	"arme menschen",
	"sozialfall",
	"gebrechlich",
	"obdachlos",
	"arbeitslos",
	"demenz",
	"lonely",
	"loneliness",
	"isolated",
	"needy",
	"vulnerable",
	"frail",
	"disabled",
	"disadvantaged",
	"poverty",
	"poor people",
	"refugee",
	"immigrant",
	"homeless",
	"unemployed",
	"dementia",
];

/** The first label a public text carries, as it stands there, or undefined. Whole beginnings of words only. */
export function labelIn(...texts: readonly (string | undefined)[]): string | undefined {
	for (const text of texts) {
		const words = ` ${fold(text ?? "")} `;
		const found = labels.find((label) => words.includes(` ${label}`));
		if (found) return found;
	}
	return undefined;
}

/** A public text names nobody's trouble. Throws `labels` naming the field. */
export function refuseLabels(side: { title: string; invitation?: string }): void {
	if (labelIn(side.title)) throw new Refused("labels", { title: "refusal.labels" });
	if (labelIn(side.invitation)) throw new Refused("labels", { invitation: "refusal.labels" });
}

/** Decides a change of a date's state. Throws `not_from_here` where people are counted there, or for a day still to come. */
export function decideSession(session: { day: Day; there: number }, to: SessionState, today: Day): void {
	if (to !== "held" && session.there > 0) throw new Refused("not_from_here");
	if (to === "held" && session.day > today) throw new Refused("not_from_here");
}

/** Decides whether a date may be moved to another time. Throws `not_from_here` for one held or called off, `invalid` for a time gone by. */
export function decideMove(session: { state: SessionState; startsAt: Date }, to: Date, now: Date): void {
	if (session.state !== "planned" || session.startsAt < now) throw new Refused("not_from_here");
	if (to < now) throw new Refused("invalid", { startsOn: "initiatives.gone_by" });
}
