import { type RawBuilder, sql } from "kysely";
import type { Holder, LetGo } from "../../community/same/contract.ts";

/** Where listening keeps parties. */

/** What somebody let go said, or what was said of them and of nobody else. Of what they said of others only who said it goes. */
function theirs({ ids }: LetGo): RawBuilder<boolean> {
	return sql`(n.about_id = any(${ids}::uuid[]) or (n.about_id is null and n.heard_from_id = any(${ids}::uuid[])))`;
}

function letNotesGo(gone: LetGo): RawBuilder<unknown>[] {
	const { territoryId, ids, today } = gone;
	const where = sql`n.territory_id = ${territoryId} and n.forgotten_on is null and ${theirs(gone)}`;
	return [
		sql`insert into listening.counts (territory_id, id, neighbourhood_id, place_id, topic, kind, month, n)
			select territory_id, (array_agg(id order by id))[1], neighbourhood_id, place_id, topic, kind, date_trunc('month', heard_on)::date, count(*)::int
			from listening.notes n where ${where} group by 1, 3, 4, 5, 6, 7`,
		sql`update listening.answers a set label = '–' from listening.notes n
			where a.territory_id = n.territory_id and a.record_id = n.id and a.kind = 'offer' and ${where}`,
		sql`update listening.follow_ups f set what = '–', outcome = null, request_hash = null, forgotten_on = ${today}
			where f.territory_id = ${territoryId} and (f.about_id = any(${ids}::uuid[])
				or exists (select 1 from listening.notes n where n.id = f.note_id and ${where}))`,
		sql`update listening.follow_up_steps s set what_before = '–', words = null from listening.follow_ups f
			where s.territory_id = f.territory_id and s.follow_up_id = f.id and f.territory_id = ${territoryId} and f.forgotten_on is not null
				and s.what_before <> '–'`,
		sql`update listening.resources r set title = '–', available = null, request_hash = null, gone_on = coalesce(gone_on, ${today}::date)
			from listening.notes n where r.territory_id = n.territory_id and r.note_id = n.id and ${where}`,
		sql`update listening.partner_arrivals p set request_hash = ''::bytea
			from listening.notes n where p.territory_id = n.territory_id and p.note_id = n.id and ${where}`,
		sql`update listening.notes n set text = '–', heard_from = null, called = null, request_hash = null, place_id = null,
				topic = null, about_id = null, heard_from_id = null, forgotten_on = ${today} where ${where}`,
		sql`update listening.notes n set heard_from_id = null, heard_from = null, request_hash = null
			where n.territory_id = ${territoryId} and n.heard_from_id = any(${ids}::uuid[])`,
		sql`update listening.follow_ups set about_id = null where territory_id = ${territoryId} and about_id = any(${ids}::uuid[])`,
	];
}

export const holdersOfListening: readonly Holder[] = [
	{
		table: "listening.notes",
		key: "id",
		columns: ["place_id", "about_id", "heard_from_id"],
		people: {
			columns: ["about_id", "heard_from_id"],
			entry: "recorded_at",
			words: ["text", "heard_from", "called", "folded", "request_hash"],
			closed: ["kind", "topic", "guessed"],
			letGo: letNotesGo,
		},
	},
	{ table: "listening.needs", key: "id", columns: ["place_id"] },
	{ table: "listening.counts", key: "id", columns: ["place_id"] },
	{
		table: "listening.follow_ups",
		key: "id",
		columns: ["about_id"],
		people: {
			columns: ["about_id"],
			entry: "recorded_at",
			words: ["what", "outcome", "folded", "request_hash"],
			closed: ["ending"],
			letGo: () => [], // with the notes, to which they hang
		},
	},
	{ table: "listening.meetings", key: "id", columns: ["place_id"] },
	{
		table: "listening.attendees",
		key: "id",
		columns: ["party_id"],
		people: {
			columns: ["party_id"],
			entry: "recorded_at",
			words: ["named_as", "request_hash"],
			closed: [],
			counted: true,
			letGo: ({ territoryId, ids }) => [
				sql`update listening.attendees set named_as = '–', request_hash = null
					where territory_id = ${territoryId} and party_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "listening.promises",
		key: "id",
		columns: ["promised_by_party"],
		people: {
			columns: ["promised_by_party"],
			entry: "recorded_at",
			words: ["what", "promised_by_words", "reason", "request_hash"],
			closed: ["state"],
			counted: true,
			letGo: ({ territoryId, ids }) => [
				sql`update listening.promises set what = '–', promised_by_words = null, request_hash = null,
						reason = case when reason is not null then '–' end
					where territory_id = ${territoryId} and promised_by_party = any(${ids}::uuid[])`,
				sql`update listening.promise_steps s set reason = '–' from listening.promises p
					where s.territory_id = ${territoryId} and p.territory_id = s.territory_id and p.id = s.promise_id
						and s.reason is not null and p.promised_by_party = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "listening.resources",
		key: "id",
		columns: ["party_id", "place_id"],
		people: {
			columns: ["party_id"],
			entry: "recorded_at",
			words: ["title", "available", "folded", "request_hash"],
			closed: ["sort", "topic"],
			letGo: ({ territoryId, ids, today }) => [
				sql`update listening.resources set title = '–', available = null, request_hash = null, gone_on = coalesce(gone_on, ${today}::date)
					where territory_id = ${territoryId} and party_id = any(${ids}::uuid[])`,
			],
		},
	},
	{ table: "listening.partners", key: "id", columns: ["organisation_id"] },
];
