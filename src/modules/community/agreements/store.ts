import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { FileType } from "../../../ui/upload.ts";
import type { Agreement, Purpose } from "../contract.ts";
import type { Ending, LedgerEntry } from "./contract.ts";
import type { AgeBand, ResponsibleAs } from "./fields.ts";
import type { Before } from "./rules.ts";

export type LedgerRow = Omit<LedgerEntry, "responsible" | "sheets"> & {
	personId: string;
	recordedBy: string | null;
	responsible: Buffer | null;
	responsibleAs: ResponsibleAs | null;
};

const columns = sql`a.id, a.person_id as "personId", a.purpose, a.answer, a.given_on as "givenOn", a.given_how as "givenHow", a.until,
	a.withdrawn_on as "withdrawnOn", a.ended_by as "endedBy", a.words, a.language, a.ground, a.norm, a.responsible,
	a.responsible_as as "responsibleAs", a.recorded_by as "recordedBy"`;

function tenant(read: Read): string | null {
	return read.actor.territoryId ?? null;
}

/** A person's ledger, newest first; at most 100 entries. */
export function ledgerOf(read: Read, personId: string): Promise<LedgerRow[]> {
	return read.rows(sql`select ${columns} from community.agreements a
		where a.territory_id = ${tenant(read)} and a.person_id = ${personId} and a.set_aside_by is null
		order by a.given_on desc, a.id desc limit 100`);
}

export async function entryById(read: Read, id: string): Promise<LedgerRow | undefined> {
	const rows = await read.rows<LedgerRow>(sql`select ${columns} from community.agreements a
		where a.territory_id = ${tenant(read)} and a.id = ${id}`);
	return rows[0];
}

export type SheetLine = { id: string; agreementId: string; type: FileType; recordedAt: Date };

/** The sheets of a person's answers, without the files. */
export function sheetsOf(read: Read, personId: string): Promise<SheetLine[]> {
	return read.rows(sql`select id, agreement_id as "agreementId", type, recorded_at as "recordedAt" from community.agreement_sheets
		where territory_id = ${tenant(read)} and person_id = ${personId} order by recorded_at desc, id desc limit 100`);
}

export type SheetRow = SheetLine & { personId: string; neighbourhoodId: string; sealed: Buffer };

export async function sheetById(read: Read, id: string): Promise<SheetRow | undefined> {
	const rows = await read.rows<SheetRow>(sql`select id, agreement_id as "agreementId", person_id as "personId",
			neighbourhood_id as "neighbourhoodId", type, sealed, recorded_at as "recordedAt"
		from community.agreement_sheets where territory_id = ${tenant(read)} and id = ${id}`);
	return rows[0];
}

/** Writes a sheet; false when the id is already there. */
export async function insertSheet(tx: Tx, sheet: Omit<SheetRow, "recordedAt">): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into community.agreement_sheets (territory_id, id, neighbourhood_id, agreement_id, person_id, type, sealed, recorded_by)
		values (${tx.actor.territoryId}, ${sheet.id}, ${sheet.neighbourhoodId}, ${sheet.agreementId}, ${sheet.personId},
			${sheet.type}, ${sheet.sealed}, ${tx.actor.accountId ?? null})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** What was said before: whether they are known not to be of age, and whether the last answer to this was a no. */
export async function answersBefore(read: Read, personId: string, purpose: Purpose): Promise<Before> {
	const rows =
		await read.rows<Before>(sql`select minor, coalesce((select a.answer = 'declined' from community.agreements a
			where a.territory_id = s.territory_id and a.person_id = s.id and a.purpose = ${purpose} and a.set_aside_by is null
			order by a.given_on desc, a.id desc limit 1), false) as "saidNo"
		from community.persons s where s.territory_id = ${tenant(read)} and s.id = ${personId}`);
	return rows[0] ?? { minor: false, saidNo: false };
}

export async function ageOf(read: Read, personId: string): Promise<{ minor: boolean; ageBand: AgeBand | null }> {
	const rows = await read.rows<{ minor: boolean; ageBand: AgeBand | null }>(sql`select minor, age_band as "ageBand"
		from community.persons where territory_id = ${tenant(read)} and id = ${personId}`);
	return rows[0] ?? { minor: false, ageBand: null };
}

export async function writeMinor(tx: Tx, id: string, minor: boolean): Promise<void> {
	await tx.rows(sql`update community.persons set minor = ${minor} where territory_id = ${tenant(tx)} and id = ${id}`);
}

function endsBy(read: Read, neighbourhoodId: string, by: Day): RawBuilder<boolean> {
	return sql`(a.territory_id = ${tenant(read)} and a.neighbourhood_id = ${neighbourhoodId} and a.until <= ${by}
		and a.withdrawn_on is null and a.set_aside_by is null)`;
}

/** How many agreements of a neighbourhood end by their day until a day. */
export async function endingCountIn(read: Read, neighbourhoodId: string, by: Day): Promise<number> {
	const rows = await read.rows<{ n: number }>(sql`select count(*)::int as n from community.agreements a
		where ${endsBy(read, neighbourhoodId, by)}`);
	return rows[0]?.n ?? 0;
}

/** What ends by its day in a neighbourhood until a day, the next first; at most 100. */
export function endingIn(read: Read, neighbourhoodId: string, by: Day): Promise<Ending[]> {
	return read.rows(sql`select a.id, a.person_id as "personId", p.label, s.level, s.protected, a.purpose, a.until
		from community.agreements a
		join community.parties p on p.territory_id = a.territory_id and p.id = a.person_id
		join community.persons s on s.territory_id = a.territory_id and s.id = a.person_id
		where ${endsBy(read, neighbourhoodId, by)}
		order by a.until, a.id limit 100`);
}

export type Expired = Pick<Agreement, "id" | "purpose"> & {
	personId: string;
	neighbourhoodId: string;
	placeLabel: string | null;
	/** Another agreement to the same stands on: nothing falls with this one. */
	standsOn: boolean;
};

/** What was agreed until a day before this one, in the territory; at most 500. */
export function expired(read: Read, today: Day): Promise<Expired[]> {
	return read.rows(sql`select a.id, a.purpose, a.person_id as "personId", a.neighbourhood_id as "neighbourhoodId", l.label as "placeLabel",
			exists (select from community.agreements o where o.territory_id = a.territory_id and o.person_id = a.person_id
				and o.purpose = a.purpose and o.withdrawn_on is null and (o.until is null or o.until >= ${today})) as "standsOn"
		from community.agreements a
		join community.parties p on p.territory_id = a.territory_id and p.id = a.person_id
		left join community.parties l on l.territory_id = p.territory_id and l.id = p.place_id
		where a.territory_id = ${tenant(read)} and a.until < ${today} and a.withdrawn_on is null and a.set_aside_by is null
		order by a.until, a.id limit 500`);
}
