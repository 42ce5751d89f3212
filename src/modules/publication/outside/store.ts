import { sql } from "kysely";
import { addDays, type Day, instantOf } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { LeftOut, OutsideEvent, OutsideSession, ReadEvent } from "./contract.ts";

type Place = { territoryId: string; id: string };

const events = sql`publication.outside_events e
	join publication.outside_calendars c on c.territory_id = e.territory_id and c.organisation_id = e.organisation_id`;
const said = sql`translate(lower(e.title || ' ' || e.about || ' ' || e.place_words || ' ' || c.name),
	'àáâãäåèéêëìíîïòóôõöùúûüçñăâîșşțţë', 'aaaaaaeeeeiiiiooooouuuucnaaisstte')`;

type Wanted = { from: Date; to: Date; words?: readonly string[]; after?: { at: string; id: string } };

/** Dates of outside calendars between two instants, those that take place, in their order. */
export function readBetween(read: Read, slug: string, wanted: Wanted, limit: number): Promise<OutsideSession[]> {
	const { from, to, words = [], after } = wanted;
	return read.rows(sql`
		select e.id, e.id as "initiativeId", e.starts_at as "startsAt", e.minutes, e.title, c.language, array[]::text[] as languages,
			false as "onFoot", false as "byBus", false as "stepFree", e.place_words as "placeWords", c.name as organiser,
			e.organisation_id as "organisationId"
		from ${events} join programme.neighbourhoods n on n.territory_id = e.territory_id and n.id = e.neighbourhood_id
		where n.slug = ${slug} and not e.cancelled and e.starts_at >= ${from} and e.starts_at < ${to}
			${after ? sql`and (e.starts_at, e.id) > (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
			${words.length > 0 ? sql`and (select bool_and(strpos(${said}, word) > 0) from unnest(${words}::text[]) word)` : sql``}
		order by e.starts_at, e.id limit ${limit}`);
}

const told = sql`e.id, e.title, e.about, e.place_words as place, e.cancelled, e.starts_at as "startsAt", e.minutes, c.language,
	c.name as organiser, e.sequence, e.changed_at as "changedAt"`;

export function readDated(read: Read, place: Place, from: Date, to: Date): Promise<OutsideEvent[]> {
	return read.rows(sql`select ${told} from ${events}
		where e.territory_id = ${place.territoryId} and e.neighbourhood_id = ${place.id} and e.starts_at >= ${from} and e.starts_at < ${to}
		order by e.starts_at, e.id limit 1000`);
}

export async function readOne(read: Read, place: Place, id: string): Promise<OutsideEvent | undefined> {
	const [row] = await read.rows<OutsideEvent>(sql`select ${told} from ${events}
		where e.territory_id = ${place.territoryId} and e.neighbourhood_id = ${place.id} and e.id = ${id}`);
	return row;
}

export type OrganisationLine = { id: string; name: string; events: number; uploadedAt: Date | null };

/** The organisations of a neighbourhood, at most 200, with how many dates are to come from the calendar of each. */
export function readOrganisations(read: Read, neighbourhoodId: string, from: Date): Promise<OrganisationLine[]> {
	return read.rows(sql`
		select p.id, p.label as name, c.uploaded_at as "uploadedAt", (select count(*)::int from publication.outside_events e
			where e.territory_id = p.territory_id and e.organisation_id = p.id and e.starts_at >= ${from}) as events
		from community.parties p
		left join publication.outside_calendars c on c.territory_id = p.territory_id and c.organisation_id = p.id
		where p.territory_id = ${read.actor.territoryId ?? null} and p.neighbourhood_id = ${neighbourhoodId}
			and p.kind = 'organisation' and p.left_on is null
		order by c.uploaded_at is null, p.folded, p.id limit 200`);
}

export type Draft = { id: string; events: ReadEvent[]; leftOut: LeftOut };
export type Organisation = {
	id: string;
	name: string;
	neighbourhoodId: string;
	uploadedAt: Date | null;
	draft: Draft | null;
};

/** An organisation with what was handed in and waits for a yes. */
export async function readOrganisation(read: Read, id: string): Promise<Organisation | undefined> {
	const [row] = await read.rows<Organisation>(sql`
		select p.id, p.label as name, p.neighbourhood_id as "neighbourhoodId", c.uploaded_at as "uploadedAt",
			case when d.id is not null then json_build_object('id', d.id, 'events', d.events, 'leftOut', d.left_out) end as draft
		from community.parties p
		left join publication.outside_calendars c on c.territory_id = p.territory_id and c.organisation_id = p.id
		left join publication.outside_drafts d on d.territory_id = p.territory_id and d.organisation_id = p.id
		where p.territory_id = ${read.actor.territoryId ?? null} and p.id = ${id} and p.kind = 'organisation' and p.left_on is null`);
	return row;
}

/** What is kept of an organisation's calendar from a day on. */
export async function readKept(read: Read, organisationId: string, from: Day): Promise<ReadEvent[]> {
	const rows = await read.rows<Omit<ReadEvent, "startsAt"> & { startsAt: Date }>(sql`
		select id, uid, starts_at as "startsAt", minutes, title, about, place_words as place, cancelled
		from publication.outside_events
		where territory_id = ${read.actor.territoryId ?? null} and organisation_id = ${organisationId} and starts_at >= ${instantOf(from)}
		order by starts_at, id limit 2000`);
	return rows.map((row) => ({ ...row, startsAt: new Date(row.startsAt).toISOString() }));
}

export async function writeDraft(tx: Tx, at: Organisation, draft: Draft, now: Date): Promise<void> {
	await tx.rows(sql`
		insert into publication.outside_drafts (territory_id, organisation_id, neighbourhood_id, id, events, left_out, made_by, made_at)
		values (${tx.actor.territoryId}, ${at.id}, ${at.neighbourhoodId}, ${draft.id}, ${JSON.stringify(draft.events)}::jsonb,
			${JSON.stringify(draft.leftOut)}::jsonb, ${tx.actor.accountId}, ${now})
		on conflict (territory_id, organisation_id) do update set id = excluded.id, events = excluded.events,
			left_out = excluded.left_out, made_by = excluded.made_by, made_at = excluded.made_at`);
}

export async function deleteDraft(tx: Tx, organisationId: string): Promise<void> {
	await tx.rows(sql`delete from publication.outside_drafts
		where territory_id = ${tx.actor.territoryId ?? null} and organisation_id = ${organisationId}`);
}

/** The calendar as it is handed in now: what is new or otherwise is written, what is no longer in it goes, from a day on. */
export async function replace(
	tx: Tx,
	at: Organisation,
	read: readonly ReadEvent[],
	today: Day,
	now: Date,
): Promise<void> {
	const { territoryId, accountId } = tx.actor;
	await tx.rows(sql`
		insert into publication.outside_calendars (territory_id, organisation_id, neighbourhood_id, name, uploaded_by, uploaded_at)
		values (${territoryId}, ${at.id}, ${at.neighbourhoodId}, ${at.name}, ${accountId}, ${now})
		on conflict (territory_id, organisation_id) do update set name = excluded.name, uploaded_by = excluded.uploaded_by,
			uploaded_at = excluded.uploaded_at`);
	await tx.rows(sql`
		delete from publication.outside_events where territory_id = ${territoryId} and organisation_id = ${at.id}
			and starts_at >= ${instantOf(today)} and starts_at < ${instantOf(addDays(today, 10_000))}
			and id <> all (${read.map(({ id }) => id)}::uuid[])`);
	await tx.rows(sql`
		insert into publication.outside_events as e (territory_id, id, organisation_id, neighbourhood_id, uid, starts_at, minutes,
			title, about, place_words, cancelled, changed_at)
		select ${territoryId}, r.id, ${at.id}, ${at.neighbourhoodId}, r.uid, r."startsAt", r.minutes, r.title, r.about, r.place,
			r.cancelled, ${now}
		from jsonb_to_recordset(${JSON.stringify(read)}::jsonb) as r (id uuid, uid text, "startsAt" timestamptz, minutes int,
			title text, about text, place text, cancelled boolean)
		on conflict (territory_id, id) do update set uid = excluded.uid, starts_at = excluded.starts_at, minutes = excluded.minutes,
			title = excluded.title, about = excluded.about, place_words = excluded.place_words, cancelled = excluded.cancelled,
			sequence = e.sequence + 1, changed_at = excluded.changed_at
		where (e.starts_at, e.minutes, e.title, e.about, e.place_words, e.cancelled)
			is distinct from (excluded.starts_at, excluded.minutes, excluded.title, excluded.about, excluded.place_words, excluded.cancelled)`);
}

/** Takes a calendar away with all its dates; false where there was none. */
export async function deleteCalendar(tx: Tx, organisationId: string): Promise<boolean> {
	const gone = await tx.rows(sql`delete from publication.outside_calendars
		where territory_id = ${tx.actor.territoryId ?? null} and organisation_id = ${organisationId} returning organisation_id`);
	return gone.length > 0;
}
