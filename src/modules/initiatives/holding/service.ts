import { sql } from "kysely";
import type { Holder } from "../../community/same/contract.ts";

/** Where initiatives keep parties. */
export const holdersOfInitiatives: readonly Holder[] = [
	{
		table: "initiatives.participations",
		key: "session_id",
		columns: ["person_id"],
		keyed: true,
		waits: true,
		asideWhen: (_gone, kept) => sql`exists (select 1 from initiatives.participations p
			where p.territory_id = r.territory_id and p.session_id = r.session_id and p.person_id = ${kept})`,
		recount: (territoryId, keys) => sql`update initiatives.sessions s set named_count = (select count(*)::int
				from initiatives.participations p
				where p.territory_id = s.territory_id and p.session_id = s.id and p.set_aside_by is null)
			where s.territory_id = ${territoryId} and s.id = any(${keys}::uuid[])`,
		people: {
			columns: ["person_id"],
			entry: "recorded_at",
			words: [],
			closed: ["role"],
			counted: true,
			letGo: () => [],
			// Whoever organised something no longer does: the account is nobody's.
			erase: ({ territoryId, accounts = [] }) =>
				["initiatives.initiatives", "initiatives.sessions"].map(
					(table) => sql`update ${sql.table(table)} r
						set organisers = array(select o from unnest(r.organisers) o where o <> all(${accounts}::uuid[]))
						where r.territory_id = ${territoryId} and r.organisers && ${accounts}::uuid[]`,
				),
		},
	},
	{
		table: "initiatives.joinings",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "joined_at",
			words: ["given_name", "child_names", "request_hash"],
			closed: ["state"],
			letGo: ({ territoryId, ids, accounts = [] }) => [
				sql`delete from initiatives.joinings where territory_id = ${territoryId}
					and (person_id = any(${ids}::uuid[]) or account_id = any(${accounts}::uuid[]))`,
			],
		},
	},
	{
		table: "initiatives.partners",
		key: "initiative_id",
		columns: ["organisation_id"],
		waits: true,
		asideWhen: (_gone, kept) => sql`exists (select 1 from initiatives.partners p
			where p.territory_id = r.territory_id and p.initiative_id = r.initiative_id and p.organisation_id = ${kept})`,
	},
];
