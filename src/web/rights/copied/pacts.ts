import { sql } from "kysely";
import { type Copied, day, own, standing, tenant, time, words } from "./kinds.ts";

/** The title of the pact a row belongs to, as its latest version has it. */
const pactOf = {
	title: {
		...words("what"),
		sql: () => sql`(select v.title from pacts.pacts p join pacts.versions v on v.territory_id = p.territory_id and v.pact_id = p.id
			and v.no = p.latest_no where p.territory_id = r.territory_id and p.id = r.pact_id)`,
	},
};

/** To which pacts somebody is party, what they promise there, and when they signed. */
export const copiedOfPacts: readonly Copied[] = [
	{
		table: "pacts.parties",
		heading: "promises",
		whose: standing("party_id"),
		on: "recorded_at",
		columns: {
			...tenant,
			recorded_by: "staff",
			recorded_at: time("recorded_at"),
			id: "key",
			pact_id: "link",
			place: "page",
			kind: "page",
			called: own("called"),
			through: "other_person",
			party_id: "key",
			account_id: "link",
			named: "page",
			published: "page",
			shown: "page",
			erased_on: "page",
			readers: "page",
		},
		beside: {
			...pactOf,
			promise: {
				...own("text"),
				sql: () => sql`(select m.words from pacts.pacts p join pacts.versions v on v.territory_id = p.territory_id
					and v.pact_id = p.id and v.no = p.latest_no join pacts.promises m on m.territory_id = v.territory_id and m.version_id = v.id
					where p.territory_id = r.territory_id and p.id = r.pact_id and m.party_id = r.id)`,
			},
		},
	},
	{
		table: "pacts.signatures",
		heading: "promises",
		whose: standing("person_id"),
		on: "recorded_at",
		columns: {
			...tenant,
			recorded_by: "staff",
			recorded_at: time("recorded_at"),
			id: "key",
			pact_id: "link",
			version_no: "link",
			party_id: "link",
			how: "page",
			signed_on: day("since"),
			account_id: "link",
			person_id: "key",
			sheet: "attached",
			sheet_type: "page",
			void_at: time("ended_on"),
			readers: "page",
		},
		beside: pactOf,
	},
];
