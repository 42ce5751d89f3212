import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Level } from "../../community/contract.ts";
import type { AddEntry, ChangeEntry, Circle, Entry } from "./contract.ts";
import { mostEntries } from "./contract.ts";

export type CircleRow = Omit<Circle, "entries"> & { id: string; personId: string; neighbourhoodId: string };
export type EntryRow = Omit<Entry, "known"> & {
	circleId: string;
	personId: string;
	neighbourhoodId: string;
	partyId: string | null;
	hash: Buffer | null;
};

const circleColumns = sql`c.id, c.person_id as "personId", c.neighbourhood_id as "neighbourhoodId", c.drawn_on as "drawnOn",
	c.own_needs as "ownNeeds", c.in_household as "inHousehold"`;
const entryColumns = sql`e.id, e.circle_id as "circleId", e.person_id as "personId", e.neighbourhood_id as "neighbourhoodId",
	e.label, e.ring, e.sector, e.hand, e.cared_for as "caredFor", e.since, e.until, e.party_id as "partyId", e.request_hash as hash`;

/** A circle is read while the agreement to it stands: whatever ended that ends the reading in the same moment. */
function agreed(person: RawBuilder<unknown>, territory: RawBuilder<unknown>): RawBuilder<boolean> {
	return sql`exists (select from community.agreements a where a.territory_id = ${territory} and a.person_id = ${person}
		and a.purpose = 'circle' and a.withdrawn_on is null)`;
}

const circleAgreed = agreed(sql`c.person_id`, sql`c.territory_id`);
const entryAgreed = agreed(sql`e.person_id`, sql`e.territory_id`);

function tenant(read: Read): string | null {
	return read.actor.territoryId ?? null;
}

/** The circle of a person, while they agree. */
export async function circleOf(read: Read, personId: string): Promise<CircleRow | undefined> {
	const rows = await read.rows<CircleRow>(sql`select ${circleColumns} from network.circles c
		where c.territory_id = ${tenant(read)} and c.person_id = ${personId} and ${circleAgreed}`);
	return rows[0];
}

/** Who is in some circles, as they were written down. */
export function entriesOf(read: Read, circleIds: readonly string[]): Promise<EntryRow[]> {
	return read.rows(sql`select ${entryColumns} from network.circle_entries e
		where e.territory_id = ${tenant(read)} and e.circle_id = any(${circleIds}::uuid[])
		order by e.recorded_at, e.id limit ${mostEntries * circleIds.length}`);
}

/** Who is in a person's circle, while they agree: the same without knowing the circle first. */
export function entriesOfPerson(read: Read, personId: string): Promise<EntryRow[]> {
	return read.rows(sql`select ${entryColumns} from network.circle_entries e
		where e.territory_id = ${tenant(read)} and e.person_id = ${personId} and ${entryAgreed}
		order by e.recorded_at, e.id limit ${mostEntries}`);
}

export async function entryById(read: Read, id: string): Promise<EntryRow | undefined> {
	const rows = await read.rows<EntryRow>(sql`select ${entryColumns} from network.circle_entries e
		where e.territory_id = ${tenant(read)} and e.id = ${id} and ${entryAgreed}`);
	return rows[0];
}

/** The neighbourhood somebody, or a household, is known in. */
export async function neighbourhoodOf(read: Read, partyId: string): Promise<string> {
	const rows = await read.rows<{ id: string }>(sql`select neighbourhood_id as id from community.parties
		where territory_id = ${tenant(read)} and id = ${partyId}`);
	return rows[0]?.id ?? "";
}

/** Locks a circle, so that two who write in it at once wait for each other. */
export async function lockCircle(tx: Tx, personId: string): Promise<CircleRow | undefined> {
	const rows = await tx.rows<CircleRow>(sql`select ${circleColumns} from network.circles c
		where c.territory_id = ${tenant(tx)} and c.person_id = ${personId} and ${circleAgreed} for update`);
	return rows[0];
}

/** Writes a circle; false when the person has one, or the id is taken. */
export async function insertCircle(
	tx: Tx,
	circle: { id: string; personId: string; neighbourhoodId: string; drawnOn: Day },
): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into network.circles (territory_id, id, neighbourhood_id, person_id, drawn_on, recorded_by)
		values (${tenant(tx)}, ${circle.id}, ${circle.neighbourhoodId}, ${circle.personId}, ${circle.drawnOn}, ${tx.actor.accountId ?? null})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** Writes somebody into a circle; false when the id is taken. */
export async function insertEntry(
	tx: Tx,
	circle: CircleRow,
	entry: Omit<AddEntry, "id"> & { id: string; hash: Buffer },
): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into network.circle_entries (territory_id, id, circle_id, neighbourhood_id, person_id, label, ring, sector, hand, cared_for,
			since, until, in_household, recorded_by, request_hash)
		values (${tenant(tx)}, ${entry.id}, ${circle.id}, ${circle.neighbourhoodId}, ${circle.personId}, ${entry.label}, ${entry.ring},
			${entry.sector}, ${entry.hand ?? null}, ${entry.caredFor}, ${entry.since ?? null}, ${entry.until ?? null}, ${circle.inHousehold},
			${tx.actor.accountId ?? null}, ${entry.hash})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** Writes those of a file into a circle, in its order. */
export async function insertEntries(tx: Tx, circle: CircleRow, entries: readonly AddEntry[]): Promise<void> {
	await tx.rows(sql`
		insert into network.circle_entries (territory_id, id, circle_id, neighbourhood_id, person_id, label, ring, sector, hand, cared_for,
			since, until, in_household, recorded_by)
		select ${tenant(tx)}, e.id, ${circle.id}, ${circle.neighbourhoodId}, ${circle.personId}, e.label, e.ring, e.sector, e.hand,
			e."caredFor", e.since, e.until, ${circle.inHousehold}, ${tx.actor.accountId ?? null}
		from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
			as e(id uuid, label text, ring text, sector text, hand text, "caredFor" boolean, since date, until date)`);
}

/** Says anew how it is. Who is meant by it stays only while it is called the same. */
export async function changeEntry(tx: Tx, id: string, entry: ChangeEntry): Promise<void> {
	await tx.rows(sql`update network.circle_entries set party_id = case when label = ${entry.label} then party_id end,
			label = ${entry.label}, ring = ${entry.ring}, sector = ${entry.sector}, hand = ${entry.hand ?? null},
			cared_for = ${entry.caredFor}, since = ${entry.since ?? null}, until = ${entry.until ?? null}
		where territory_id = ${tenant(tx)} and id = ${id}`);
}

export async function matchEntry(tx: Tx, id: string, partyId: string | null): Promise<void> {
	await tx.rows(
		sql`update network.circle_entries set party_id = ${partyId} where territory_id = ${tenant(tx)} and id = ${id}`,
	);
}

export async function removeEntry(tx: Tx, id: string): Promise<boolean> {
	const rows = await tx.rows(
		sql`delete from network.circle_entries where territory_id = ${tenant(tx)} and id = ${id} returning id`,
	);
	return rows.length > 0;
}

export async function writeNeeds(tx: Tx, circleId: string, ownNeeds: string | null): Promise<void> {
	await tx.rows(
		sql`update network.circles set own_needs = ${ownNeeds} where territory_id = ${tenant(tx)} and id = ${circleId}`,
	);
}

export async function writeInHousehold(tx: Tx, circleId: string, isIn: boolean): Promise<void> {
	await tx.rows(
		sql`update network.circles set in_household = ${isIn} where territory_id = ${tenant(tx)} and id = ${circleId}`,
	);
	await tx.rows(
		sql`update network.circle_entries set in_household = ${isIn} where territory_id = ${tenant(tx)} and circle_id = ${circleId}`,
	);
}

/** Deletes a person's circle and all that is in it; gives its id where there was one. Whoever writes in it is waited for. */
export async function deleteCircle(tx: Tx, personId: string): Promise<string | undefined> {
	await tx.rows(sql`select id from network.circles
		where territory_id = ${tenant(tx)} and person_id = ${personId} for update`);
	await tx.rows(sql`delete from network.circle_entries where territory_id = ${tenant(tx)} and person_id = ${personId}`);
	const rows = await tx.rows<{ id: string }>(
		sql`delete from network.circles where territory_id = ${tenant(tx)} and person_id = ${personId} returning id`,
	);
	return rows[0]?.id;
}

export type Member = CircleRow & { label: string; level: Level };

/** The circles of those who live in a household today and each let it be read there. */
export function circlesAtHome(read: Read, householdId: string, today: Day): Promise<Member[]> {
	return read.rows(sql`select ${circleColumns}, p.label, s.level
		from community.ties t
		join community.parties h on h.territory_id = t.territory_id and h.id = t.other_id and h.kind = 'household'
		join network.circles c on c.territory_id = t.territory_id and c.person_id = t.one_id and c.in_household
		join community.parties p on p.territory_id = c.territory_id and p.id = c.person_id
		join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		where t.territory_id = ${tenant(read)} and t.other_id = ${householdId} and t.kind = 'member_of'
			and t.since <= ${today} and (t.until is null or t.until >= ${today}) and ${circleAgreed}
		order by c.person_id limit 20`);
}

/** The households in which a person lives today. */
export function householdsOf(read: Read, personId: string, today: Day): Promise<{ id: string }[]> {
	return read.rows(sql`select distinct h.id from community.ties t
		join community.parties h on h.territory_id = t.territory_id and h.id = t.other_id and h.kind = 'household'
		where t.territory_id = ${tenant(read)} and t.one_id = ${personId} and t.kind = 'member_of'
			and t.since <= ${today} and (t.until is null or t.until >= ${today})
		order by h.id limit 3`);
}

export type TieRow = Pick<EntryRow, "id" | "personId" | "sector" | "until"> & {
	partyId: string;
	since: Day;
	existedBefore: boolean;
};

/** Who people of a neighbourhood drew among those known there, while they agree. What nobody dated was there before it was drawn. */
export function tiesDrawn(
	read: Read,
	{ territoryId, neighbourhoodId, day }: { territoryId: string; neighbourhoodId: string; day: Day },
): Promise<TieRow[]> {
	return read.rows(sql`select e.id, e.person_id as "personId", e.party_id as "partyId", e.sector, e.until,
			coalesce(e.since, least(c.drawn_on, e.until)) as since, (e.since is null or e.since < c.drawn_on) as "existedBefore"
		from network.circles c
		join network.circle_entries e on e.territory_id = c.territory_id and e.circle_id = c.id
		where c.territory_id = ${territoryId} and c.neighbourhood_id = ${neighbourhoodId} and e.party_id <> e.person_id
			and coalesce(e.since, c.drawn_on) <= ${day} and ${circleAgreed}
		order by e.id`);
}
