import { type RawBuilder, sql } from "kysely";
import type { Retained } from "../../programme/retention/contract.ts";

/** How long listening keeps what it keeps. */

type Ids = readonly string[];
const these = (alias: string, territoryId: string, ids: Ids): RawBuilder<boolean> =>
	sql`${sql.ref(`${alias}.territory_id`)} = ${territoryId} and ${sql.ref(`${alias}.id`)} = any(${[...ids]}::uuid[])`;
const rome = (column: string) => sql`(${sql.ref(column)} at time zone 'Europe/Rome')::date`;

/** Notes become a count by place and topic, as when somebody is let go. */
function emptyNotes(territoryId: string, ids: Ids, today: string): RawBuilder<unknown>[] {
	const where = these("n", territoryId, ids);
	return [
		sql`insert into listening.counts (territory_id, id, neighbourhood_id, place_id, topic, kind, month, n)
			select territory_id, (array_agg(id order by id))[1], neighbourhood_id, place_id, topic, kind, date_trunc('month', heard_on)::date, count(*)::int
			from listening.notes n where ${where} group by 1, 3, 4, 5, 6, 7`,
		sql`update listening.answers a set label = '–'
			where a.territory_id = ${territoryId} and a.kind = 'offer' and a.record_id = any(${[...ids]}::uuid[])`,
		sql`update listening.partner_arrivals p set request_hash = ''::bytea
			where p.territory_id = ${territoryId} and p.note_id = any(${[...ids]}::uuid[])`,
		sql`update listening.notes n set text = '–', heard_from = null, called = null, request_hash = null, place_id = null, topic = null,
			about_id = null, heard_from_id = null, forgotten_on = ${today} where ${where}`,
	];
}

export const retainedByListening: readonly Retained[] = [
	{
		kind: "notes",
		days: 730,
		// What still waits for somebody, or is being answered, is in use; so is what is offered and still there.
		ended: (
			territoryId,
		) => sql`select n.id, greatest(n.heard_on, coalesce(need.closed_on, n.heard_on)) as ended from listening.notes n
			left join listening.needs need on need.territory_id = n.territory_id and need.id = n.need_id
			where n.territory_id = ${territoryId} and n.forgotten_on is null and (n.need_id is null or need.closed_on is not null)
				and not (n.urgent and n.taken_at is null)
				and not exists (select from listening.resources r where r.territory_id = n.territory_id and r.note_id = n.id and r.gone_on is null)
				and not exists (select from listening.follow_ups f where f.territory_id = n.territory_id and f.note_id = n.id and f.done_at is null)`,
		letGo: emptyNotes,
	},
	{
		kind: "needs",
		days: 1825,
		ended: (territoryId) => sql`select n.id, n.closed_on as ended from listening.needs n
			where n.territory_id = ${territoryId} and n.closed_on is not null and n.title <> '–'`,
		letGo: (territoryId, ids) => [
			sql`update listening.needs n set title = '–', reason = case when reason is not null then '–' end, request_hash = null
				where ${these("n", territoryId, ids)}`,
			sql`update listening.steps s set reason = '–'
				where s.territory_id = ${territoryId} and s.need_id = any(${[...ids]}::uuid[]) and s.reason is not null`,
		],
	},
	{
		kind: "follow_ups",
		days: 730,
		ended: (territoryId) => sql`select f.id, ${rome("f.done_at")} as ended from listening.follow_ups f
			where f.territory_id = ${territoryId} and f.done_at is not null and f.forgotten_on is null`,
		letGo: (territoryId, ids, today) => [
			sql`update listening.follow_ups f set what = '–', outcome = null, request_hash = null, about_id = null, forgotten_on = ${today}
				where ${these("f", territoryId, ids)}`,
			sql`update listening.follow_up_steps s set what_before = '–', words = null
				where s.territory_id = ${territoryId} and s.follow_up_id = any(${[...ids]}::uuid[])`,
		],
	},
	{
		kind: "promises",
		days: 730,
		ended: (territoryId) => sql`select p.id, (select max(${rome("s.at")}) from listening.promise_steps s
				where s.territory_id = p.territory_id and s.promise_id = p.id) as ended from listening.promises p
			where p.territory_id = ${territoryId} and p.state <> 'open' and p.what <> '–'`,
		letGo: (territoryId, ids) => [
			sql`update listening.promises p set what = '–', promised_by_words = null, request_hash = null,
					reason = case when reason is not null then '–' end where ${these("p", territoryId, ids)}`,
			sql`update listening.promise_steps s set reason = '–'
				where s.territory_id = ${territoryId} and s.promise_id = any(${[...ids]}::uuid[]) and s.reason is not null`,
		],
	},
];
