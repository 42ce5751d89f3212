import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import type { Phone } from "../../programme/contract.ts";
import type { CompanionKind, FieldKey, StateName, WordKind } from "../contract.ts";
import { columns, type Row, tenant } from "../store.ts";

type StepRow = {
	from: StateName | null;
	to: StateName;
	at: Date;
	byId: string | null;
	byRole: string;
	round: number;
};

/** A part with its sealed text, as it travels in JSON. */
type Sealed = { sealed: string };
/** A referral with everything beside it that the actor may read, in one statement. */
export type WholeRow = Row & {
	fields: ({ key: FieldKey; shared: boolean; left: boolean } & Sealed)[];
	steps: (Omit<StepRow, "at"> & { at: string })[];
	words: ({ id: string; kind: WordKind; at: string; round: number } & Sealed)[];
	calls: ({ id: string; reached: boolean; at: string } & Sealed)[];
	companions: ({ id: string; kind: CompanionKind; on: Day | null } & Sealed)[];
	neighbourhood: string;
	urgentPhones: Phone[];
	deskPhones: string[] | null;
	/** Whether its desk has no accounts, and so reads it by a link. */
	byLink: boolean | null;
};

/** One part of a referral as a list: `columns` of the table `name`, in an order, at most so many. */
function part(name: string, parts: RawBuilder<unknown>, order: RawBuilder<unknown>, most: number): RawBuilder<unknown> {
	return sql`(select coalesce(json_agg(q), '[]') from (select ${parts} from ${sql.table(`referrals.${name}`)} x
		where x.territory_id = r.territory_id and x.referral_id = r.id order by ${order} limit ${most}) q)`;
}

const sealed = sql`encode(x.sealed, 'base64') as sealed`;
const wholeColumns = sql`${columns},
	${part("fields", sql`x.key, x.shared, x.left_at is not null as left, ${sealed}`, sql`x.key`, 20)} as fields,
	${part("steps", sql`x.from_state as "from", x.to_state as "to", x.at, x.by_id as "byId", x.by_role as "byRole", x.round`, sql`x.at, x.id`, 200)} as steps,
	${part("words", sql`x.id, x.kind, x.written_at as at, x.round, ${sealed}`, sql`x.written_at, x.id`, 100)} as words,
	${part("calls", sql`x.id, x.reached, x.called_at as at, ${sealed}`, sql`x.called_at, x.id`, 50)} as calls,
	${part("companions", sql`x.id, x.kind, x.goes_on as "on", ${sealed}`, sql`x.recorded_at, x.id`, 20)} as companions,
	n.name as neighbourhood, t.urgent_phones as "urgentPhones", d.phones as "deskPhones",
	cardinality(d.members) = 0 as "byLink"`;
const wholeFrom = sql`referrals.referrals r
	join programme.neighbourhoods n on n.id = r.neighbourhood_id
	join programme.territories t on t.id = r.territory_id
	left join referrals.desks d on d.territory_id = r.territory_id and d.id = r.desk_id`;

/** One referral with everything beside it, as far as the actor reads it. */
export async function whole(read: Read, id: string): Promise<WholeRow | undefined> {
	const rows = await read.rows<WholeRow>(sql`select ${wholeColumns} from ${wholeFrom}
		where r.territory_id = ${tenant(read)} and r.id = ${id}`);
	return rows[0];
}

/** What waits for somebody: on the side of whoever hands over, and at a desk. */
const forFacilitator = sql`r.state in ('agreed', 'grounded', 'returned', 'declined', 'concluded')`;
const forDesk = sql`r.state in ('sent', 'received', 'accepted', 'in_progress')`;

const mostShown = 100;
const mostOwn = 30;

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

/** Those a person sees on their own page, the latest first, each with everything beside it. */
export function ofPerson(read: Read, personId: string): Promise<WholeRow[]> {
	return read.rows(sql`select ${wholeColumns} from ${wholeFrom}
		where r.territory_id = ${tenant(read)} and r.person_id = ${personId} and r.shown_to_person
		order by r.began_at desc, r.id desc limit ${mostOwn}`);
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
