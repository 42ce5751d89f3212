import { newId } from "../../core/ids.ts";
import { type Day, dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { fold } from "../../core/text.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import type { Read, Tx } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import { writtenBefore } from "../../ui/request.ts";
import { groundIn } from "../programme/purposes/service.ts";
import { neighbourhoodIn } from "../programme/service.ts";
import { processingOf } from "./agreements/contract.ts";
import type { AskedLanguage, ResponsibleAs } from "./agreements/fields.ts";
import { decideUntil } from "./agreements/rules.ts";
import type { Candidate, Level, Party, PartyKind, PlaceSort, Purpose, SaidBy, TieKind, Way } from "./contract.ts";
import { likeness, likest, questionOf } from "./likeness.ts";
import { refuseRestricted } from "./restriction/contract.ts";
import { decideLevel, decideTie, isSymmetric, purposeOfLevel } from "./rules.ts";
import * as store from "./store.ts";

/** What the modules above ask of the community. Its own verbs stand in `persons`, `parties` and `ties`. */

const mostCandidates = 8;

function candidateOf(party: store.PartyRow): Candidate {
	return { id: party.id, label: party.label, kind: party.kind, ...(party.placeLabel && { line: party.placeLabel }) };
}

function partyOf(party: store.PartyRow): Party {
	const { id, kind, label, level, placeLabel, protected: isProtected, restricted } = party;
	return {
		...{ id, kind, label, ...(level && { level }), ...(placeLabel && { placeLabel }) },
		...(isProtected && { protected: isProtected }),
		...(restricted && { restricted }),
	};
}

/** The likest of a neighbourhood, in the order of their likeness. */
async function searchIn(
	read: Read,
	query: { typed: string; kinds: readonly PartyKind[]; neighbourhoodId: string; limit: number; today?: Day },
): Promise<store.PartyRow[]> {
	if (fold(query.typed) === "") return [];
	const found = likest(query.typed, await store.foldedLabels(read, query), query.limit);
	const byId = new Map(
		(
			await store.partiesById(
				read,
				found.map((row) => row.id),
			)
		).map((party) => [party.id, party]),
	);
	return found.flatMap((row) => byId.get(row.id) ?? []);
}

/**
 * Who is meant by a picker's two fields; somebody protected only by their page or their whole name. Undefined when both are empty. One chosen counts as long as what is typed
 * still resembles it; what is exactly one label counts as chosen; otherwise the likest come back to choose from,
 * at most eight, perhaps none. Throws `restricted` for somebody of whom everything is only kept.
 */
export async function resolveParty(
	read: Read,
	query: { typed?: string; chosen?: string; kinds: PartyKind[]; neighbourhoodId: string },
): Promise<Party | { candidates: Candidate[] } | undefined> {
	const { typed = "", chosen, kinds, neighbourhoodId } = query;
	const folded = fold(typed);
	if (chosen) {
		const [party] = await store.partiesById(read, [chosen]);
		const fits = party !== undefined && party.neighbourhoodId === neighbourhoodId && kinds.includes(party.kind);
		const typedIt =
			fits && (folded === "" || folded === fold(party.label) || likeness(questionOf(typed), party.folded) > 0);
		if (typedIt) return meant(party);
	}
	if (folded === "") return chosen || typed.trim() !== "" ? { candidates: [] } : undefined;
	const same = await store.partiesCalled(read, { neighbourhoodId, kinds, folded });
	const [first, ...more] = same;
	if (first && more.length === 0) return meant(first);
	if (more.length > 0) return { candidates: same.filter((party) => !party.protected).map(candidateOf) };
	const likely = await searchIn(read, { typed, kinds, neighbourhoodId, limit: mostCandidates });
	return { candidates: likely.map(candidateOf) };
}

/** Whoever is meant, unless what is here of them is only kept. */
function meant(party: store.PartyRow): Party {
	refuseRestricted(party);
	return partyOf(party);
}

/** Parties by id, those the actor may see; at most 500 are looked up. */
export async function partiesByIds(read: Read, ids: readonly string[]): Promise<Map<string, Party>> {
	const parties = await store.partiesById(read, [...new Set(ids)].slice(0, 500));
	return new Map(parties.map((party) => [party.id, partyOf(party)]));
}

/** How people and households of a neighbourhood are called, folded, to keep their names out of what is printed. */
export function labelsOfPersonsIn(read: Read, neighbourhoodId: string): Promise<{ folded: string; byName: boolean }[]> {
	return store.labelsOfPersons(read, neighbourhoodId);
}

/** Offers who may be meant, in the neighbourhood named or on screen. Staff only. Throws `choose_neighbourhood`. */
export async function searchParties(
	ground: Ground,
	actor: Actor,
	query: { q: string; kinds: PartyKind[]; limit: number; neighbourhood?: string },
): Promise<Candidate[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read, query.neighbourhood);
		const today = dayOf(ground.clock());
		const found = await searchIn(read, {
			typed: query.q,
			kinds: query.kinds,
			neighbourhoodId: id,
			limit: query.limit,
			today,
		});
		return found.map(candidateOf);
	});
}

/** The places of a neighbourhood, by name, at most 500. */
export function placesOf(
	read: Read,
	neighbourhoodId: string,
): Promise<{ id: string; label: string; folded: string; sort: PlaceSort; residents: number | null }[]> {
	return store.places(read, neighbourhoodId);
}

/** What the places of a neighbourhood are called, at most 500: for whoever may know no more of them. */
export function placeLabelsIn(read: Read, neighbourhoodId: string): Promise<{ id: string; label: string }[]> {
	return store.placeLabels(read, neighbourhoodId);
}

export type AddPerson = {
	id?: string;
	/** Of the request that brought the person, where one did. */
	hash?: Buffer;
	neighbourhoodId: string;
	label: string;
	level: Level;
	placeId?: string;
	agreedHow?: Way;
	agreedOn?: Day;
	/** How they were asked, and who answers for them where they are a minor. */
	given?: Given;
	minor?: boolean;
	knownSince: Day;
	existedBefore?: boolean;
};

/**
 * Writes down a person inside the caller's transaction. Throws `needs_agreement` when called by more than a
 * description without saying how they agreed, `id_taken` when the id is another's, `invalid` for a place that is not here.
 */
export async function addPersonIn(tx: Tx, person: AddPerson): Promise<{ id: string; label: string }> {
	decideLevel(undefined, person.level, person.agreedHow);
	if (person.placeId) await placeHere(tx, person.placeId, person.neighbourhoodId);
	const id = person.id ?? newId<"party">();
	const row = {
		id,
		hash: person.hash,
		neighbourhoodId: person.neighbourhoodId,
		kind: "person" as const,
		label: person.label,
		folded: fold(person.label),
		placeId: person.placeId,
		knownSince: person.knownSince,
		existedBefore: person.existedBefore ?? false,
	};
	if (!(await store.insertParty(tx, row))) {
		const [there] = await store.partiesById(tx, [id]);
		return { id, label: writtenBefore(there, row).label };
	}
	await store.insertPerson(tx, {
		id,
		neighbourhoodId: person.neighbourhoodId,
		level: person.level,
		minor: person.minor,
	});
	await audit(tx, {
		verb: "recordPerson",
		kind: "person",
		id,
		neighbourhoodId: person.neighbourhoodId,
		fields: ["label", "level", ...(person.placeId ? ["placeId"] : [])],
	});
	const purpose = purposeOfLevel(person.level);
	if (purpose && person.agreedHow) {
		const day = person.agreedOn ?? person.knownSince;
		await agreeIn(tx, { ...person.given, personId: id, purpose, how: person.agreedHow, day });
	}
	return { id, label: person.label };
}

/** Makes sure that an id given as a place is a place of this neighbourhood. Throws `invalid` with `field`. */
export async function placeHere(read: Read, placeId: string, neighbourhoodId: string, field = "place"): Promise<void> {
	const [place] = await store.partiesById(read, [placeId]);
	if (place?.kind !== "place" || place.neighbourhoodId !== neighbourhoodId) {
		throw new Refused("invalid", { [field]: "community.error_place" });
	}
}

/** What stands beside an answer. */
export type Given = {
	id?: string;
	/** In which words and language they were asked. */
	asked?: { words: string; language: AskedLanguage };
	until?: Day;
	/** Who answers for a minor: the name sealed with the minor's key (`agreements/given.ts`). */
	responsible?: { sealed: Buffer; as: ResponsibleAs };
};

export type AgreeIn = Given & {
	personId: string;
	purpose: Purpose;
	how: Way;
	day: Day;
	/** Left out: yes. */
	answer?: "agreed" | "declined";
};

/**
 * Writes down what a person answered: in the ledger, with the legal ground of that day beside it. Throws `not_found` for
 * a person the actor does not see, `invalid` (`responsible`) for a minor without who answers for them, `until`.
 */
export async function agreeIn(tx: Tx, agreement: AgreeIn): Promise<string> {
	const [person] = await store.partiesById(tx, [agreement.personId]);
	if (person?.kind !== "person") throw new Refused("not_found");
	refuseRestricted(person);
	const { purpose, how, day, answer = "agreed", asked, until, responsible } = agreement;
	decideUntil(purpose, answer, day, until);
	if (!responsible && (await store.isMinor(tx, person.id)))
		throw new Refused("invalid", { responsible: "ledger.error_responsible" });
	const ground = await groundIn(tx, processingOf[purpose], day);
	const id = agreement.id ?? newId<"agreement">();
	const { neighbourhoodId } = person;
	const row = { id, neighbourhoodId, personId: person.id, purpose, answer, givenOn: day, givenHow: how };
	if (await store.insertAgreement(tx, { ...row, asked, until, ground, responsible })) {
		const verb = answer === "agreed" ? "recordAgreement" : "recordNo";
		const fields = ["purpose", "givenOn", "givenHow", ...(responsible ? ["responsible"] : [])];
		await audit(tx, { verb, kind: "agreement", id, neighbourhoodId, fields });
	}
	return id;
}

/** Those of these people whose agreement to this stands today, and is not asleep because they are protected or only kept. */
export function standingAgreementsIn(read: Read, personIds: readonly string[], purpose: Purpose): Promise<Set<string>> {
	return store.standingAgreements(read, personIds, purpose);
}

export type RecordTieIn = {
	id?: string;
	/** Of the request that brought it, where one did. */
	hash?: Buffer;
	neighbourhoodId: string;
	oneId: string;
	otherId: string;
	kind: TieKind;
	since: Day;
	saidBy: SaidBy;
	until?: Day;
	metAt?: string;
	existedBefore?: boolean;
	doing?: string;
	/** The day by which `since` is judged; `since` itself where left out. */
	today?: Day;
};

/**
 * Writes down a tie inside the caller's transaction. A tie of the same kind already in force between the two is
 * left as it is and its id given back (`already`). Throws `same_person`, `invalid` with `kind`, `since`, `until`,
 * `one` or `other`, and `id_taken`.
 */
export async function recordTieIn(tx: Tx, tie: RecordTieIn): Promise<{ id: string; already: boolean }> {
	const [one, other] = await twoHere(tx, tie);
	decideTie(
		{ one, other, kind: tie.kind, doing: tie.doing, since: tie.since, until: tie.until, saidBy: tie.saidBy },
		tie.today ?? tie.until ?? tie.since,
	);
	const either = isSymmetric(tie.kind);
	const same = { oneId: one.id, otherId: other.id, kind: tie.kind, either, on: tie.since };
	const standing = await store.standingTie(tx, same);
	if (standing) return { id: standing, already: true };
	const id = tie.id ?? newId<"tie">();
	const { hash, neighbourhoodId, kind, doing, since, until, saidBy, metAt } = tie;
	const row = { id, hash, neighbourhoodId, oneId: one.id, otherId: other.id, kind, doing, since, until, saidBy, metAt };
	if (!(await store.insertTie(tx, { ...row, existedBefore: tie.existedBefore ?? false }))) {
		// The same request came twice at once, or the id is another tie's.
		if ((await store.standingTie(tx, same)) !== id) throw new Refused("id_taken");
		return { id, already: true };
	}
	await audit(tx, {
		verb: "recordTie",
		kind: "tie",
		id,
		neighbourhoodId,
		fields: ["oneId", "otherId", "kind", "since", "saidBy"],
	});
	return { id, already: false };
}

async function twoHere(
	read: Read,
	tie: { oneId: string; otherId: string; neighbourhoodId: string },
): Promise<[store.PartyRow, store.PartyRow]> {
	const found = new Map((await store.partiesById(read, [tie.oneId, tie.otherId])).map((party) => [party.id, party]));
	const here = (id: string, field: string) => {
		const party = found.get(id);
		if (!party || party.neighbourhoodId !== tie.neighbourhoodId)
			throw new Refused("invalid", { [field]: "community.error_not_here" });
		refuseRestricted(party);
		return party;
	};
	return [here(tie.oneId, "one"), here(tie.otherId, "other")];
}

/**
 * How many people became known and how many ties began from `from` to `to`, both included, without those that
 * existed before they were written down.
 */
export function monthOfCommunityIn(
	read: Read,
	neighbourhoodId: string,
	from: Day,
	to: Day,
): Promise<{ newPersons: number; newTies: number }> {
	return store.newInPeriod(read, neighbourhoodId, from, to);
}

/**
 * How many ties began in each week from `from` to `to`, both included, by the week's Monday: those that
 * `monthOfCommunityIn` counts. Weeks without any are left out.
 */
export function tiesByWeekIn(
	read: Read,
	neighbourhoodId: string,
	from: Day,
	to: Day,
): Promise<{ monday: Day; n: number }[]> {
	return store.newTiesByWeek(read, neighbourhoodId, from, to);
}

/** Those of these people who had a tie, of whatever kind, that began before a day. */
export function tiesOfPersonsIn(read: Read, personIds: readonly string[], before: Day): Promise<Set<string>> {
	return store.withTieBefore(read, personIds, before);
}
