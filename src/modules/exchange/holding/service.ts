import { sql } from "kysely";
import type { Holder } from "../../community/same/contract.ts";

/** Where exchange keeps parties. */
export const holdersOfExchange: readonly Holder[] = [
	{
		table: "exchange.acts",
		key: "id",
		columns: ["giver_id", "receiver_id"],
		waits: true,
		asideWhen: (_gone, kept) => sql`${kept} in (r.giver_id, r.receiver_id)`,
		people: {
			columns: ["giver_id", "receiver_id"],
			entry: "recorded_at",
			words: ["what", "folded", "request_hash"],
			closed: ["moved_by"],
			counted: true,
			letGo: ({ territoryId, ids }) => [
				sql`update listening.answers a set label = '–' from exchange.acts x
					where a.territory_id = ${territoryId} and a.kind = 'act' and x.territory_id = a.territory_id and x.id = a.record_id
						and (x.giver_id = any(${ids}::uuid[]) or x.receiver_id = any(${ids}::uuid[]))`,
				sql`update listening.resource_uses u set label = '–' from exchange.acts x
					where u.territory_id = ${territoryId} and x.territory_id = u.territory_id and x.id = u.act_id
						and (x.giver_id = any(${ids}::uuid[]) or x.receiver_id = any(${ids}::uuid[]))`,
				sql`update exchange.acts set what = '–', request_hash = null
					where territory_id = ${territoryId} and (giver_id = any(${ids}::uuid[]) or receiver_id = any(${ids}::uuid[]))`,
			],
		},
	},
	{
		table: "exchange.posts",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "posted_at",
			words: ["title", "words", "called", "folded", "hidden_because", "key_hash", "request_hash"],
			closed: ["kind", "sort", "language", "state", "held"],
			letGo: ({ territoryId, ids }) => [
				sql`update exchange.posts set title = '–', words = '', called = '–', person_id = null, key_hash = null, request_hash = null,
						hidden_because = case when hidden_at is not null then '–' end, state = 'withdrawn'
					where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "exchange.answers",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "answered_at",
			words: ["called", "key_hash", "request_hash"],
			closed: ["state"],
			letGo: ({ territoryId, ids }) => [
				sql`update exchange.answers set called = '–', person_id = null, key_hash = null, request_hash = null,
						state = case when state in ('offered', 'agreed') then 'withdrawn' else state end
					where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "exchange.blocks",
		key: "id",
		columns: ["one_person_id", "other_person_id"],
		people: {
			columns: ["one_person_id", "other_person_id"],
			entry: "made_at",
			words: ["one_called", "other_called"],
			closed: [],
			letGo: ({ territoryId, ids }) => [
				// Two are kept apart no more when one is gone: how either was called goes.
				sql`update exchange.blocks set one_called = '–', other_called = '–',
						one_person_id = nullif(one_person_id, case when one_person_id = any(${ids}::uuid[]) then one_person_id end),
						other_person_id = nullif(other_person_id, case when other_person_id = any(${ids}::uuid[]) then other_person_id end)
					where territory_id = ${territoryId} and (one_person_id = any(${ids}::uuid[]) or other_person_id = any(${ids}::uuid[]))`,
			],
		},
	},
];
