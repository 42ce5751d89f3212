import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { FollowUpRow } from "../follow-ups/store.ts";

/** Open follow-ups of some neighbourhoods due by a day: the own ones first, then the earliest due. */
export function readOpen(read: Read, neighbourhoodIds: readonly string[], until: Day): Promise<FollowUpRow[]> {
	return read.rows(sql`select f.id, f.neighbourhood_id as "neighbourhoodId", f.what, f.due_on as "dueOn", f.note_id as note,
			f.need_id as need, f.about_id as about, f.assigned_to as "assignedTo", f.done_at as "doneAt", f.ending, f.outcome,
			f.recorded_at as "recordedAt", f.request_hash as hash
		from listening.follow_ups f
		where f.territory_id = ${read.actor.territoryId} and f.neighbourhood_id = any(${[...neighbourhoodIds]}::uuid[])
			and f.done_at is null and f.due_on <= ${until}
		order by f.assigned_to <> ${read.actor.accountId ?? null}, f.due_on, f.id limit 200`);
}
