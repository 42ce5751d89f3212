import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { fold } from "../../../core/text.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { givenOf } from "../agreements/given.ts";
import { decideAgain, decideResponsible, decideUntil } from "../agreements/rules.ts";
import { answersBefore, writeMinor } from "../agreements/store.ts";
import type {
	AddContact,
	Agreement,
	Contact,
	MovePersonForward,
	PartyLine,
	Purpose,
	RecordPerson,
	WithdrawAgreement,
} from "../contract.ts";
import { lineOf, prepare } from "../parties/service.ts";
import { refuseRestricted } from "../restriction/contract.ts";
import { decideAgreed, decideContact, decideLevel, fallsWith, purposeOfLevel } from "../rules.ts";
import type { SafeContact } from "../safe/contract.ts";
import { labelToWrite, safeContactIn } from "../safe/service.ts";
import { addPersonIn, agreeIn } from "../service.ts";
import { type PartyRow, partiesById } from "../store.ts";
import { openContacts, placeOfContact, sealerOfContacts } from "./contacts.ts";
import * as store from "./store.ts";

/**
 * Writes down a person: a description needs nobody's leave, a nickname or a name the person's agreement.
 * Throws `needs_agreement`, `invalid` (`place`, `knownSince`, `agreedOn`, `another` when one is called so already),
 * `id_taken`, `choose_neighbourhood`.
 */
export async function recordPerson(ground: Ground, actor: Actor, input: RecordPerson): Promise<PartyLine> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const { level, agreedHow } = input;
		decideLevel(undefined, level, agreedHow);
		const today = dayOf(ground.clock());
		if (input.agreedOn) decideAgreed(input.agreedOn, today, "agreedOn");
		const { row, there } = await prepare(tx, ground, "person", input);
		if (there) return lineOf(there);
		const purpose = purposeOfLevel(level);
		decideResponsible(input.minor === true, input);
		const given = purpose && givenOf(ground, tx, { personId: row.id, purpose }, input);
		await addPersonIn(tx, {
			...row,
			given,
			minor: input.minor,
			placeId: row.placeId ?? undefined,
			level,
			agreedHow,
			agreedOn: input.agreedOn ?? today,
		});
		return lineOf(await personHere(tx, row.id));
	});
}

/** A person and how far they are known. Throws `not_found`. */
export async function personHere(tx: Read, id: string): Promise<PartyRow & { level: NonNullable<PartyRow["level"]> }> {
	const [row] = await partiesById(tx, [id]);
	if (row?.kind !== "person" || !row.level) throw new Refused("not_found");
	return { ...row, level: row.level };
}

/**
 * From a description to a nickname to a name: forward only, and because the person agreed. Repeating it changes nothing.
 * Throws `not_found`, `only_forward`, `needs_agreement`, `invalid` (`agreedOn`), `not_from_here`.
 */
export async function movePersonForward(
	ground: Ground,
	actor: Actor,
	id: string,
	input: MovePersonForward,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const person = await personHere(tx, id);
		refuseRestricted(person);
		if (person.level === input.level && person.label === input.label) return;
		decideLevel(person.level, input.level, input.agreedHow);
		const today = dayOf(ground.clock());
		const day = input.agreedOn ?? today;
		decideAgreed(day, today, "agreedOn");
		const purpose = purposeOfLevel(input.level);
		if (!purpose || !input.agreedHow) throw new Refused("only_forward");
		const before = await answersBefore(tx, id, purpose);
		decideAgain("agreed", before.saidNo, input.again);
		decideResponsible(before.minor || input.minor === true, input);
		decideUntil(purpose, "agreed", day, input.until);
		const label = await labelToWrite(tx, ground, person, input.label);
		const change = { id, from: person.level, to: input.level, label, folded: fold(input.label) };
		if (!(await store.changeLevel(tx, change))) throw new Refused("not_from_here");
		await audit(tx, {
			verb: "movePersonForward",
			kind: "person",
			id,
			neighbourhoodId: person.neighbourhoodId,
			fields: ["level", "label"],
		});
		if (input.minor && !before.minor) await writeMinor(tx, id, true);
		const given = givenOf(ground, tx, { personId: id, purpose }, input);
		await agreeIn(tx, { ...given, personId: id, purpose, how: input.agreedHow, day });
	});
}

/** One agreement, whose it is, and what falls when it is withdrawn. Throws `not_found`. */
export async function agreement(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ agreement: Agreement; person: PartyLine; labelFalls: boolean; contacts: Contact[] }> {
	only(actor, "facilitator", "coordinator", "resident", "citizen");
	return ground.db.noteReading(actor, async (tx) => {
		const row = await store.agreementById(tx, id);
		const [person] = row ? await partiesById(tx, [row.personId]) : [];
		if (!row || !person?.level) throw new Refused("not_found");
		const { personId } = row;
		if (actor.personId !== personId)
			await recordReading(tx, { kind: "person", id: personId, personId, neighbourhoodId: person.neighbourhoodId });
		const { personId: _of, recordedBy: _by, ...rest } = row;
		const falls = fallsWith(row.purpose, person.level);
		return {
			agreement: rest,
			person: lineOf(person),
			labelFalls: row.withdrawnOn === null && falls === "label",
			contacts: row.withdrawnOn === null && falls === "contacts" ? await openContacts(tx, ground.seal, person) : [],
		};
	});
}

/**
 * Withdraws an agreement, by the person or by staff on their word; what rested on it falls in the same moment:
 * contacts end and are emptied, an age band is emptied, and whoever no longer agrees to their name or nickname is a
 * description again. Withdrawing twice is one withdrawal. Throws `not_found`, `invalid` (`describedAs`, when the label
 * falls; `form`, for a circle and a referral, which are withdrawn where they stand).
 */
export async function withdrawAgreement(
	ground: Ground,
	actor: Actor,
	id: string,
	input: WithdrawAgreement,
): Promise<{ personId: string }> {
	only(actor, "facilitator", "coordinator", "resident", "citizen");
	return ground.db.withActor(actor, async (tx) => {
		const row = await store.agreementById(tx, id);
		if (!row) throw new Refused("not_found");
		if (row.withdrawnOn !== null) return { personId: row.personId };
		// What rests on it goes in the same moment, and this floor does not reach it.
		if (row.purpose === "circle" || row.purpose === "referral")
			throw new Refused("invalid", { form: `community.error_withdraw_${row.purpose}` });
		await endAgreementIn(tx, ground, { personId: row.personId, purpose: row.purpose, describedAs: input.describedAs });
		return { personId: row.personId };
	});
}

/**
 * Ends every agreement of a person to a purpose, and with it what rests on it; by the person, or by time. Throws
 * `invalid` (`describedAs`, when the label falls).
 */
export async function endAgreementIn(
	tx: Tx,
	ground: Ground,
	of: { personId: string; purpose: Purpose; describedAs?: string; by?: "time" },
): Promise<void> {
	const { purpose, describedAs, by = "person" } = of;
	const person = await personHere(tx, of.personId);
	const today = dayOf(ground.clock());
	const falls = fallsWith(purpose, person.level);
	const { id, neighbourhoodId } = person;
	if (falls === "label") {
		if (!describedAs) throw new Refused("invalid", { describedAs: "error.required" });
		const label = await labelToWrite(tx, ground, person, describedAs);
		const change = { id, from: person.level, to: "description" as const, label, folded: fold(describedAs) };
		if (!(await store.changeLevel(tx, change))) throw new Refused("not_from_here");
		await audit(tx, { verb: "withdrawAgreement", kind: "person", id, neighbourhoodId, fields: ["level", "label"] });
	}
	if (falls === "contacts")
		for (const contactId of await store.endContacts(tx, { partyId: id }, today))
			await audit(tx, {
				verb: "endContact",
				kind: "contact",
				id: contactId,
				neighbourhoodId,
				fields: ["sealed", "endedOn"],
			});
	if (falls === "age_band") await store.writeAgeBand(tx, id, null);
	// A story tells of somebody by the name they no longer agree to.
	const ended = await store.withdraw(tx, id, purpose, today, undefined, by);
	if (falls === "label") ended.push(...(await store.withdraw(tx, id, "story", today, undefined, by)));
	for (const agreementId of ended)
		await audit(tx, {
			verb: by === "time" ? "endAgreement" : "withdrawAgreement",
			kind: "agreement",
			id: agreementId,
			neighbourhoodId,
			fields: ["withdrawnOn"],
		});
}

/** Ends what a person agreed to, or the one agreement named, for the module above on which it rests and in its transaction. */
export async function withdrawAgreementIn(
	tx: Tx,
	of: { personId: string; neighbourhoodId: string; purpose: Purpose; on: Day; id?: string },
): Promise<void> {
	const { personId, neighbourhoodId, purpose, on } = of;
	for (const id of await store.withdraw(tx, personId, purpose, on, of.id))
		await audit(tx, { verb: "withdrawAgreement", kind: "agreement", id, neighbourhoodId, fields: ["withdrawnOn"] });
}

/**
 * Keeps a contact, sealed: of a person with their agreement, or of an organisation.
 * Throws `not_found`, `needs_agreement`, `invalid` (`value`, or `contactKind` where the party keeps none), `id_taken`.
 */
export async function addContact(ground: Ground, actor: Actor, partyId: string, input: AddContact): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const [party] = await partiesById(tx, [partyId]);
		if (!party) throw new Refused("not_found");
		refuseRestricted(party);
		const agreed =
			party.kind === "person" &&
			(await store.standingAgreement(tx, partyId, "contact", dayOf(ground.clock()))) !== undefined;
		decideContact(party.kind, agreed, input.contactKind, input.value);
		const there = await store.contactById(tx, input.id);
		if (there) {
			if (there.partyId !== partyId || there.kind !== input.contactKind) throw new Refused("id_taken");
			return;
		}
		const sealer = sealerOfContacts(ground.seal, actor.territoryId ?? "", party);
		const sealed = sealer.close(input.value, placeOfContact(actor.territoryId, input.id));
		const { neighbourhoodId } = party;
		if (!(await store.insertContact(tx, { id: input.id, partyId, neighbourhoodId, kind: input.contactKind, sealed })))
			throw new Refused("id_taken");
		await audit(tx, { verb: "addContact", kind: "contact", id: input.id, neighbourhoodId, fields: ["kind", "sealed"] });
	});
}

/** Ends a contact and empties it. Ending it twice is one ending. Throws `not_found`. Gives whose it was. */
export async function endContact(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ partyId: string; partyKind: PartyRow["kind"] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const contact = await store.contactById(tx, id);
		const [party] = contact ? await partiesById(tx, [contact.partyId]) : [];
		if (!contact || !party) throw new Refused("not_found");
		for (const ended of await store.endContacts(tx, { id }, dayOf(ground.clock()))) {
			await audit(tx, {
				verb: "endContact",
				kind: "contact",
				id: ended,
				neighbourhoodId: contact.neighbourhoodId,
				fields: ["sealed", "endedOn"],
			});
		}
		return { partyId: party.id, partyKind: party.kind };
	});
}

/** What is written down of somebody, for themselves; undefined when the account belongs to nobody known here. */
export async function aboutMe(
	ground: Ground,
	actor: Actor,
): Promise<{ person: PartyLine; agreements: Agreement[]; contacts: Contact[]; safe?: SafeContact } | undefined> {
	only(actor, "resident", "citizen");
	const { personId } = actor;
	if (!personId) return undefined;
	return ground.db.readAs(actor, async (read) => {
		const [row] = await partiesById(read, [personId]);
		if (!row) return undefined;
		const agreements = await store.agreementsOf(read, personId);
		return {
			person: lineOf(row),
			agreements: agreements.map(({ recordedBy: _by, personId: _of, ...rest }) => rest),
			contacts: await openContacts(read, ground.seal, row),
			safe: await safeContactIn(read, ground, personId),
		};
	});
}
