import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Agreement, ContactKind, Level, Purpose } from "../contract.ts";

/** What belongs to one person: level, agreements, sealed contacts. */

export type AgreementRow = Agreement & { personId: string; recordedBy: string | null };

const agreementColumns = sql`id, person_id as "personId", purpose, answer, given_on as "givenOn", given_how as "givenHow", until,
	withdrawn_on as "withdrawnOn", recorded_by as "recordedBy"`;

export function agreementsOf(read: Read, personId: string): Promise<AgreementRow[]> {
	return read.rows(sql`select ${agreementColumns} from community.agreements
		where territory_id = ${read.actor.territoryId ?? null} and person_id = ${personId}
		order by given_on desc, id desc limit 50`);
}

export async function agreementById(read: Read, id: string): Promise<AgreementRow | undefined> {
	const rows = await read.rows<AgreementRow>(sql`select ${agreementColumns} from community.agreements
		where territory_id = ${read.actor.territoryId ?? null} and id = ${id}`);
	return rows[0];
}

/** The agreement to this that stands on a day, if any. */
export async function standingAgreement(
	read: Read,
	personId: string,
	purpose: Purpose,
	day: Day,
): Promise<AgreementRow | undefined> {
	const rows = await read.rows<AgreementRow>(sql`select ${agreementColumns} from community.agreements
		where territory_id = ${read.actor.territoryId ?? null} and person_id = ${personId}
			and purpose = ${purpose} and withdrawn_on is null and (until is null or until >= ${day}) order by id limit 1`);
	return rows[0];
}

/** Ends every agreement of a person to a purpose, or the one that is named. */
export async function withdraw(
	tx: Tx,
	personId: string,
	purpose: Purpose,
	on: Day,
	agreementId?: string,
	by: "person" | "time" = "person",
): Promise<string[]> {
	const rows = await tx.rows<{
		id: string;
	}>(sql`update community.agreements set withdrawn_on = greatest(given_on, ${on}::date), ended_by = ${by}
		where territory_id = ${tx.actor.territoryId ?? null} and person_id = ${personId} and purpose = ${purpose} and withdrawn_on is null
			and id = coalesce(${agreementId ?? null}::uuid, id)
		returning id`);
	return rows.map((row) => row.id);
}

/** Writes or empties the age band somebody agreed to say. */
export async function writeAgeBand(tx: Tx, id: string, band: string | null): Promise<void> {
	await tx.rows(sql`update community.persons set age_band = ${band}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id}`);
}

/** Changes level and label together; false when the level is no longer the one that was decided on. */
export async function changeLevel(
	tx: Tx,
	person: { id: string; from: Level; to: Level; label: string; folded: string },
): Promise<boolean> {
	const rows = await tx.rows(sql`update community.persons set level = ${person.to}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${person.id} and level = ${person.from} returning id`);
	if (rows.length === 0) return false;
	// A hash made of a name nobody may know any more could still be tried against a list of names.
	const forgotten = person.to === "description" ? sql`, request_hash = null` : sql``;
	await tx.rows(sql`update community.parties set label = ${person.label}, folded = ${person.folded}${forgotten}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${person.id}`);
	return true;
}

export type ContactRow = {
	id: string;
	partyId: string;
	neighbourhoodId: string;
	kind: ContactKind;
	sealed: Buffer;
	endedOn: Day | null;
};

const contactColumns = sql`id, party_id as "partyId", neighbourhood_id as "neighbourhoodId", kind, sealed, ended_on as "endedOn"`;

/** Contacts in force; at most twenty. */
export function contactsOf(read: Read, partyId: string): Promise<ContactRow[]> {
	return read.rows(sql`select ${contactColumns} from community.contacts
		where territory_id = ${read.actor.territoryId ?? null} and party_id = ${partyId} and ended_on is null
		order by id limit 20`);
}

export async function contactById(read: Read, id: string): Promise<ContactRow | undefined> {
	const rows = await read.rows<ContactRow>(sql`select ${contactColumns} from community.contacts
		where territory_id = ${read.actor.territoryId ?? null} and id = ${id}`);
	return rows[0];
}

/** Writes a contact; false when the id is already there. */
export async function insertContact(tx: Tx, contact: Omit<ContactRow, "endedOn">): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into community.contacts (territory_id, id, neighbourhood_id, party_id, kind, sealed, recorded_by)
		values (${tx.actor.territoryId}, ${contact.id}, ${contact.neighbourhoodId}, ${contact.partyId}, ${contact.kind}, ${contact.sealed}, ${tx.actor.accountId ?? null})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** Ends contacts and empties them: what may no longer be used is no longer kept. */
export async function endContacts(tx: Tx, which: { id: string } | { partyId: string }, on: Day): Promise<string[]> {
	const rows = await tx.rows<{ id: string }>(sql`update community.contacts set ended_on = ${on}, sealed = ''::bytea
		where territory_id = ${tx.actor.territoryId ?? null} and ended_on is null
			and ${"id" in which ? sql`id = ${which.id}` : sql`party_id = ${which.partyId}`}
		returning id`);
	return rows.map((row) => row.id);
}
