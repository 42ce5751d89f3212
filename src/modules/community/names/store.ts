import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";

/** Labels of three letters stand in too many words to mean anybody. */
export function readCalledIn(
	read: Read,
	neighbourhoodId: string,
	folded: string,
): Promise<{ id: string; label: string }[]> {
	return read.rows(sql`select p.id, p.label from community.parties p
		join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		where p.territory_id = ${read.actor.territoryId ?? null} and p.neighbourhood_id = ${neighbourhoodId} and p.kind = 'person'
			and s.level <> 'description' and length(p.folded) > 3 and strpos(${folded}, ' ' || p.folded || ' ') > 0
		order by p.folded limit 20`);
}
