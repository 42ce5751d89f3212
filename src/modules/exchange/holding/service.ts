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
];
