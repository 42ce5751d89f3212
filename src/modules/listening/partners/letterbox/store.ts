import { sql } from "kysely";
import type { Id } from "../../../../core/ids.ts";
import type { Day } from "../../../../core/period.ts";
import type { Read, Tx } from "../../../../db/database.ts";
import type { Topic } from "../../contract.ts";
import type { Tries } from "../rules.ts";

export type LinkRow = {
	linkId: Id<"partner-link">;
	revoked: boolean;
	partnerId: Id<"partner">;
	label: string;
	organisationId: Id<"party"> | null;
	territoryId: Id<"territory">;
	neighbourhoodId: Id<"neighbourhood">;
	slug: string;
	name: string;
	deskPlace: string;
	deskHours: string;
	phone: string;
};

/** The link of a token with its partner and its desk, in one statement. */
export async function readLink(read: Read, hash: Buffer): Promise<LinkRow | undefined> {
	const rows = await read.rows<LinkRow>(sql`
		select l.id as "linkId", l.revoked_at is not null as revoked, p.id as "partnerId", p.label,
			p.organisation_id as "organisationId", l.territory_id as "territoryId", n.id as "neighbourhoodId", n.slug, n.name,
			n.desk_place as "deskPlace", n.desk_hours as "deskHours", n.phone
		from listening.partner_links l
		join listening.partners p on p.territory_id = l.territory_id and p.id = l.partner_id
		join programme.neighbourhoods n on n.id = l.neighbourhood_id
		where l.token_hash = ${hash}`);
	return rows[0];
}

export type Arrival = { noteId: Id<"note">; arrivedAt: Date; hash: Buffer };

/** That a note of this partner arrived. */
export async function readArrival(read: Read, partnerId: string, noteId: string): Promise<Arrival | undefined> {
	const rows = await read.rows<Arrival>(sql`
		select note_id as "noteId", arrived_at as "arrivedAt", request_hash as hash from listening.partner_arrivals
		where territory_id = ${read.actor.territoryId} and note_id = ${noteId} and partner_id = ${partnerId}`);
	return rows[0];
}

/** Counts one more try under each key, which begins with its kind; an hour that is over begins anew. */
export function countTries(tx: Tx, keys: readonly [string, string], at: Date): Promise<Tries[]> {
	return tx.rows(sql`
		insert into listening.partner_tries as t (key, since, n) values (${keys[0]}, ${at}, 1), (${keys[1]}, ${at}, 1)
		on conflict (key) do update set
			n = case when t.since <= excluded.since - interval '1 hour' then 1 else t.n + 1 end,
			since = case when t.since <= excluded.since - interval '1 hour' then excluded.since else t.since end
		returning split_part(t.key, ' ', 1) as kind, t.since, t.n`);
}

export type PartnersNote = {
	id: Id<"note">;
	hash: Buffer;
	text: string;
	topic: Topic | null;
	guessed: readonly "topic"[];
	placeId: string | null;
	heardFromId: string | null;
	heardFrom: string;
	heardOn: Day;
	at: Date;
};

/** Writes a partner's note and that it arrived. Nothing is asked back: a partner reads nothing. Fails on an id that is there already. */
export async function insertNote(tx: Tx, n: PartnersNote): Promise<void> {
	const { territoryId, neighbourhoodIds, partnerId } = tx.actor;
	await tx.rows(sql`
		insert into listening.notes (territory_id, id, neighbourhood_id, text, kind, topic, place_id, heard_from_id, heard_from,
			heard_on, guessed, partner_id, recorded_at, request_hash)
		values (${territoryId}, ${n.id}, ${neighbourhoodIds[0]}, ${n.text}, 'reported', ${n.topic}, ${n.placeId}, ${n.heardFromId},
			${n.heardFrom}, ${n.heardOn}, ${n.guessed}, ${partnerId}, ${n.at}, ${n.hash})`);
	await tx.rows(sql`
		insert into listening.partner_arrivals (territory_id, note_id, neighbourhood_id, partner_id, arrived_at, request_hash)
		values (${territoryId}, ${n.id}, ${neighbourhoodIds[0]}, ${partnerId}, ${n.at}, ${n.hash})`);
}
