import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";

export async function countLeft(
	read: Read,
	accountId: string,
	today: Day,
): Promise<{ followUps: number; promises: number; meetings: number }> {
	const territory = read.actor.territoryId ?? null;
	const [row] = await read.rows<{ followUps: number; promises: number; meetings: number }>(sql`select
		(select count(*)::int from listening.follow_ups
			where territory_id = ${territory} and assigned_to = ${accountId} and done_at is null) as "followUps",
		(select count(*)::int from listening.promises where territory_id = ${territory} and state = 'open'
			and (promised_by_account = ${accountId} or responsible_id = ${accountId})) as promises,
		(select count(*)::int from listening.meetings
			where territory_id = ${territory} and responsible_id = ${accountId} and held_on >= ${today}) as meetings`);
	return row!;
}
