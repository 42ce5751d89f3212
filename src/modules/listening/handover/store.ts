import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import { worksThere } from "../../access/handovers/service.ts";
import { inCharge } from "../notes/store.ts";

export type HeldHere = {
	followUps: { id: string; what: string; dueOn: Day; about: string | null }[];
	urgent: { id: string; text: string; heardOn: Day }[];
	needs: { id: string; title: string; lastHeardOn: Day }[];
	people: { id: string; label: string }[];
};

/**
 * What an account has in hand, as far as the actor sees it: open follow-ups, urgent notes in charge, needs it brought
 * to «being answered», and people whom nobody else wrote anything about. One statement; at most 200 of each.
 */
export function readHeld(read: Read, accountId: string): Promise<HeldHere[]> {
	const tenant = read.actor.territoryId ?? null;
	const wrote = (by: "me" | "others") =>
		by === "me" ? sql`= ${accountId}::uuid` : sql`is distinct from ${accountId}::uuid`;
	const note = (by: "me" | "others") => sql`exists (select from listening.notes n
		where n.territory_id = p.territory_id and n.about_id = p.id and n.recorded_by ${wrote(by)})`;
	const tie = (by: "me" | "others") => sql`(
		exists (select from community.ties t where t.territory_id = p.territory_id and t.one_id = p.id and t.recorded_by ${wrote(by)})
		or exists (select from community.ties t where t.territory_id = p.territory_id and t.other_id = p.id and t.recorded_by ${wrote(by)}))`;
	return read.rows(sql`select
		(select coalesce(json_agg(x), '[]') from (
			select f.id, f.what, f.due_on as "dueOn", p.label as about from listening.follow_ups f
			left join community.parties p on p.territory_id = f.territory_id and p.id = f.about_id
			where f.territory_id = ${tenant} and f.assigned_to = ${accountId} and f.done_at is null
			order by f.due_on, f.id limit 200) x) as "followUps",
		(select coalesce(json_agg(x), '[]') from (
			select n.id, n.text, n.heard_on as "heardOn" from listening.notes n
			where n.territory_id = ${tenant} and n.taken_by = ${accountId} and ${inCharge}
			order by n.taken_at, n.id limit 200) x) as urgent,
		(select coalesce(json_agg(x), '[]') from (
			select d.id, d.title, d.last_heard_on as "lastHeardOn" from listening.needs d
			where d.territory_id = ${tenant} and d.state = 'being_answered' and (
				select s.by_account from listening.steps s where s.territory_id = d.territory_id and s.need_id = d.id
				order by s.at desc, s.id desc limit 1) = ${accountId}
			order by d.last_heard_on desc, d.id limit 200) x) as needs,
		(select coalesce(json_agg(x), '[]') from (
			select p.id, p.label from community.parties p
			where p.territory_id = ${tenant} and p.kind = 'person' and p.left_on is null
				and (${note("me")} or ${tie("me")}) and not ${note("others")} and not ${tie("others")}
			order by p.label, p.id limit 200) x) as people`);
}

/** Something open whose holder does not work there any more. */
export type Nobodys = {
	kind: "follow-up" | "note" | "promise" | "meeting" | "initiative";
	id: string;
	words: string;
	account: string | null;
	dueOn: Day | null;
};

/** Open follow-ups, urgent notes in charge, open promises and meetings to come whose holder does not work there on a day; at most 200. */
export function readNobodys(read: Read, on: Day): Promise<Nobodys[]> {
	const tenant = read.actor.territoryId ?? null;
	const gone = (alias: string, account: string) =>
		sql`not ${worksThere(
			sql`${sql.ref(`${alias}.${account}`)}`,
			{
				territory: sql`${sql.ref(`${alias}.territory_id`)}`,
				neighbourhood: sql`${sql.ref(`${alias}.neighbourhood_id`)}`,
			},
			on,
		)}`;
	return read.rows(sql`
		select 'follow-up' as kind, f.id, f.what as words, f.assigned_to as account, f.due_on as "dueOn" from listening.follow_ups f
			where f.territory_id = ${tenant} and f.done_at is null and ${gone("f", "assigned_to")}
		union all select 'note', n.id, n.text, n.taken_by, n.heard_on from listening.notes n
			where n.territory_id = ${tenant} and ${inCharge} and ${gone("n", "taken_by")}
		union all select 'promise', p.id, p.what, coalesce(p.promised_by_account, p.responsible_id), p.due_on from listening.promises p
			where p.territory_id = ${tenant} and p.state = 'open' and (${gone("p", "responsible_id")}
				or (p.promised_by_account is not null and ${gone("p", "promised_by_account")}))
		union all select 'meeting', m.id, m.title, m.responsible_id, m.held_on from listening.meetings m
			where m.territory_id = ${tenant} and m.held_on >= ${on} and ${gone("m", "responsible_id")}
		order by 5, 2 limit 200`);
}

/** What records of listening are called, as far as the actor sees them. */
export function readWords(read: Read, ids: readonly string[]): Promise<{ id: string; words: string }[]> {
	const here = sql`territory_id = ${read.actor.territoryId ?? null} and id = any(${[...ids]}::uuid[])`;
	return read.rows(sql`
		select id, what as words from listening.follow_ups where ${here}
		union all select id, text from listening.notes where ${here}
		union all select id, what from listening.promises where ${here}
		union all select id, title from listening.meetings where ${here}`);
}
