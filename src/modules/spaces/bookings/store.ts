import { type RawBuilder, sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { BookingState, Busy, MyBooking, OwnBooking, Taken } from "./contract.ts";

export type BookingRow = OwnBooking & {
	neighbourhoodId: string;
	givenName: string;
	reachId: string | null;
	accountId: string | null;
	hash: Buffer | null;
};

function select(where: RawBuilder<unknown>): RawBuilder<BookingRow> {
	return sql`
		select b.id, b.space_id as "spaceId", b.neighbourhood_id as "neighbourhoodId", s.name as space, s.place_words as "placeWords",
			s.key_words as "keyWords", lower(b.during) as "from", upper(b.during) as "to", b.what, b.given_name as "givenName",
			b.state, b.answer, b.cost_cents as "costCents", b.reach_id as "reachId", b.account_id as "accountId", b.request_hash as hash
		from spaces.bookings b join spaces.spaces s on s.territory_id = b.territory_id and s.id = b.space_id
		where b.territory_id = nullif(current_setting('filo.territory', true), '')::uuid and ${where}`;
}

/** Times of a space between two instants that are taken or asked for. */
export function readBusy(read: Read, spaceId: string, { from, to }: Busy): Promise<Busy[]> {
	return read.rows(sql`
		select lower(during) as "from", upper(during) as "to" from spaces.bookings
		where territory_id = nullif(current_setting('filo.territory', true), '')::uuid and space_id = ${spaceId}
			and state in ('asked', 'agreed') and during && tstzrange(${from}, ${to}) order by 1 limit 200`);
}

/** The same with what stands for each and how it stands, at most 1,000. */
export function readTaken(read: Read, spaceId: string, from: Date): Promise<Taken[]> {
	return read.rows(sql`
		select id, lower(during) as "from", upper(during) as "to", state = 'agreed' as agreed, coalesce(decided_at, booked_at) as "changedAt"
		from spaces.bookings
		where territory_id = nullif(current_setting('filo.territory', true), '')::uuid and space_id = ${spaceId}
			and state in ('asked', 'agreed') and upper(during) > ${from} order by lower(during), id limit 1000`);
}

export async function readBooking(read: Read, id: string): Promise<BookingRow | undefined> {
	const [row] = await read.rows<BookingRow>(select(sql`b.id = ${id}`));
	return row;
}

/** Holds a booking until the transaction ends, so that it is answered once at a time. */
export async function lockBooking(tx: Tx, id: string): Promise<void> {
	await tx.rows(sql`select id from spaces.bookings
		where territory_id = nullif(current_setting('filo.territory', true), '')::uuid and id = ${id} for update`);
}

/** Those of a space that are not over yet, the next first; at most 100. */
export function readOfSpace(read: Read, spaceId: string, now: Date): Promise<BookingRow[]> {
	return read.rows(sql`${select(sql`b.space_id = ${spaceId} and upper(b.during) > ${now} and b.state in ('asked', 'agreed')`)}
		order by lower(b.during) limit 100`);
}

/** Those of a neighbourhood that wait for an answer, the oldest first; at most 100. */
export function readAsked(read: Read, neighbourhoodId: string, now: Date): Promise<BookingRow[]> {
	return read.rows(sql`${select(sql`b.neighbourhood_id = ${neighbourhoodId} and b.state = 'asked' and upper(b.during) > ${now}`)}
		order by b.booked_at limit 100`);
}

/** Those of an account that are not over yet and still stand, the next first. */
export function readOfAccount(read: Read, accountId: string, now: Date): Promise<MyBooking[]> {
	return read.rows(sql`
		select b.id, s.name as space, n.slug, lower(b.during) as "from", upper(b.during) as "to", b.state
		from spaces.bookings b join spaces.spaces s on s.territory_id = b.territory_id and s.id = b.space_id
			join programme.neighbourhoods n on n.id = b.neighbourhood_id
		where b.territory_id = nullif(current_setting('filo.territory', true), '')::uuid and b.account_id = ${accountId}
			and upper(b.during) > ${now} and b.state in ('asked', 'agreed')
		order by lower(b.during) limit 50`);
}

export type NewBooking = Busy & {
	id: string;
	spaceId: string;
	neighbourhoodId: string;
	what: string;
	givenName: string;
	reachId: string | null;
	accountId: string | null;
	personId: string | null;
	state: BookingState;
	costCents: number;
	at: Date;
	by: string | undefined;
	hash: Buffer;
};

/** False where the time is taken, or the id is: the constraint, not a look before, decides. */
export async function insertBooking(tx: Tx, b: NewBooking): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into spaces.bookings (territory_id, id, space_id, neighbourhood_id, during, what, given_name, reach_id, account_id, person_id, state,
			cost_cents, booked_at, recorded_by, request_hash)
		values (${tx.actor.territoryId}, ${b.id}, ${b.spaceId}, ${b.neighbourhoodId}, tstzrange(${b.from}, ${b.to}), ${b.what}, ${b.givenName},
			${b.reachId}, ${b.accountId}, ${b.personId}, ${b.state}, ${b.costCents}, ${b.at}, ${b.by ?? null}, ${b.hash})
		on conflict do nothing returning id`);
	return made.length > 0;
}

export async function writeState(
	tx: Tx,
	id: string,
	{ state, answer, at, by }: { state: BookingState; answer?: string; at: Date; by?: string },
): Promise<void> {
	await tx.rows(sql`
		update spaces.bookings set state = ${state}, answer = ${answer ?? null}, decided_at = ${at}, decided_by = ${by ?? null}
		where territory_id = nullif(current_setting('filo.territory', true), '')::uuid and id = ${id}`);
}
