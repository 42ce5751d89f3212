import type { Day } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import {
	type ContactKind,
	type CorrectParty,
	type Level,
	levels,
	type PartyKind,
	type Purpose,
	type SaidBy,
	type TieKind,
} from "./contract.ts";

/**
 * Decides a step from one level to another. Throws `only_forward` when it does not go forward, and
 * `needs_agreement` when nobody says how the person agreed.
 */
export function decideLevel(now: Level | undefined, next: Level, agreedHow: string | undefined): void {
	if (now !== undefined && levels.indexOf(next) <= levels.indexOf(now)) throw new Refused("only_forward");
	if (next !== "description" && !agreedHow)
		throw new Refused("needs_agreement", { agreedHow: "refusal.needs_agreement" });
}

/** The agreement a level rests on; a description needs none. */
export function purposeOfLevel(level: Level): "nickname" | "name" | undefined {
	return level === "description" ? undefined : level;
}

/**
 * What falls when an agreement is withdrawn: `label` when the person is called by what they no longer agree
 * to (they are a description again, the only way back there is), `contacts` when no contact may be kept, `age_band`
 * when it may not be.
 */
export function fallsWith(purpose: Purpose, level: Level): "label" | "contacts" | "age_band" | undefined {
	if (purpose === "contact") return "contacts";
	if (purpose === "age_band") return "age_band";
	return purpose === level ? "label" : undefined;
}

/** Of which kind alone something can be corrected. */
const onlyOf = {
	level: "person",
	sector: "organisation",
	doing: "organisation",
	familyDistrict: "organisation",
	sort: "place",
	residents: "place",
} as const satisfies Partial<Record<keyof CorrectParty, PartyKind>>;

/**
 * Decides whether this can be corrected of a party. A person's label is corrected within its level: what leads
 * forward is their agreement, what leads back its withdrawal. Throws `invalid` with the field, `needs_agreement`, `only_forward`.
 */
export function decideCorrection(party: { kind: PartyKind; level?: Level }, input: CorrectParty): void {
	for (const field of Object.keys(onlyOf) as (keyof typeof onlyOf)[])
		if (input[field] !== undefined && onlyOf[field] !== party.kind)
			throw new Refused("invalid", { [field]: "community.error_not_its" });
	if (!input.level || !party.level || input.level === party.level) return;
	const code = levels.indexOf(input.level) > levels.indexOf(party.level) ? "needs_agreement" : "only_forward";
	throw new Refused(code, { label: `refusal.${code}` });
}

/** Decides whether a place may stand inside another. Throws `invalid` with `place` when it would stand inside itself. */
export function decideInside(id: string, inside: string, around: ReadonlyMap<string, string | null>): void {
	let at: string | null | undefined = inside;
	for (let steps = 0; at && steps <= around.size; steps += 1) {
		if (at === id) throw new Refused("invalid", { place: "community.error_inside_itself" });
		at = around.get(at);
	}
}

const social: readonly PartyKind[] = ["person", "household", "group", "organisation"];
const homes: readonly PartyKind[] = ["person", "household"];
const people: readonly PartyKind[] = ["person"];
const bodies: readonly PartyKind[] = ["group", "organisation"];

/** Which kinds of party may stand at either end of a tie. Symmetric ones read the same from both ends. */
const ends: Record<TieKind, { one: readonly PartyKind[]; other: readonly PartyKind[]; symmetric?: true }> = {
	kin: { one: people, other: people, symmetric: true },
	neighbour: { one: homes, other: homes, symmetric: true },
	friend: { one: people, other: people, symmetric: true },
	knows: { one: social, other: social, symmetric: true },
	collaborates_with: { one: bodies, other: bodies, symmetric: true },
	helps: { one: social, other: social },
	trusts: { one: homes, other: social },
	member_of: { one: social, other: ["household", "group", "organisation"] },
	works_at: { one: people, other: ["organisation", "group", "place"] },
	uses: { one: social, other: ["organisation", "group", "place"] },
};

/** True when a tie of this kind reads the same from both ends. */
export function isSymmetric(kind: TieKind): boolean {
	return ends[kind].symmetric === true;
}

/** True when a tie of this kind may join these two kinds of party, in this direction. */
export function mayJoin(kind: TieKind, one: PartyKind, other: PartyKind): boolean {
	if (kind === "member_of" && other === "household") return one === "person";
	return ends[kind].one.includes(one) && ends[kind].other.includes(other);
}

/** The ties a party of this kind can hold, seen from its end. */
export function tieChoices(party: PartyKind): { kind: TieKind; end: "out" | "in" }[] {
	return (Object.keys(ends) as TieKind[]).flatMap((kind) => [
		...(ends[kind].one.includes(party) ? [{ kind, end: "out" as const }] : []),
		...(!isSymmetric(kind) && ends[kind].other.includes(party) ? [{ kind, end: "in" as const }] : []),
	]);
}

export type TieFacts = {
	one: { id: string; kind: PartyKind };
	other: { id: string; kind: PartyKind };
	kind: TieKind;
	doing?: string;
	since: Day;
	until?: Day;
	saidBy: SaidBy;
};

/** Decides a tie. Throws `same_person`, or `invalid` with its field. */
export function decideTie(tie: TieFacts, today: Day): void {
	if (tie.one.id === tie.other.id) throw new Refused("same_person", { other: "refusal.same_person" });
	if (!mayJoin(tie.kind, tie.one.kind, tie.other.kind))
		throw new Refused("invalid", { kind: "community.error_tie_kinds" });
	if (tie.since > today) throw new Refused("invalid", { since: "error.future" });
	if (tie.until !== undefined) decideEnd(tie.since, tie.until, today);
	if (tie.doing && tie.kind !== "works_at" && tie.kind !== "member_of")
		throw new Refused("invalid", { doing: "community.error_doing" });
}

/** Decides the last day of something. Throws `invalid` when it lies before the first or has still to come. */
export function decideEnd(since: Day, until: Day, today: Day, field = "until"): void {
	if (until < since) throw new Refused("invalid", { [field]: "error.order" });
	if (until > today) throw new Refused("invalid", { [field]: "error.future" });
}

/** Decides since when something is known. Throws `invalid` for a day that has still to come. */
export function decideKnown(knownSince: Day, today: Day): void {
	if (knownSince > today) throw new Refused("invalid", { knownSince: "error.future" });
}

/** Decides on which day somebody agreed. Throws `invalid` with `field` for a day that has still to come. */
export function decideAgreed(on: Day, today: Day, field: string): void {
	if (on > today) throw new Refused("invalid", { [field]: "error.future" });
}

/** A second one of the same name must be meant. Throws `invalid` with `another`. */
export function decideDuplicate(calledSo: readonly unknown[]): void {
	if (calledSo.length > 0) throw new Refused("invalid", { another: "community.error_same_label" });
}

/**
 * Decides whether a contact may be kept: of a person who agreed, or of an organisation. Throws `needs_agreement`,
 * or `invalid` (`contactKind` for a party that keeps none, `value` for what cannot be an address or a number).
 */
export function decideContact(party: PartyKind, agreed: boolean, kind: ContactKind, value: string): void {
	if (party !== "person" && party !== "organisation")
		throw new Refused("invalid", { contactKind: "community.error_no_contact" });
	if (party === "person" && !agreed)
		throw new Refused("needs_agreement", { contactKind: "community.error_contact_agreement" });
	if (kind === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
		throw new Refused("invalid", { value: "error.email" });
	if (kind === "phone" && !/^\+?[\d\s./()-]{3,30}$/.test(value))
		throw new Refused("invalid", { value: "community.error_phone" });
}
