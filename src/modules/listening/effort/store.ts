import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { Effort } from "./contract.ts";

/**
 * The effort by territory, of the rows that `where` lets through. A visit is one colleague, one day, one person or
 * place: as the line of the month on `today` counts it. Of notes about people let go the number remains, by months:
 * those of the months that begin in the period.
 */
function effort(where: RawBuilder<unknown>, from: Day, to: Day): RawBuilder<Effort & { territoryId: string }> {
	return sql`
		select territory_id as "territoryId", coalesce(h.notes, 0) + coalesce(r.notes, 0) as notes,
			coalesce(h.recorders, 0) as recorders, coalesce(h.visits, 0) as visits
		from (select territory_id, count(*)::int as notes, count(distinct recorded_by)::int as recorders,
				count(distinct (recorded_by, heard_on, coalesce(about_id, place_id, id))) filter (where during_visit)::int as visits
			from listening.notes where heard_on >= ${from}::date and heard_on <= ${to}::date and ${where} group by territory_id) h
		full join (select territory_id, sum(n)::int as notes
			from listening.counts where month >= ${from}::date and month <= ${to}::date and ${where} group by territory_id) r using (territory_id)`;
}

export async function readEffort(read: Read, neighbourhoodId: string, from: Day, to: Day): Promise<Effort> {
	const here = sql`territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}`;
	const [row] = await read.rows(effort(here, from, to));
	return { notes: row?.notes ?? 0, recorders: row?.recorders ?? 0, visits: row?.visits ?? 0 };
}

export function readEfforts(read: Read, from: Day, to: Day): Promise<(Effort & { territoryId: string })[]> {
	return read.rows(effort(sql`true`, from, to));
}
