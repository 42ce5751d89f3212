import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { Effort } from "./contract.ts";

// A visit is one colleague, one day, one person or place: as the line of the month on `today` counts it.
const effort = sql`count(*)::int as notes, count(distinct recorded_by)::int as recorders,
	count(distinct (recorded_by, heard_on, coalesce(about_id, place_id, id))) filter (where during_visit)::int as visits`;

function heard(from: Day, to: Day): RawBuilder<unknown> {
	return sql`heard_on >= ${from}::date and heard_on <= ${to}::date`;
}

export async function readEffort(read: Read, neighbourhoodId: string, from: Day, to: Day): Promise<Effort> {
	const [row] = await read.rows<Effort>(sql`select ${effort} from listening.notes
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId} and ${heard(from, to)}`);
	return row ?? { notes: 0, recorders: 0, visits: 0 };
}

export function readEfforts(read: Read, from: Day, to: Day): Promise<(Effort & { territoryId: string })[]> {
	return read.rows(sql`select territory_id as "territoryId", ${effort} from listening.notes
		where ${heard(from, to)} group by territory_id`);
}
