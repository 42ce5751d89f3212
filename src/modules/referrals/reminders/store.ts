import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Waiting } from "./rules.ts";

export type WaitingRow = Waiting & { facilitatorId: string; deskId: Id<"desk">; members: string[] };

/** What lies at the desks of a territory without an answer, with their terms: not whom it is about. At most 5,000. */
export function readWaiting(read: Read): Promise<WaitingRow[]> {
	return read.rows(sql`
		select r.state, (r.sent_at at time zone 'Europe/Rome')::date as "sentOn", (r.received_at at time zone 'Europe/Rome')::date as "receivedOn",
			d.receive_days as "receiveDays", d.answer_days as "answerDays", r.facilitator_id as "facilitatorId", d.id as "deskId", d.members
		from referrals.referrals r join referrals.desks d on d.territory_id = r.territory_id and d.id = r.open_to
		where r.territory_id = ${read.actor.territoryId ?? null} and r.state in ('sent', 'received', 'accepted', 'in_progress')
		order by r.sent_at limit 5000`);
}

/** Notes that these are reminded today; gives those who were not yet. */
export async function noteReminded(tx: Tx, recipients: readonly string[], today: Day): Promise<string[]> {
	const rows = await tx.rows<{ id: string }>(sql`
		insert into referrals.reminders (territory_id, recipient_id, last_on)
		select ${tx.actor.territoryId ?? null}, one, ${today} from unnest(${[...recipients]}::uuid[]) as one
		on conflict (territory_id, recipient_id) do update set last_on = excluded.last_on
			where referrals.reminders.last_on < excluded.last_on
		returning recipient_id as id`);
	return rows.map(({ id }) => id);
}
