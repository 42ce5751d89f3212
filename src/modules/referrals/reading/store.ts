import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { StateName } from "../contract.ts";
import { columns, type Row, tenant } from "../store.ts";

export type StepRow = {
	from: StateName | null;
	to: StateName;
	at: Date;
	byId: string | null;
	byRole: string;
	round: number;
};

/** The path of a referral, as far as the actor reads it. */
export function stepsOf(read: Read, referralId: string): Promise<StepRow[]> {
	return read.rows(sql`select from_state as "from", to_state as "to", at, by_id as "byId", by_role as "byRole", round from referrals.steps
		where territory_id = ${tenant(read)} and referral_id = ${referralId} order by at, id limit 200`);
}

/** What waits for somebody: on the side of whoever hands over, and at a desk. */
const forFacilitator = sql`r.state in ('agreed', 'grounded', 'returned', 'declined', 'concluded')`;
const forDesk = sql`r.state in ('sent', 'received', 'accepted', 'in_progress')`;

const mostShown = 100;

/** Those an account hands over: what is urgent first, then what waits for it, then the latest. */
export function handedBy(read: Read, accountId: string, waiting: boolean): Promise<(Row & { waits: boolean })[]> {
	return read.rows(sql`select ${columns}, ${forFacilitator} as waits from referrals.referrals r
		where r.territory_id = ${tenant(read)} and r.facilitator_id = ${accountId} ${waiting ? sql`and ${forFacilitator}` : sql``}
		order by (r.urgent and r.state not in ('closed', 'revoked')) desc, waits desc, r.began_at desc, r.id desc limit ${mostShown}`);
}

/** Those at the actor's desks: what is urgent before every other, then what waits, the oldest first. `taken`: those the account took on. */
export function atDesk(
	read: Read,
	{ waiting, taken }: { waiting: boolean; taken?: string },
): Promise<(Row & { waits: boolean })[]> {
	return read.rows(sql`select ${columns}, ${forDesk} as waits from referrals.referrals r
		where r.territory_id = ${tenant(read)} and r.open_to is not null ${waiting ? sql`and ${forDesk}` : sql``}
			${taken ? sql`and r.taken_by = ${taken}` : sql``}
		order by (r.urgent and r.state <> 'closed') desc, waits desc, r.sent_at, r.id limit ${mostShown}`);
}

/** Those a person sees on their own page, the latest first. */
export function ofPerson(read: Read, personId: string): Promise<Row[]> {
	return read.rows(sql`select ${columns} from referrals.referrals r
		where r.territory_id = ${tenant(read)} and r.person_id = ${personId} and r.shown_to_person
		order by r.began_at desc, r.id desc limit ${mostShown}`);
}

/** How many wait for the actor: for whoever hands over, those with an answer or a question; at a desk, those not yet answered. */
export async function waiting(read: Read): Promise<{ n: number; urgent: number }> {
	const isDesk = read.actor.role === "social-worker";
	const mine = isDesk
		? sql`r.open_to is not null and ${forDesk}`
		: sql`r.facilitator_id = ${read.actor.accountId ?? null} and r.state in ('returned', 'declined', 'concluded')`;
	const [row] = await read.rows<{ n: number; urgent: number }>(sql`select count(*)::int as n,
			(count(*) filter (where r.urgent))::int as urgent from referrals.referrals r where r.territory_id = ${tenant(read)} and ${mine}`);
	if (!row) throw new Error("a count always has one row");
	return row;
}
