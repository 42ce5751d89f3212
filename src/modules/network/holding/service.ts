import { sql } from "kysely";
import type { Holder } from "../../community/same/contract.ts";

/** Where the network keeps parties. */
export const holdersOfNetwork: readonly Holder[] = [
	{
		// Where a node stands is nothing said of anybody: of two that are one, each keeps its own.
		table: "network.positions",
		key: "party_id",
		columns: [],
		people: {
			columns: ["party_id"],
			words: [],
			closed: [],
			letGo: ({ territoryId, ids }) => [
				sql`delete from network.positions where territory_id = ${territoryId} and party_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		// Somebody has one circle; without an agreement that stands between the two, none is shown again.
		table: "network.circles",
		key: "id",
		columns: ["person_id"],
		waits: true,
		asideWhen: (gone, kept) => sql`(exists (select from network.circles c
				where c.territory_id = r.territory_id and c.person_id = ${kept} and c.set_aside_by is null)
			or not exists (select from community.agreements a
				where a.territory_id = r.territory_id and a.person_id in (${gone}, ${kept}) and a.purpose = 'circle'
					and a.withdrawn_on is null and a.set_aside_by is null))`,
		people: {
			columns: ["person_id"],
			entry: "recorded_at",
			words: ["own_needs"],
			closed: [],
			letGo: ({ territoryId, ids }) => [
				sql`delete from network.circle_entries where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
				sql`delete from network.circles where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "network.circle_entries",
		key: "id",
		columns: ["person_id", "party_id"],
		waits: true,
		asideWhen: () => sql`exists (select from network.circles c
			where c.territory_id = r.territory_id and c.id = r.circle_id and c.set_aside_by is not null)`,
		people: {
			columns: ["person_id", "party_id"],
			entry: "recorded_at",
			// With the circle. In those of others they are called as its person calls them; who is meant goes.
			words: ["label", "request_hash"],
			closed: ["ring", "sector", "hand"],
			letGo: ({ territoryId, ids }) => [
				sql`update network.circle_entries set party_id = null
					where territory_id = ${territoryId} and party_id = any(${ids}::uuid[])`,
			],
		},
	},
];
