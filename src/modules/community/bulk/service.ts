import { breathing } from "../../../core/breathing.ts";
import type { Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { fold } from "../../../core/text.ts";
import { auditAll } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { openedIf } from "../../../db/keys.ts";
import type { Ground } from "../../../ui/http.ts";
import { groundIn } from "../../programme/purposes/service.ts";
import { processingOf } from "../agreements/contract.ts";
import type { ContactKind, PartyKind } from "../contract.ts";
import { placeOfContact, sealerOfContacts } from "../persons/contacts.ts";
import { decideAgreed, decideContact, decideKnown, decideTie, isSymmetric, type TieFacts } from "../rules.ts";
import type { Reason } from "../same/contract.ts";
import { type Compared, closePairs } from "../same/rules.ts";
import * as store from "./store.ts";

/** Many at once, for a module above and in its transaction: each under the same rules as when it is written alone. */

export type { BulkAgreement, BulkContact, BulkParty, BulkTie, KnownParty, KnownTie, Outline } from "./store.ts";

/** Who and what is in a neighbourhood now, for comparing with what is to come in. Nobody protected is among them. */
export function knownIn(read: Read, neighbourhoodId: string): Promise<store.KnownParty[]> {
	return store.known(read, neighbourhoodId);
}

export function knownTiesIn(read: Read, neighbourhoodId: string): Promise<store.KnownTie[]> {
	return store.knownTies(read, neighbourhoodId);
}

type Opened = { partyId: string; kind: ContactKind; value: string };

/** The contacts in force of a neighbourhood, opened; of those named in `kinds` of party. */
export async function contactsOpenedIn(
	read: Read,
	ground: Ground,
	neighbourhoodId: string,
	kindOf: ReadonlyMap<string, PartyKind>,
): Promise<Opened[]> {
	const territoryId = read.actor.territoryId ?? "";
	const opened: Opened[] = [];
	for await (const { id, partyId, kind, sealed } of breathing(await store.contactsIn(read, neighbourhoodId))) {
		const party = kindOf.get(partyId);
		if (!party) continue;
		const sealer = sealerOfContacts(ground.seal, territoryId, { id: partyId, kind: party });
		const value = openedIf(() => sealer.open(sealed, placeOfContact(territoryId, id)));
		if (value !== undefined) opened.push({ partyId, kind, value });
	}
	return opened;
}

/** Pairs that may be the same among many, with why; each pair once. Others have their turn meanwhile. */
export function alikeAmong<Item extends Compared>(
	items: readonly Item[],
): Promise<{ one: Item; other: Item; reasons: Reason[] }[]> {
	return closePairs(items);
}

/** Why a tie cannot be; undefined when it can. A message key. */
export function whyNoTie(tie: TieFacts, today: Day): string | undefined {
	return whyNot(() => decideTie(tie, today));
}

/** Why a contact cannot be kept of a party who agreed to it; undefined when it can. A message key. */
export function whyNoContact(party: PartyKind, kind: ContactKind, value: string): string | undefined {
	return whyNot(() => decideContact(party, true, kind, value));
}

function whyNot(decide: () => void): string | undefined {
	try {
		decide();
		return undefined;
	} catch (error) {
		if (error instanceof Refused) return Object.values(error.fields)[0] ?? `refusal.${error.code}`;
		throw error;
	}
}

export type Many = {
	parties: readonly store.BulkParty[];
	agreements: readonly store.BulkAgreement[];
	contacts: readonly store.BulkContact[];
	ties: readonly store.BulkTie[];
};

/**
 * Writes many parties of one neighbourhood, what they agreed to, their contacts and their ties, with the trail of each. Throws
 * `invalid` for a day to come, `needs_agreement` for a name nobody agreed to.
 */
export async function writeManyIn(
	tx: Tx,
	ground: Ground,
	neighbourhoodId: string,
	many: Many,
	today: Day,
): Promise<void> {
	const { parties, agreements, contacts, ties } = many;
	const agreed = new Set(agreements.map(({ personId, purpose }) => `${personId} ${purpose}`));
	for (const { id, level, knownSince } of parties) {
		decideKnown(knownSince, today);
		if (level && level !== "description" && !agreed.has(`${id} ${level}`)) throw new Refused("needs_agreement");
	}
	for (const { day } of agreements) decideAgreed(day, today, "agreedOn");
	if (parties.length > 0)
		await store.insertParties(
			tx,
			neighbourhoodId,
			parties.map((party) => ({ ...party, folded: fold(party.label) })),
		);
	if (agreements.length > 0) await store.insertAgreements(tx, neighbourhoodId, await withGrounds(tx, agreements));
	if (contacts.length > 0) await store.insertContacts(tx, neighbourhoodId, await sealedIn(tx, ground, contacts));
	if (ties.length > 0) await store.insertTies(tx, neighbourhoodId, ties);
	await auditAll(tx, neighbourhoodId, [
		...parties.map(({ id, kind, level }) => ({
			verb: `record${kind[0]!.toUpperCase()}${kind.slice(1)}`,
			kind,
			id,
			fields: ["label", ...(level ? ["level"] : []), "placeId"],
		})),
		...agreements.map(({ id }) => ({
			verb: "recordAgreement",
			kind: "agreement",
			id,
			fields: ["purpose", "givenOn", "givenHow"],
		})),
		...contacts.map(({ id }) => ({ verb: "addContact", kind: "contact", id, fields: ["kind", "sealed"] })),
		...ties.map(({ id }) => ({
			verb: "recordTie",
			kind: "tie",
			id,
			fields: ["oneId", "otherId", "kind", "since", "saidBy"],
		})),
	]);
}

export type GivenOutline = { id: string; outline: store.Outline | null; code: string | null };

/** Places that are there get the outline and the code they had not, with the trail of each. */
export async function giveOutlinesIn(tx: Tx, neighbourhoodId: string, places: readonly GivenOutline[]): Promise<void> {
	if (places.length === 0) return;
	await store.writeOutlines(tx, places);
	await auditAll(
		tx,
		neighbourhoodId,
		places.map(({ id }) => ({ verb: "recordPlace", kind: "place", id, fields: ["outline", "code"] })),
	);
}

/** What was given so is gone again. */
export function removeOutlinesIn(
	tx: Tx,
	places: readonly { id: string; outline: boolean; code: boolean }[],
): Promise<void> {
	return store.removeOutlines(tx, places);
}

/** The legal ground of each day, asked for once. */
async function withGrounds(tx: Tx, agreements: readonly store.BulkAgreement[]) {
	const grounds = new Map<string, { ground: string; norm: string } | undefined>();
	for (const { purpose, day } of agreements) {
		const key = `${purpose} ${day}`;
		if (!grounds.has(key)) grounds.set(key, await groundIn(tx, processingOf[purpose], day));
	}
	return agreements.map((one) => ({ ...one, ...grounds.get(`${one.purpose} ${one.day}`) }));
}

async function sealedIn(tx: Tx, ground: Ground, contacts: readonly store.BulkContact[]) {
	const territoryId = tx.actor.territoryId ?? "";
	const closed: { id: string; partyId: string; kind: ContactKind; sealed: string }[] = [];
	for await (const { id, partyId, kind, partyKind, value } of breathing(contacts)) {
		const party = { id: partyId, kind: partyKind };
		const sealed = sealerOfContacts(ground.seal, territoryId, party).close(value, placeOfContact(territoryId, id));
		closed.push({ id, partyId, kind, sealed: sealed.toString("base64") });
	}
	return closed;
}

/** The same text for two ties that say the same: of one kind between the same two, in either direction where it reads the same from both. */
export function sameTieKey({ oneId, otherId, kind }: Pick<store.BulkTie, "oneId" | "otherId" | "kind">): string {
	const ends = isSymmetric(kind) && otherId < oneId ? [otherId, oneId] : [oneId, otherId];
	return `${kind} ${ends.join(" ")}`;
}
