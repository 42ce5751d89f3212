import { sql } from "kysely";
import type { Day } from "../../core/period.ts";
import type { Read } from "../../db/database.ts";
import type { Need } from "./contract.ts";
import { needColumns } from "./needs/store.ts";
import { type NoteRow, noteColumns } from "./notes/store.ts";

export type Bucket = "urgent" | "unplaced";

/** The two lists of notes on the first page of the day, each with its whole count, in one statement. */
export function readTodaysNotes(
	read: Read,
	neighbourhoodId: string,
	most: number,
): Promise<(NoteRow & { bucket: Bucket; total: number })[]> {
	const here = sql`n.territory_id = ${read.actor.territoryId} and n.neighbourhood_id = ${neighbourhoodId}`;
	return read.rows(sql`
		(select 'urgent' as bucket, count(*) over ()::int as total, ${noteColumns} from listening.notes n
			where ${here} and n.urgent and n.taken_by is null order by n.recorded_at, n.id limit ${most})
		union all
		(select 'unplaced', count(*) over ()::int, ${noteColumns} from listening.notes n
			where ${here} and n.need_id is null and n.set_aside_on is null and n.kind <> 'offered'
				and (not n.urgent or n.taken_by is not null)
			order by n.recorded_at desc, n.id desc limit ${most})`);
}

export type TodaysRest = {
	followUps: { id: string; what: string; dueOn: Day; about: string | null; assignedTo: string }[];
	needs: Need[];
	needsTotal: number;
	visits: number;
	recorders: number;
};

/** Follow-ups due, needs nobody answers, and the effort of the month, in one statement. */
export async function readTodaysRest(
	read: Read,
	neighbourhoodId: string,
	today: Day,
	monthFrom: Day,
	most: number,
): Promise<TodaysRest> {
	const here = sql`territory_id = ${read.actor.territoryId} and neighbourhood_id = ${neighbourhoodId}`;
	const rows = await read.rows<TodaysRest>(sql`
		select
			(select coalesce(json_agg(f), '[]') from (
				select id, what, due_on as "dueOn", about_id as about, assigned_to as "assignedTo"
				from listening.follow_ups where ${here} and done_at is null and due_on <= ${today}
				order by due_on, id limit 20) f) as "followUps",
			(select coalesce(json_agg(d), '[]') from (
				select ${needColumns} from listening.needs d where ${here} and state = 'heard'
				order by first_heard_on, id limit ${most}) d) as needs,
			(select count(*)::int from listening.needs where ${here} and state = 'heard') as "needsTotal",
			m.visits, m.recorders
		from (select
				count(distinct (recorded_by, heard_on, coalesce(about_id, place_id, id))) filter (where during_visit)::int as visits,
				count(distinct recorded_by)::int as recorders
			from listening.notes where ${here} and heard_on between ${monthFrom} and ${today}) m`);
	const [row] = rows;
	if (!row) throw new Error("a select without a table always has one row");
	return row;
}
