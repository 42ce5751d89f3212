import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { PartyKind } from "../contract.ts";

type Label = { kind: PartyKind; id: string; title: string; neighbourhoodId: string; day: string; folded: string };

/** Everybody and everything that has a label, in some neighbourhoods, at most twenty thousand. */
export function readLabels(read: Read, neighbourhoodIds: readonly string[]): Promise<Label[]> {
	return read.rows(sql`
		select kind, id, label as title, neighbourhood_id as "neighbourhoodId", known_since::text as day, folded
		from community.parties
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = any(${[...neighbourhoodIds]}::uuid[])
			and merged_into is null
		limit 20000`);
}
