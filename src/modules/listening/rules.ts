import { addDays, type Day } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { NeedState, Topic } from "./contract.ts";

/** Where a need can go from each state. From an end it can only be taken up again. */
export const nextStates: Record<NeedState, readonly NeedState[]> = {
	heard: ["being_answered", "handed_over", "closed"],
	being_answered: ["answered", "handed_over", "closed"],
	answered: ["heard"],
	handed_over: ["heard"],
	closed: ["heard"],
};

/** States in which nobody works on a need any more. */
export const endStates: readonly NeedState[] = ["answered", "handed_over", "closed"];

/** Whether coming to a state needs a reason: ending without an answer, and taking up again. */
export function needsReason(to: NeedState): boolean {
	return to === "handed_over" || to === "closed" || to === "heard";
}

/** Decides a need's next state. Throws `not_from_here` or `needs_reason`. */
export function decideState(
	from: NeedState,
	to: NeedState,
	reason: string | undefined,
	today: Day,
): { state: NeedState; reason: string | null; closedOn: Day | null } {
	if (!nextStates[from].includes(to)) throw new Refused("not_from_here");
	if (needsReason(to) && !reason) throw new Refused("needs_reason", { reason: "refusal.needs_reason" });
	return { state: to, reason: reason ?? null, closedOn: endStates.includes(to) ? today : null };
}

/** Whether an urgent note may be taken charge of. Throws `not_from_here` for one that is not urgent, `already_taken` for another's. */
export function decideTake(
	note: { urgent: boolean; takenBy: string | null },
	actorId: string,
): "take" | "already_mine" {
	if (!note.urgent) throw new Refused("not_from_here");
	if (note.takenBy === actorId) return "already_mine";
	if (note.takenBy) throw new Refused("already_taken");
	return "take";
}

/** A street without its house number: «via roggia 12 a» is on «via roggia». Of a folded name. */
export function streetOf(folded: string): string {
	return folded.replace(/ \d+( [a-z])?$/, "");
}

/** A note as suggestions see it: only what is on it, nobody's name. */
export type LooseNote = { id: string; topic: Topic; placeId: string | null; heardOn: Day };
type Place = { id: string; label: string; folded: string };

/** Notes that may add up to one need, and why: how many, on what, where, since when. */
export type Suggestion = { notes: string[]; topic: Topic; placeId?: string; placeLabel?: string; since: Day };

const suggestionDays = 60;

/**
 * Suggests needs from notes that are in none: two or more on the same topic from the same street or place, or
 * three or more on the same topic, within 60 days. Each note stands in one suggestion at most; the fullest first.
 */
export function suggestNeeds(
	notes: readonly LooseNote[],
	places: ReadonlyMap<string, Place>,
	today: Day,
): Suggestion[] {
	const from = addDays(today, -suggestionDays);
	const recent = notes.filter((n) => n.heardOn >= from && n.heardOn <= today);
	const byStreet = Object.values(Object.groupBy(recent, (n) => `${n.topic} ${streetKey(n.placeId, places)}`)).filter(
		(group) => group !== undefined && group[0]?.placeId !== null && group.length >= 2,
	);
	const placed = new Set(byStreet.flatMap((group) => group?.map((n) => n.id) ?? []));
	const byTopic = Object.values(
		Object.groupBy(
			recent.filter((n) => !placed.has(n.id)),
			(n) => n.topic,
		),
	).filter((group) => group !== undefined && group.length >= 3);
	return [
		...byStreet.map((g) => suggestionOf(g ?? [], places, true)),
		...byTopic.map((g) => suggestionOf(g ?? [], places, false)),
	]
		.filter((s) => s !== undefined)
		.sort((a, b) => b.notes.length - a.notes.length || (a.since < b.since ? -1 : 1));
}

function streetKey(placeId: string | null, places: ReadonlyMap<string, Place>): string {
	if (placeId === null) return "";
	const place = places.get(placeId);
	return place ? streetOf(place.folded) : placeId;
}

function suggestionOf(
	group: readonly LooseNote[],
	places: ReadonlyMap<string, Place>,
	here: boolean,
): Suggestion | undefined {
	const [first] = group;
	if (!first) return undefined;
	const since = group.map((n) => n.heardOn).sort()[0] ?? first.heardOn;
	const found = { notes: group.map((n) => n.id), topic: first.topic, since };
	const place = here && first.placeId !== null ? places.get(first.placeId) : undefined;
	if (!place) return found;
	if (group.every((n) => n.placeId === first.placeId)) return { ...found, placeId: place.id, placeLabel: place.label };
	const street = [...places.values()].find((p) => p.folded === streetOf(place.folded));
	return { ...found, placeId: street?.id, placeLabel: street?.label ?? place.label.replace(/[ ,]+\d+\S*$/, "") };
}

/** The need's first words, where nobody gave it a title. */
export function titleFrom(text: string): string {
	const line = text.split("\n")[0]?.trim() ?? "";
	if (line.length <= 80) return line;
	const cut = line.slice(0, 80);
	return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), 40))}…`;
}

const notNames =
	/^(via|viale|vicolo|piazza|piazzetta|corso|localit[aà]|frazione|strada|salita|maso|san|santa|sant|scala|casa|platz|gasse|street|square|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)(?=[\s'’]|$)/iu;
const title = /^(?:(?:e|ed|und|and|anche|poi|sig\.?(?:ra|na)?|signora?|signor|frau|herr|mr|mrs|ms|don|suor)\.?\s+)+/i;
const name =
	/^\p{Lu}[\p{L}'’-]+(?:\s+(?:de|di|da|del|della|von|van|el|al)){0,2}(?:\s+\p{Lu}[\p{L}'’-]+){1,2}(?=$|\s*[(\d–-]|\s+(?:di|anni|jahre|years|aged)\b)/u;

/**
 * True for a text that is mostly a list of names: five or more parts of the shape «Name Surname». A count is
 * welcome; a list of people without a ground is refused.
 */
export function looksLikeNames(text: string): boolean {
	const parts = text
		.split(/[\n,;:•]|\s(?:e|ed|und|and)\s(?=\p{Lu})/u)
		.map((part) =>
			part
				.replace(/^[\s\-–*\d.)]+/, "")
				.replace(title, "")
				.replace(/[\s.]+$/, ""),
		)
		.filter((part) => part !== "");
	const names = parts.filter((part) => name.test(part) && !notNames.test(part));
	return names.length >= 5 && names.length * 2 >= parts.length;
}

/** Whether a note may be set aside or brought back. Throws `not_from_here` while it is urgent and nobody's, or gathered into a need. */
export function decideSetAside(
	note: { urgent: boolean; takenBy: string | null; needId: string | null; setAsideOn: Day | null },
	aside: boolean,
): "change" | "already_so" {
	if ((note.setAsideOn !== null) === aside) return "already_so";
	if (aside && (note.needId !== null || (note.urgent && note.takenBy === null))) throw new Refused("not_from_here");
	return "change";
}

/** Whether a note may be gathered into a need: not an offer, which answers needs, and in no other. Undefined when it may. */
export function whyNotGathered(
	note: { kind: string; needId: string | null; neighbourhoodId: string },
	need: { id: string; neighbourhoodId: string },
): string | undefined {
	if (note.neighbourhoodId !== need.neighbourhoodId) return "error.id";
	if (note.kind === "offered") return "listening.error_offer_gathered";
	return note.needId !== null && note.needId !== need.id ? "listening.error_note_placed" : undefined;
}

/** What all notes that say anything of it say alike; null where they differ or none says it. */
export function common<Note, Value>(notes: readonly Note[], of: (note: Note) => Value): Value | null {
	const values = new Set(notes.map(of).filter((value) => value !== null));
	const [value] = values;
	return values.size === 1 ? (value ?? null) : null;
}

/** Whether what is finished on a day was in time or late. */
export function decideFinish(dueOn: Day, today: Day): "done" | "done_late" {
	return today > dueOn ? "done_late" : "done";
}
