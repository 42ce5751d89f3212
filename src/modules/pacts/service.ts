import { isDeepStrictEqual } from "node:util";
import { type Id, newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { fold } from "../../core/text.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import type { Read, Tx } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import { requestOf, writtenBefore } from "../../ui/request.ts";
import type { Colleague } from "../access/contract.ts";
import { citizensIn } from "../access/service.ts";
import { resolveParty } from "../community/service.ts";
import { holdsContact } from "../exchange/moderation/service.ts";
import { neighbourhoodIn } from "../programme/service.ts";
import type { Kind, LeaveParty, NewPact, NewParty, PactWord, Promised, SaveVersion, Version } from "./contract.ts";
import { mostParties } from "./contract.ts";
import { forParties, hold, isStaff, refuseKeptParties, write } from "./find.ts";
import { ideaForPact } from "./ideas/service.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

/** Pacts as they are drafted: who makes them and what they say, each version kept. */

/** How a pact is called in the actor's territory. */
export function pactWordIn(read: Read, territoryId: string | undefined = read.actor.territoryId): Promise<PactWord> {
	return store.readWord(read, territoryId);
}

/** Says how pacts are called here. Coordinator only. Twice is once. */
export async function callPacts(ground: Ground, actor: Actor, word: PactWord): Promise<void> {
	only(actor, "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		if (await store.writeWord(tx, word))
			await audit(tx, { verb: "callPacts", kind: "territory", id: actor.territoryId ?? "", fields: ["pact_word"] });
	});
}

/** The idea a pact may begin with. Throws `not_found`. */
export async function ideaToBegin(ground: Ground, actor: Actor, id: string) {
	only(actor, "facilitator", "coordinator");
	const idea = await ground.db.readAs(actor, (read) => ideaForPact(read, id));
	if (!idea) throw new Refused("not_found");
	return idea;
}

/**
 * Begins a pact with its first version, in the neighbourhood on screen or the one of its idea. Sent twice it is begun
 * once. Throws `id_taken`, `invalid` (`idea`), `choose_neighbourhood`.
 */
export async function beginPact(ground: Ground, actor: Actor, input: NewPact): Promise<string> {
	only(actor, "facilitator", "coordinator");
	const at = ground.clock();
	const { id, hash } = requestOf<"pact">(actor, at, "pact", input);
	return ground.db.withActor(actor, async (tx) => {
		const idea = input.idea && (await ideaForPact(tx, input.idea));
		if (input.idea && !idea) throw new Refused("invalid", { idea: "error.choice" });
		const neighbourhoodId = idea ? idea.neighbourhoodId : (await neighbourhoodIn(tx, input.neighbourhood)).id;
		if (!(await store.insertPact(tx, { id, neighbourhoodId, ideaId: input.idea, at, hash }))) {
			writtenBefore(await store.byId(tx, id), { hash });
			return id;
		}
		const of = { id, neighbourhoodId: neighbourhoodId as Id<"neighbourhood">, readers: [] };
		const { title, about = "", language } = input;
		await store.insertVersion(tx, of, { ...blank, id: newId(), no: 1, title, about, language, hash: null }, at);
		await audit(tx, { verb: "beginPact", kind: "pact", id, neighbourhoodId, fields: ["title", "about"] });
		return id;
	});
}

const blank = {
	...{ where: "", until: null, space: "", materials: "", insurance: "", training: "", budgetCents: 0, checking: "" },
	promises: [],
};

/** Active citizens with an account, who could sign with it. Staff only. */
export function whoCouldSign(ground: Ground, actor: Actor): Promise<Colleague[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, (read) => citizensIn(read, dayOf(ground.clock())));
}

/** The latest version, to write the next one on. */
async function latestOf(tx: Tx, row: store.Row): Promise<Version> {
	const [version] = await store.versionsOf(tx, row.id, [row.latest]);
	if (!version) throw new Error("a pact without its latest version");
	return version;
}

const knownKinds = { citizen: ["person"], group: ["group"], organisation: ["organisation"], body: [] } as const;

/**
 * Adds a party: who is known here by that very name is the one meant; anybody else stands on the pact as they were
 * written. Theirs is a promise still to be written. Staff only; sent twice it is written once. Throws `not_found`,
 * `changed_meanwhile`, `not_in_this_state`, `too_many`, `restricted`, `id_taken`, `invalid` (`party`: nobody that can
 * stand on paper; `account`).
 */
export async function addParty(ground: Ground, actor: Actor, pactId: string, input: NewParty): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		const there = await store.partyById(tx, input.id);
		if (there) {
			if (there.pactId !== pactId || fold(there.called) !== fold(input.party_typed)) throw new Refused("id_taken");
			return;
		}
		const { facts } = row;
		if (facts.state === "renewing") throw new Refused("not_in_this_state");
		const next = rules.save(facts, input.base, [...facts.parties, input.id]);
		if ((await store.partiesOf(tx, pactId)).length >= mostParties)
			throw new Refused("invalid", { party: "pactsdesk.error_many" });
		const accountId = input.account ? await citizenHere(ground, tx, input.account) : null;
		const partyId = await knownAs(tx, row.neighbourhoodId, input);
		const readers = accountId ? [...new Set([...row.readers, accountId])] : row.readers;
		const { kind, party_typed: called, through = "", named } = input;
		const of = { ...row, readers };
		const party = { id: input.id, kind, called, through: kind === "citizen" ? "" : through, partyId, accountId, named };
		await store.insertParty(tx, of, party, ground.clock());
		const promise: Promised = { party: input.id, kind, words: "", to: null };
		const latest = await latestOf(tx, row);
		await writeVersion(ground, tx, { ...row, readers }, next, {
			...textOf(latest),
			promises: [...latest.promises, promise],
		});
		await store.writeReaders(tx, pactId, readers);
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "addPactParty", kind: "pact", id: pactId, neighbourhoodId, fields: ["parties"] });
	});
}

async function citizenHere(ground: Ground, tx: Tx, account: string): Promise<string> {
	const citizens = await citizensIn(tx, dayOf(ground.clock()));
	if (!citizens.some(({ id }) => id === account)) throw new Refused("invalid", { account: "error.choice" });
	return account;
}

/** Who of those known here is meant; null for whoever is not. */
async function knownAs(tx: Tx, neighbourhoodId: string, input: NewParty): Promise<string | null> {
	const kinds = [...knownKinds[input.kind]];
	if (kinds.length === 0) return null;
	const query = { typed: input.party_typed, chosen: input.party, kinds, neighbourhoodId };
	const found = await resolveParty(tx, query);
	if (!found || !("id" in found)) return null;
	// What is printed and hung up names nobody by a cover or a description.
	if (found.protected || (found.kind === "person" && found.level !== "name"))
		throw new Refused("invalid", { party: "pactsdesk.error_not_by_name" });
	return found.id;
}

/**
 * Takes a party off the pact, with what it promised. Staff only. Twice is once. Throws `not_found`,
 * `changed_meanwhile`, `not_in_this_state`.
 */
export async function removeParty(
	ground: Ground,
	actor: Actor,
	{ pactId, partyId }: { pactId: string; partyId: string },
	input: LeaveParty,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		const { facts } = row;
		if (!facts.parties.includes(partyId)) return;
		if (facts.state === "renewing") throw new Refused("not_in_this_state");
		const parties = facts.parties.filter((one) => one !== partyId);
		const next = rules.save(facts, input.base, parties);
		const latest = await latestOf(tx, row);
		const promises = latest.promises
			.filter(({ party }) => party !== partyId)
			.map((one) => (one.to === partyId ? { ...one, to: null } : one));
		const accounts = (await store.partiesOf(tx, pactId))
			.filter(({ id }) => parties.includes(id))
			.flatMap(({ accountId }) => accountId ?? []);
		const readers = [...new Set(accounts)];
		await writeVersion(ground, tx, { ...row, readers }, next, { ...textOf(latest), promises });
		await store.writeReaders(tx, pactId, readers);
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "removePactParty", kind: "pact", id: pactId, neighbourhoodId, fields: ["parties"] });
	});
}

type ToWrite = Omit<Version, "id" | "no" | "inForceOn"> & { id?: Id<"pact_version">; hash?: Buffer };

/** Writes a version and what it makes of the pact. Throws `id_taken`. */
export async function writeVersion(
	ground: Ground,
	tx: Tx,
	row: store.Row & { facts: rules.Facts },
	next: rules.Facts,
	version: ToWrite,
): Promise<void> {
	const { id = newId<"pact_version">(), hash = null } = version;
	await write(ground, tx, row, next);
	const made = await store.insertVersion(tx, row, { ...version, id, no: next.latest, hash }, ground.clock());
	if (!made) throw new Refused("id_taken");
}

/** A version as a form or JSON brings it: promises by the party that makes them. */
export type Saved = Omit<SaveVersion, "promises"> & {
	promises: ReadonlyMap<string, { words: string; to: string | null }>;
};

/** The promises of a form, which knows parties by their place. */
export async function promisesByPlace(
	ground: Ground,
	actor: Actor,
	pactId: string,
	{ promises, ...input }: SaveVersion,
): Promise<Saved> {
	const parties = await ground.db.readAs(actor, (read) => store.partiesOf(read, pactId));
	const byParty = parties.flatMap(({ id, place }) => (promises[place] ? [[id, promises[place]] as const] : []));
	return { ...input, promises: new Map(byParty) };
}

/**
 * Saves what a pact says as its next version; what says the same again writes nothing. By staff and by its parties.
 * Sent twice it is written once. Throws `not_found`, `not_in_this_state`, `changed_meanwhile` where somebody saved in
 * between, `restricted`, `id_taken`, `invalid` with the field (`promises`: to somebody who is no other party; what a
 * renewal under signature cannot miss; a contact).
 */
export async function saveVersion(ground: Ground, actor: Actor, pactId: string, input: Saved): Promise<void> {
	forParties(actor);
	const { base, promises, ...said } = input;
	const content = { ...said, pactId, base, promises: [...promises].toSorted() };
	const request = requestOf<"pact_version">(actor, ground.clock(), "pact version", content);
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		const there = await store.versionById(tx, request.id);
		if (there) {
			writtenBefore(there, request);
			return;
		}
		const next = rules.save(row.facts, base);
		await refuseKeptParties(tx, pactId);
		const latest = await latestOf(tx, row);
		const version = versionOf(latest, input);
		if (isDeepStrictEqual(textOf(version), textOf(latest))) return;
		if (next.state === "renewing") mayBeSigned(version, dayOf(ground.clock()));
		await writeVersion(ground, tx, row, next, { ...version, ...request });
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "savePact", kind: "pact", id: pactId, neighbourhoodId, fields: ["version"] });
	});
}

type Text = Omit<Version, "id" | "no" | "inForceOn">;

function textOf(version: Text): Text {
	const { title, about, where, until, space, materials, insurance, training, budgetCents, checking } = version;
	const { language, promises } = version;
	return {
		...{ title, about, where, until, space, materials, insurance, training, budgetCents, checking, language },
		promises,
	};
}

/** The next version: parties are those of the version before, each with what they promise now. */
function versionOf(latest: Version, input: Saved): Text {
	const parties: readonly string[] = latest.promises.map(({ party }) => party);
	const promises = latest.promises.map((before) => {
		const now = input.promises.get(before.party);
		if (!now) return before;
		if (now.to !== null && (now.to === before.party || !parties.includes(now.to)))
			throw new Refused("invalid", { promises: "pacts.error_to" });
		return { ...before, words: now.words, to: now.to as Promised["to"] };
	});
	const { title, about = "", where = "", until = null, space = "", materials = "" } = input;
	const { insurance = "", training = "", checking = "", budgetCents } = input;
	return {
		...{ title, about, where, until, space, materials, insurance, training, budgetCents, checking },
		...{ language: latest.language, promises },
	};
}

/** What will be read by anybody once it is signed holds no contact. Throws `invalid` with the field. */
function mayBeSigned(version: Text, today: string): void {
	const missing = rules.missingIn(version, today);
	const texts: Record<string, string> = { title: version.title, about: version.about, where: version.where };
	for (const name of ["space", "materials", "insurance", "training", "checking"] as const) texts[name] = version[name];
	texts.promises = version.promises.map(({ words }) => words).join("\n");
	for (const [field, text] of Object.entries(texts)) if (holdsContact(text)) missing[field] ??= "pacts.error_contact";
	if (Object.keys(missing).length > 0) throw new Refused("invalid", missing);
}

/**
 * Fixes the version that is on screen: from now on it is signed. By staff and by its parties. The same again changes
 * nothing. Throws `not_found`, `not_in_this_state`, `changed_meanwhile`, `restricted`, `invalid` with what is missing.
 */
export async function proposePact(ground: Ground, actor: Actor, pactId: string, no: number): Promise<void> {
	forParties(actor);
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		if (row.state === "proposed" && row.fixed === no) return;
		await refuseKeptParties(tx, pactId);
		const today = dayOf(ground.clock());
		const version = await latestOf(tx, row);
		const next = rules.propose(row.facts, no, version, today);
		mayBeSigned(version, today);
		await write(ground, tx, row, next);
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "proposePact", kind: "pact", id: pactId, neighbourhoodId, fields: ["state"] });
	});
}

/** Given up before everybody signed. By staff and by its parties. Throws `not_found`, `not_in_this_state`. */
export async function dropPact(ground: Ground, actor: Actor, pactId: string, because: string): Promise<void> {
	forParties(actor);
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		const droppedOn = dayOf(ground.clock());
		await write(ground, tx, row, rules.finish(row.facts, "drop"), { droppedOn, droppedBecause: because });
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "dropPact", kind: "pact", id: pactId, neighbourhoodId, fields: ["state"] });
	});
}

/** Whether the actor signs for a party with the account at hand: their own, or the body's for whoever coordinates. */
export function signsFor(actor: Actor, party: { accountId: string | null; kind: Kind }): boolean {
	if (party.accountId !== null) return party.accountId === actor.accountId;
	return party.kind === "body" && actor.role === "coordinator";
}

/** For whom the actor can end a pact: parties for themselves, staff for whoever told them. */
export function speaksFor(actor: Actor, party: { accountId: string | null; kind: Kind }): boolean {
	return isStaff(actor) || signsFor(actor, party);
}
