import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../core/period.ts";
import { actorIdOf } from "../../db/actor.ts";
import type { Read, Tx } from "../../db/database.ts";
import type { StateName } from "./contract.ts";

/** A referral as it lies in the database. What belongs to another state may be left from the way here. */
export type Row = {
	id: string;
	neighbourhoodId: string;
	personId: string;
	sealedFor: string;
	facilitatorId: string;
	deskId: string | null;
	deskName: string | null;
	urgent: boolean;
	state: StateName;
	round: number;
	version: number;
	beganAt: Date;
	offeredAt: Date | null;
	agreementId: string | null;
	agreedOn: Day | null;
	groundedOn: Day | null;
	sentAt: Date | null;
	receivedAt: Date | null;
	acceptedAt: Date | null;
	declinedAt: Date | null;
	returnedAt: Date | null;
	begunAt: Date | null;
	concludedAt: Date | null;
	closedAt: Date | null;
	revokedAt: Date | null;
	revokedBy: "person" | "staff" | null;
	takenBy: string | null;
	readers: string[];
	openTo: string | null;
	shown: boolean;
	hash: Buffer | null;
};

export const columns = sql`r.id, r.neighbourhood_id as "neighbourhoodId", r.person_id as "personId", r.sealed_for as "sealedFor",
	r.facilitator_id as "facilitatorId", r.desk_id as "deskId", r.desk_name as "deskName", r.urgent, r.state, r.round, r.version, r.began_at as "beganAt",
	r.offered_at as "offeredAt", r.agreement_id as "agreementId", r.agreed_on as "agreedOn", r.grounded_on as "groundedOn",
	r.sent_at as "sentAt", r.received_at as "receivedAt", r.accepted_at as "acceptedAt", r.declined_at as "declinedAt",
	r.returned_at as "returnedAt", r.begun_at as "begunAt", r.concluded_at as "concludedAt", r.closed_at as "closedAt",
	r.revoked_at as "revokedAt", r.revoked_by as "revokedBy", r.taken_by as "takenBy", r.readers, r.open_to as "openTo",
	r.shown_to_person as shown, r.request_hash as hash`;

export function tenant(read: Read): string | null {
	return read.actor.territoryId ?? null;
}

/** One that the actor reads. */
export async function byId(read: Read, id: string): Promise<Row | undefined> {
	const rows = await read.rows<Row>(sql`select ${columns} from referrals.referrals r
		where r.territory_id = ${tenant(read)} and r.id = ${id}`);
	return rows[0];
}

/** The same, and whoever else decides on it waits. */
export async function lock(tx: Tx, id: string): Promise<Row | undefined> {
	const rows = await tx.rows<Row>(sql`select ${columns} from referrals.referrals r
		where r.territory_id = ${tenant(tx)} and r.id = ${id} for update`);
	return rows[0];
}

/** Writes a new one, read by whoever begins it; false when the id is taken. */
export async function insert(
	tx: Tx,
	one: { id: string; neighbourhoodId: string; personId: string; urgent: boolean; at: Date; hash: Buffer },
): Promise<boolean> {
	const by = tx.actor.accountId ?? null;
	const rows = await tx.rows(sql`
		insert into referrals.referrals (territory_id, id, neighbourhood_id, person_id, sealed_for, facilitator_id, urgent, state, began_at,
			readers, request_hash)
		values (${tenant(tx)}, ${one.id}, ${one.neighbourhoodId}, ${one.personId}, ${one.personId}, ${by}, ${one.urgent}, 'draft', ${one.at},
			array[${by}]::uuid[], ${one.hash})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** Which desk it is meant for. */
export async function writeDesk(tx: Tx, id: string, desk: { id: string; name: string }): Promise<void> {
	await tx.rows(sql`update referrals.referrals set desk_id = ${desk.id}, desk_name = ${desk.name}, version = version + 1
		where territory_id = ${tenant(tx)} and id = ${id}`);
}

/** One more version: somebody changed what lies there. */
export async function touch(tx: Tx, id: string): Promise<void> {
	await tx.rows(
		sql`update referrals.referrals set version = version + 1 where territory_id = ${tenant(tx)} and id = ${id}`,
	);
}

/** Whoever decides who reads what lies at a desk waits for whoever sends something there, and the other way round. */
export async function lockDesk(tx: Tx, deskId: string): Promise<void> {
	await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${`referrals.desk ${deskId}`}, 0))`);
}

/** What stands beside a row of a referral: whose it is and who reads it, as on the referral itself. */
function besides(row: Row, readers = row.readers): RawBuilder<unknown> {
	return sql`${row.neighbourhoodId}, ${row.personId}, ${readers}::uuid[], ${row.openTo}`;
}

const besidesColumns = sql`neighbourhood_id, person_id, readers, open_to`;

export async function insertStep(
	tx: Tx,
	row: Row,
	step: { id: string; from: StateName | null; to: StateName; at: Date; round: number },
): Promise<void> {
	await tx.rows(sql`
		insert into referrals.steps (territory_id, id, referral_id, round, from_state, to_state, at, by_id, by_role, desk_id, ${besidesColumns},
			shown_to_person)
		values (${tenant(tx)}, ${step.id}, ${row.id}, ${step.round}, ${step.from}, ${step.to}, ${step.at},
			${actorIdOf(tx.actor)}, ${tx.actor.role}, ${row.deskId}, ${besides(row)}, ${row.shown})`);
}

/** Writes something said along the path; false when the id is taken. An own note of the desk is not read by whoever handed over. */
export async function insertWord(
	tx: Tx,
	row: Row,
	word: { id: string; kind: string; sealed: Buffer; at: Date; round: number },
): Promise<boolean> {
	const isOwn = word.kind === "own_note";
	const readers = isOwn ? row.readers.filter((one) => one !== row.facilitatorId) : row.readers;
	const rows = await tx.rows(sql`
		insert into referrals.words (territory_id, id, referral_id, round, kind, sealed, written_at, written_by, desk_id, ${besidesColumns},
			shown_to_person)
		values (${tenant(tx)}, ${word.id}, ${row.id}, ${word.round}, ${word.kind}, ${word.sealed}, ${word.at},
			${actorIdOf(tx.actor)}, ${row.deskId}, ${besides(row, readers)}, ${row.shown && !isOwn})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** What a step changes besides the state: what is left out stays. */
export type Change = Partial<
	Pick<
		Row,
		| "offeredAt"
		| "agreementId"
		| "agreedOn"
		| "groundedOn"
		| "sentAt"
		| "receivedAt"
		| "acceptedAt"
		| "declinedAt"
		| "returnedAt"
		| "begunAt"
		| "concludedAt"
		| "closedAt"
		| "revokedAt"
		| "revokedBy"
		| "takenBy"
		| "round"
	>
> & { state: StateName; readers: readonly string[]; openTo: string | null; shown: boolean };

const changeable = {
	offeredAt: "offered_at",
	agreementId: "agreement_id",
	agreedOn: "agreed_on",
	groundedOn: "grounded_on",
	sentAt: "sent_at",
	receivedAt: "received_at",
	acceptedAt: "accepted_at",
	declinedAt: "declined_at",
	returnedAt: "returned_at",
	begunAt: "begun_at",
	concludedAt: "concluded_at",
	closedAt: "closed_at",
	revokedAt: "revoked_at",
	revokedBy: "revoked_by",
	takenBy: "taken_by",
	round: "round",
	state: "state",
	openTo: "open_to",
	shown: "shown_to_person",
} as const satisfies Partial<Record<keyof Change, string>>;

/**
 * Takes a referral on, and rewrites in the same breath who reads it and everything beside it. `sends`: what is ticked
 * leaves now; a draft has nothing that left. Only as the usher: nobody else rewrites readers.
 */
export async function write(tx: Tx, id: string, change: Change, sends: Date | undefined): Promise<void> {
	const sets = Object.entries(changeable).flatMap(([name, column]) => {
		const value = change[name as keyof typeof changeable];
		return value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`];
	});
	await tx.rows(sql`
		with r as (
			update referrals.referrals set ${sql.join(sets)}, readers = ${change.readers}::uuid[], version = version + 1
			where territory_id = ${tenant(tx)} and id = ${id} returning *
		), ${followers(sends)}
		select 1`);
}

/**
 * Rewrites who reads referrals that `which` finds (over `referrals.referrals r`), and everything beside them; `follows`
 * is who hands over from now on, where that changes. Which ones. As the usher.
 */
export async function nameReaders(
	tx: Tx,
	readers: RawBuilder<unknown>,
	which: RawBuilder<unknown>,
	follows: RawBuilder<unknown> = sql`r.facilitator_id`,
): Promise<{ id: string; neighbourhoodId: string }[]> {
	// First whoever is taking a step is waited for; then a statement of its own sees what that step wrote.
	await tx.rows(
		sql`select from referrals.referrals r where r.territory_id = ${tenant(tx)} and ${which} order by r.id for update`,
	);
	return tx.rows(sql`
		with r as (
			update referrals.referrals r set readers = ${readers}, facilitator_id = ${follows}
			where r.territory_id = ${tenant(tx)} and ${which} returning *
		), ${followers(undefined)}
		select id, neighbourhood_id as "neighbourhoodId" from r order by id`);
}

/** Everything beside a referral follows it: the desk reads what is of its time there, and its own note alone. */
function followers(sends: Date | undefined): RawBuilder<unknown> {
	const leaves = sql`case when r.state = 'draft' then null when ${sends ?? null}::timestamptz is not null and x.shared
		then ${sends ?? null}::timestamptz else x.left_at end`;
	const gone = sql`(r.open_to is not null and (${leaves}) is not null)`;
	const theirs = sql`(r.open_to is not null and x.desk_id = r.open_to)`;
	const beside = sql`x.territory_id = r.territory_id and x.referral_id = r.id`;
	const hers = sql`array[r.facilitator_id]`;
	return sql`fields as (
			update referrals.fields x set left_at = ${leaves}, open_to = case when ${gone} then r.open_to end,
				readers = case when ${gone} then r.readers else ${hers} end, shown_to_person = r.shown_to_person and x.shared
			from r where ${beside}
		), steps as (
			update referrals.steps x set open_to = case when ${theirs} then r.open_to end,
				readers = case when ${theirs} then r.readers else ${hers} end, shown_to_person = r.shown_to_person
			from r where ${beside}
		), words as (
			update referrals.words x set open_to = case when ${theirs} then r.open_to end,
				readers = case when x.kind = 'own_note' then case when ${theirs} then array_remove(r.readers, r.facilitator_id) else '{}' end
					when ${theirs} then r.readers else ${hers} end,
				shown_to_person = r.shown_to_person and x.kind <> 'own_note'
			from r where ${beside}
		), calls as (
			update referrals.calls x set open_to = r.open_to, readers = r.readers, shown_to_person = r.shown_to_person
			from r where ${beside}
		), companions as (
			update referrals.companions x set open_to = r.open_to, readers = r.readers, shown_to_person = r.shown_to_person
			from r where ${beside}
		)`;
}

/** Whether an agreement stands on a day. */
export async function agreementStands(read: Read, id: string, on: Day): Promise<boolean> {
	const rows = await read.rows(sql`select from community.agreements where territory_id = ${tenant(read)} and id = ${id}
		and withdrawn_on is null and set_aside_by is null and (until is null or until >= ${on})`);
	return rows.length === 1;
}

/** The last step taken: by whom, and to where. */
export async function lastStep(read: Read, id: string): Promise<{ byId: string | null; to: StateName } | undefined> {
	const rows = await read.rows<{
		byId: string | null;
		to: StateName;
	}>(sql`select by_id as "byId", to_state as "to" from referrals.steps
		where territory_id = ${tenant(read)} and referral_id = ${id} order by at desc, id desc limit 1`);
	return rows[0];
}

/** How many fields are ticked to leave, and how many calls are written down. */
export async function sendCounts(read: Read, id: string): Promise<{ shared: number; calls: number }> {
	const [row] = await read.rows<{ shared: number; calls: number }>(sql`select
		(select count(*)::int from referrals.fields where territory_id = ${tenant(read)} and referral_id = ${id} and shared) as shared,
		(select count(*)::int from referrals.calls where territory_id = ${tenant(read)} and referral_id = ${id}) as calls`);
	if (!row) throw new Error("a select without a table always has one row");
	return row;
}

/** The neighbourhood somebody is known in. */
export async function neighbourhoodOf(read: Read, personId: string): Promise<string> {
	const rows = await read.rows<{ id: string }>(sql`select neighbourhood_id as id from community.persons
		where territory_id = ${tenant(read)} and id = ${personId}`);
	return rows[0]?.id ?? "";
}
