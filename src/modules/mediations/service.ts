import { isDeepStrictEqual } from "node:util";
import { newId } from "../../core/ids.ts";
import { type Day, dayOf, isDay } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import { lend, type Read, type Tx } from "../../db/database.ts";
import { recordReading } from "../../db/reading.ts";
import { assured, type Ground, only } from "../../ui/http.ts";
import { nextOf, readCursor } from "../../ui/json.ts";
import { requestOf, writtenBefore } from "../../ui/request.ts";
import { accountNames, colleaguesIn } from "../access/service.ts";
import type { Candidate, Party, PartyKind } from "../community/contract.ts";
import { refuseKept } from "../community/restriction/service.ts";
import { partiesByIds, resolveParty } from "../community/service.ts";
import { neighbourhoodIn } from "../programme/service.ts";
import {
	type Mediation,
	type MediationLine,
	type NameReader,
	type OpenMediation,
	type PartyField,
	partyFields,
	type SayWords,
	type TakeStep,
	type TellWords,
	type Words,
} from "./contract.ts";
import { despiteProtection, type Facts, next, whileKept } from "./rules.ts";
import * as store from "./store.ts";
import { type Texts, textsOf } from "./texts.ts";

/**
 * Convivenza: somebody mediates between neighbours. Whoever is named on a mediation reads it, a coordinator too only
 * where named; each of the parties decides of every sentence whether the others hear it.
 */

/** Who can be named on one: they show again that it is them before they touch it. */
function allow(ground: Ground, actor: Actor): void {
	only(actor, "facilitator", "coordinator", "social-worker");
	assured(ground, actor);
}

const partyKinds: readonly PartyKind[] = ["person", "household", "group"];

function placeOf(read: Read, noun: "mediations" | "parties" | "words" | "steps", id: string, column: string): string {
	return `mediations.${noun}/${read.actor.territoryId}/${id}/${column}`;
}

/**
 * Those on which the actor is named, the latest opened first. What they are about is read one by one, and written down as
 * read. Throws `invalid` (`cursor`).
 */
export async function mediations(
	ground: Ground,
	actor: Actor,
	query: { cursor?: string; limit: number },
	how: "shown" | "copied" = "shown",
): Promise<{ items: MediationLine[]; next: string | null }> {
	allow(ground, actor);
	const after = readCursor(query.cursor);
	if (after && !isDay(after.at)) throw new Refused("invalid", { cursor: "error.cursor" });
	return ground.db.withActor(actor, async (read) => {
		// Handed to a machine it is a copy, of which nobody learns who is not named on it.
		const copy = { kind: "export", id: actor.territoryId ?? "", readers: [actor.accountId ?? ""] } as const;
		if (how === "copied") await recordReading(read, copy);
		const rows = await store.page(read, { after, limit: query.limit + 1 });
		const shown = rows.slice(0, query.limit);
		const known = await partiesByIds(
			read,
			shown.flatMap((row) => row.parties),
		);
		return {
			items: shown.map((row) => ({ ...row, parties: row.parties.flatMap((id) => known.get(id) ?? []) })),
			next: nextOf(rows, query.limit, (row) => row.openedOn),
		};
	});
}

/** One mediation, for who is named on it; that it was opened is on the disk before it is shown. Throws `not_found`. */
export async function mediation(ground: Ground, actor: Actor, id: string): Promise<Mediation> {
	allow(ground, actor);
	return ground.db.withActor(actor, (tx) => wholeIn(tx, ground, id));
}

async function wholeIn(tx: Tx, ground: Ground, id: string): Promise<Mediation> {
	const found = await store.whole(tx, id);
	if (!found) throw new Refused("not_found");
	const { row, parties, words, steps } = found;
	const ids = parties.flatMap((party) => party.partyId ?? []);
	const [known, names] = [
		await partiesByIds(tx, ids),
		await accountNames(tx, [...row.readers, ...steps.map((step) => step.byId)]),
	];
	const personIds = [...known.values()].filter((party) => party.kind === "person").map((party) => party.id);
	const { neighbourhoodId, readers } = row;
	await recordReading(tx, { kind: "mediation", id, personIds, neighbourhoodId, readers });
	const texts = textsOf(ground, tx.actor.territoryId ?? "");
	const called = nameOf(names, tx.actor);
	return {
		...stageOf(row),
		matter: texts.openCommon(row.sealedFor, row.matter, placeOf(tx, "mediations", id, "matter")),
		proposal: texts.openCommon(row.sealedFor, row.proposal, placeOf(tx, "mediations", id, "proposal")),
		parties: parties.map(({ partyId, sealedFor, called: sealed, ...party }) => ({
			...party,
			party: known.get(partyId ?? ""),
			called: texts.openOf(sealedFor, sealed, placeOf(tx, "parties", party.id, "called")),
		})),
		words: words.map((said) => openedWords(tx, texts, parties, said)),
		steps: steps.map(({ sealed, byId, ...step }) => ({
			...step,
			...openedStep(texts.openCommon(row.sealedFor, sealed, placeOf(tx, "steps", step.id, "sealed"))),
			byName: called(byId),
		})),
		mediator: row.mediatorId,
		readers: row.readers.map((reader) => ({ id: reader, name: called(reader) ?? "–" })),
	};
}

function nameOf(names: Map<string, string>, actor: Actor): (id: string | null) => string | undefined {
	return (id) => (id === actor.accountId ? actor.name : undefined) ?? names.get(id ?? "");
}

/** The state with the fields that are its own. The database holds each state to them. */
function stageOf(row: store.Row) {
	const { id, neighbourhoodId, round, openedOn, heardOn, metOn, concludedOn, conclusion, followedOn, closedOn, state } =
		row;
	const all = { id, neighbourhoodId, round, openedOn, state };
	switch (state) {
		case "opened":
			return { ...all, state };
		case "heard":
			return { ...all, state, heardOn: heardOn! };
		case "meeting":
			return { ...all, state, heardOn: heardOn!, metOn: metOn! };
		case "agreed":
		case "not_agreed":
		case "handed":
			return { ...all, state, concludedOn: concludedOn! };
		case "followed_up":
			return { ...all, state, concludedOn: concludedOn!, conclusion: conclusion!, followedOn: followedOn! };
		case "closed":
			return {
				...{ ...all, state, concludedOn: concludedOn!, conclusion: conclusion! },
				...{ followedOn: followedOn!, closedOn: closedOn! },
			};
	}
}

function openedStep(json: string | undefined): { words?: string; to_whom?: string } {
	return json ? (JSON.parse(json) as { words?: string; to_whom?: string }) : {};
}

function openedWords(read: Read, texts: Texts, parties: readonly store.PartyRow[], row: store.WordsRow): Words {
	const { id, of, forOthers, saidOn, toldOn, sealed } = row;
	const whose = parties.find((party) => party.id === of)?.sealedFor ?? "";
	const words = texts.openOf(whose, sealed, placeOf(read, "words", id, "sealed"));
	return { id, of, words, forOthers, saidOn, toldOn };
}

/** Who may be meant by what was typed for one of the parties, where that is not clear. */
export async function whoIsMeant(
	ground: Ground,
	actor: Actor,
	input: Record<string, unknown>,
): Promise<Partial<Record<PartyField, Candidate[]>>> {
	allow(ground, actor);
	return ground.db.readAs(actor, async (read) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(read);
		const found: Partial<Record<PartyField, Candidate[]>> = {};
		for (const field of partyFields) {
			const typed = input[`${field}_typed`];
			if (typeof typed !== "string" || typed.trim() === "") continue;
			const meant = await resolveParty(read, { typed: typed.slice(0, 120), kinds: [...partyKinds], neighbourhoodId });
			if (meant && "candidates" in meant) found[field] = meant.candidates;
		}
		return found;
	});
}

async function partiesMeant(read: Read, input: OpenMediation, neighbourhoodId: string): Promise<Party[]> {
	const meant: Party[] = [];
	const errors: Record<string, string> = {};
	for (const field of partyFields) {
		const query = { chosen: input[field], typed: input[`${field}_typed`], kinds: [...partyKinds], neighbourhoodId };
		const found = await resolveParty(read, query);
		if (!found && (field === "one" || field === "other")) errors[field] = "error.required";
		if (!found) continue;
		if ("candidates" in found) errors[field] = found.candidates.length > 0 ? "error.which" : "error.unknown_party";
		else if (found.protected) errors[field] = "mediations.error_protected";
		else if (meant.some((one) => one.id === found.id)) errors[field] = "refusal.same_person";
		else meant.push(found);
	}
	if (Object.keys(errors).length > 0) throw new Refused("invalid", errors);
	return meant;
}

/**
 * Begins to mediate: the actor mediates and is the only reader. Where violence is feared nobody mediates: somebody
 * protected is no party. Sent twice it is opened once. Throws `invalid` (who the parties are), `id_taken`,
 * `choose_neighbourhood`.
 */
export async function openMediation(ground: Ground, actor: Actor, input: OpenMediation): Promise<{ id: string }> {
	only(actor, "facilitator", "coordinator");
	assured(ground, actor);
	const now = ground.clock();
	const request = requestOf<"mediation">(actor, now, "mediation", input);
	return ground.db.withActor(actor, async (tx) => {
		const there = await store.byId(tx, request.id);
		if (there) return { id: writtenBefore(there, request).id };
		const { id: neighbourhoodId } = await neighbourhoodIn(tx, input.neighbourhood);
		const meant = await partiesMeant(tx, input, neighbourhoodId);
		const people = meant.filter((party) => party.kind === "person").map((party) => party.id);
		const { id, hash } = request;
		const { territoryId = "", accountId = "" } = actor;
		const sealedFor = [id, ...people];
		const matter = textsOf(ground, territoryId).closeCommon(
			sealedFor,
			input.matter,
			placeOf(tx, "mediations", id, "matter"),
		);
		const row = { id, neighbourhoodId, matter, sealedFor, openedOn: dayOf(now), readers: [accountId] };
		if (!(await store.insert(tx, { ...row, hash }))) throw new Refused("id_taken");
		for (const [i, party] of meant.entries()) {
			const whose = party.kind === "person" ? party.id : id;
			await store.insertParty(tx, row, { id: newId(), partyId: party.id, sealedFor: whose, place: i + 1 });
		}
		const opened = { id: newId(), act: "open" as const, round: 1, from: null, to: "opened" as const, on: row.openedOn };
		await store.insertStep(tx, row, { ...opened, of: null, present: null, holds: null, sealed: null });
		await audit(tx, { verb: "openMediation", kind: "mediation", id, neighbourhoodId, fields: ["matter", "parties"] });
		return { id };
	});
}

function factsOf(row: store.Row, parties: readonly store.PartyRow[]): Facts {
	return {
		...row,
		hasProposal: row.proposal !== null,
		parties: parties.map(({ id, heardOn, agreedOn }) => ({ id, heardOn, agreedOn })),
	};
}

async function mediationHere(tx: Tx, id: string): Promise<{ row: store.Row; parties: store.PartyRow[] }> {
	const row = await store.byId(tx, id, true);
	if (!row) throw new Refused("not_found");
	return { row, parties: await store.partiesOf(tx, id) };
}

/** Where violence is feared nobody is brought together. Throws `invalid` (`form`). */
async function refuseProtected(read: Read, parties: readonly store.PartyRow[]): Promise<void> {
	const known = await partiesByIds(
		read,
		parties.flatMap((party) => party.partyId ?? []),
	);
	if ([...known.values()].some((party) => party.protected))
		throw new Refused("invalid", { form: "mediations.error_protected" });
}

function refuseAnyKept(read: Read, parties: readonly store.PartyRow[]): Promise<void> {
	return refuseKept(read, ...parties.map((party) => party.partyId));
}

const verbs = {
	hear: "hearParty",
	meet: "meetParties",
	propose: "writeProposal",
	agree: "agreeToProposal",
	end: "endMediation",
	hand: "handMediation",
	follow: "followMediation",
	close: "closeMediation",
	reopen: "reopenMediation",
} as const satisfies Record<TakeStep["act"], string>;

/** The words of a step, as they are sealed. */
function wordsOfStep(step: TakeStep): string | undefined {
	const words = "words" in step ? step.words : undefined;
	const to_whom = step.act === "hand" ? step.to : undefined;
	return words || to_whom ? JSON.stringify({ words, to_whom }) : undefined;
}

/**
 * Takes a step. Sent twice it is taken once. Throws `not_found`, `not_in_this_state`, `invalid` (its fields; `form` where
 * somebody is protected), `id_taken`.
 */
export async function takeStep(ground: Ground, actor: Actor, id: string, step: TakeStep): Promise<void> {
	allow(ground, actor);
	await ground.db.withActor(actor, async (tx) => {
		const { row, parties } = await mediationHere(tx, id);
		const there = await store.stepById(tx, step.id);
		if (there?.mediationId === id && there.act === step.act) return;
		if (there) throw new Refused("id_taken");
		if (!despiteProtection.includes(step.act)) await refuseProtected(tx, parties);
		if (!whileKept.includes(step.act)) await refuseAnyKept(tx, parties);
		const facts = next(factsOf(row, parties), step, dayOf(ground.clock()));
		const texts = textsOf(ground, actor.territoryId ?? "");
		const close = (text: string, noun: "mediations" | "steps", of: string, column: string) =>
			texts.closeCommon(row.sealedFor, text, placeOf(tx, noun, of, column));
		const proposal = step.act === "propose" ? close(step.words, "mediations", id, "proposal") : row.proposal;
		await store.write(tx, id, facts, facts.hasProposal ? proposal : null);
		if (step.act === "agree") await writeCalled(tx, texts, parties, step);
		const words = wordsOfStep(step);
		const written = await store.insertStep(tx, row, {
			...{ id: step.id, act: step.act, round: facts.round, from: row.state, to: facts.state, on: step.day },
			of: "of" in step ? step.of : null,
			present: step.act === "meet" ? step.present : null,
			holds: step.act === "follow" ? step.holds : null,
			sealed: words === undefined ? null : close(words, "steps", step.id, "sealed"),
		});
		if (!written) throw new Refused("id_taken");
		const { neighbourhoodId } = row;
		const fields = isDeepStrictEqual(facts.state, row.state) ? ["steps"] : ["state", "steps"];
		await audit(tx, { verb: verbs[step.act], kind: "mediation", id, neighbourhoodId, fields });
	});
}

/** Nobody stands on the sheet by a name they did not choose for it. */
async function writeCalled(
	tx: Tx,
	texts: Texts,
	parties: readonly store.PartyRow[],
	{ of, called }: { of: string; called?: string },
): Promise<void> {
	const whose = parties.find((party) => party.id === of)?.sealedFor ?? "";
	const sealed = called ? texts.closeOf(whose, called, placeOf(tx, "parties", of, "called")) : null;
	await store.writeCalled(tx, of, sealed);
}

/**
 * Writes down what one of them said, and whether the others may hear it. Nobody hears it by that: see `tellWords`. Sent
 * twice it is written once. Throws `not_found`, `not_in_this_state` once it has ended, `invalid` (`of`, `day`), `id_taken`.
 */
export async function sayWords(ground: Ground, actor: Actor, id: string, input: SayWords): Promise<void> {
	allow(ground, actor);
	const now = ground.clock();
	const request = requestOf<"mediation_words">(actor, now, `words of ${id}`, input);
	if (input.day > dayOf(now)) throw new Refused("invalid", { day: "error.future" });
	await ground.db.withActor(actor, async (tx) => {
		const { row, parties } = await mediationHere(tx, id);
		const there = await store.wordsById(tx, request.id);
		if (there) return void writtenBefore(there, request);
		if (!["opened", "heard", "meeting"].includes(row.state)) throw new Refused("not_in_this_state");
		const party = parties.find((one) => one.id === input.of);
		if (!party) throw new Refused("invalid", { of: "mediations.error_of" });
		await refuseAnyKept(tx, parties);
		const texts = textsOf(ground, actor.territoryId ?? "");
		const sealed = texts.closeOf(party.sealedFor, input.words, placeOf(tx, "words", request.id, "sealed"));
		const forOthers = input.hearers === "others";
		const words = { ...request, of: party.id, sealed, forOthers, saidOn: input.day };
		if (!(await store.insertWords(tx, row, words))) throw new Refused("id_taken");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "sayInMediation", kind: "mediation", id, neighbourhoodId, fields: ["words"] });
	});
}

async function wordsHere(read: Read, id: string, wordsId: string): Promise<store.WordsRow> {
	const words = await store.wordsById(read, wordsId);
	if (words?.mediationId !== id) throw new Refused("not_found");
	return words;
}

/** Exactly what the others will hear, before they hear it. Throws `not_found` also for what is not theirs to hear. */
export async function wordsForOthers(
	ground: Ground,
	actor: Actor,
	id: string,
	wordsId: string,
): Promise<{ mediation: Mediation; words: Words }> {
	allow(ground, actor);
	return ground.db.withActor(actor, async (tx) => {
		if (!(await wordsHere(tx, id, wordsId)).forOthers) throw new Refused("not_found");
		const whole = await wholeIn(tx, ground, id);
		return { mediation: whole, words: whole.words.find((words) => words.id === wordsId)! };
	});
}

/**
 * Writes down that the others have heard it, word for word. Throws `not_found`, `not_in_this_state` for what only who
 * mediates may know or what they have heard, `invalid` (`day`; `form` where somebody is protected).
 */
export async function tellWords(
	ground: Ground,
	actor: Actor,
	id: string,
	wordsId: string,
	{ day }: TellWords,
): Promise<void> {
	allow(ground, actor);
	await ground.db.withActor(actor, async (tx) => {
		const { row, parties } = await mediationHere(tx, id);
		const words = await wordsHere(tx, id, wordsId);
		if (words.toldOn === day) return;
		if (day > dayOf(ground.clock())) throw new Refused("invalid", { day: "error.future" });
		if (day < words.saidOn) throw new Refused("invalid", { day: "error.order" });
		await refuseProtected(tx, parties);
		await refuseAnyKept(tx, parties);
		if (!(await store.writeTold(tx, wordsId, day))) throw new Refused("not_in_this_state");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "tellInMediation", kind: "mediation", id, neighbourhoodId, fields: ["toldOn"] });
	});
}

/** Whoever said it keeps it from the others after all. Throws `not_found`, `not_in_this_state` once they have heard it. */
export async function keepFromOthers(ground: Ground, actor: Actor, id: string, wordsId: string): Promise<void> {
	allow(ground, actor);
	await ground.db.withActor(actor, async (tx) => {
		const { row } = await mediationHere(tx, id);
		const words = await wordsHere(tx, id, wordsId);
		if (!words.forOthers) return;
		if (!(await store.keepToOneself(tx, wordsId))) throw new Refused("not_in_this_state");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "keepInMediation", kind: "mediation", id, neighbourhoodId, fields: ["forOthers"] });
	});
}

/** Colleagues of the territory who could be named, without those who are. */
export async function whoCouldRead(
	ground: Ground,
	actor: Actor,
	readers: readonly { id: string }[],
): Promise<{ id: string; name: string }[]> {
	allow(ground, actor);
	if (actor.role === "social-worker") return [];
	const named = new Set(readers.map((reader) => reader.id));
	return ground.db.readAs(actor, async (read) =>
		(await colleaguesIn(read, dayOf(ground.clock())))
			.filter(({ id, roles }) => !named.has(id) && roles.some((role) => readerRoles.includes(role)))
			.map(({ id, name }) => ({ id, name })),
	);
}

const readerRoles: readonly string[] = ["facilitator", "coordinator", "social-worker"];

/**
 * Names a colleague who reads it too, takes one out, or hands the mediation on to one: then they mediate, and the actor
 * stays a reader until taken out. Only who mediates decides. Throws `not_found`, `not_yours`, `invalid` (`reader`: nobody
 * who works here, or who mediates).
 */
export async function nameReader(ground: Ground, actor: Actor, id: string, input: NameReader): Promise<void> {
	only(actor, "facilitator", "coordinator");
	assured(ground, actor);
	await ground.db.withActor(actor, async (tx) => {
		const { row } = await mediationHere(tx, id);
		const { reader, act } = input;
		const isOwnLeave = act === "remove" && reader === actor.accountId && reader !== row.mediatorId;
		if (row.mediatorId !== actor.accountId && !isOwnLeave) throw new Refused("not_yours");
		if (act === "remove" && reader === row.mediatorId)
			throw new Refused("invalid", { reader: "mediations.error_mediator" });
		if (act !== "remove") {
			const colleagues = await colleaguesIn(tx, dayOf(ground.clock()));
			const roles = colleagues.find((one) => one.id === reader)?.roles ?? [];
			const wanted = act === "hand_on" ? readerRoles.slice(0, 2) : readerRoles;
			if (!roles.some((role) => wanted.includes(role)))
				throw new Refused("invalid", { reader: "mediations.error_reader" });
		}
		const others = row.readers.filter((one) => one !== reader);
		const readers = act === "remove" ? others : [...others, reader];
		const mediator = act === "hand_on" ? reader : row.mediatorId;
		if (isDeepStrictEqual([readers.toSorted(), mediator], [row.readers.toSorted(), row.mediatorId])) return;
		await lend("usher", tx, (lent) => store.writeReaders(lent, id, readers, mediator));
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "nameMediationReader", kind: "mediation", id, neighbourhoodId, fields: ["readers"] });
	});
}

/** How many mediations ended with an agreement in each territory, in a period. For the counter. */
export function agreedByTerritoryIn(read: Read, from: Day, to: Day): Promise<{ territoryId: string; n: number }[]> {
	return store.agreedByTerritory(read, from, to);
}
