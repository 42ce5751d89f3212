import { sql } from "kysely";
import type { Holder } from "../../community/same/contract.ts";

/** Where evaluation keeps words of people: stories, each resting on the agreement of everybody in it. */
export const holdersOfEvaluation: readonly Holder[] = [
	{
		table: "evaluation.stories",
		key: "id",
		columns: [],
		people: {
			columns: [],
			words: ["title", "text", "request_hash"],
			closed: ["language", "objectives"],
			letGo: () => [],
			// Without one of its people a story is shown no more, and nobody tells it.
			erase: ({ territoryId, ids, today }) => [
				sql`update evaluation.stories s set title = '–', text = '–', request_hash = ''::bytea, taken_down_on = coalesce(s.taken_down_on, ${today}::date)
					from evaluation.story_people p join community.agreements a on a.territory_id = p.territory_id and a.id = p.agreement_id
					where s.territory_id = ${territoryId} and p.territory_id = s.territory_id and p.story_id = s.id
						and a.person_id = any(${ids}::uuid[])`,
			],
		},
	},
];
