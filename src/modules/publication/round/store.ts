import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { Choice, Digest, Ending } from "./contract.ts";
import type { NewDate, NewLine, NewPost } from "./rules.ts";

export type ChoiceRow = Choice & {
	id: string;
	neighbourhoodId: string;
	accountId: string | null;
	reachId: string | null;
	toldUntil: Date;
};

const columns = sql`c.id, c.neighbourhood_id as "neighbourhoodId", c.account_id as "accountId", c.reach_id as "reachId",
	c.digest, c.reminders, c.told_until as "toldUntil"`;

type Whose = { accountId: string | null; reachId: string | null };

/** Writes what somebody chose; what was new before it is not told. */
export async function writeChoice(
	tx: Tx,
	choice: { id: string; neighbourhoodId: string; at: Date } & Choice & Whose,
): Promise<string> {
	const key = sql.raw(choice.accountId ? "account_id" : "reach_id");
	const rows = await tx.rows<{ id: string }>(sql`
		insert into publication.choices (territory_id, id, neighbourhood_id, account_id, reach_id, digest, reminders, told_until, chosen_at)
		values (${tx.actor.territoryId}, ${choice.id}, ${choice.neighbourhoodId}, ${choice.accountId}, ${choice.reachId},
			${choice.digest}, ${choice.reminders}, ${choice.at}, ${choice.at})
		on conflict (territory_id, ${key}) do update set neighbourhood_id = excluded.neighbourhood_id, digest = excluded.digest,
			reminders = excluded.reminders, chosen_at = excluded.chosen_at,
			told_until = case when publication.choices.digest = 'never' then excluded.told_until else publication.choices.told_until end
		returning id`);
	return rows[0]!.id;
}

/** The choices of these, written as «never, but reminders» for whoever has chosen nothing yet. */
export async function choicesOf(
	tx: Tx,
	whose: readonly (Whose & { id: string; neighbourhoodId: string })[],
	now: Date,
): Promise<ChoiceRow[]> {
	await tx.rows(sql`
		insert into publication.choices (territory_id, id, neighbourhood_id, account_id, reach_id, told_until, chosen_at)
		select ${tx.actor.territoryId}, x.id, x."neighbourhoodId", x."accountId", x."reachId", ${now}, ${now}
		from jsonb_to_recordset(${JSON.stringify(whose)}::jsonb) as x(id uuid, "neighbourhoodId" uuid, "accountId" uuid, "reachId" uuid)
		on conflict do nothing`);
	return tx.rows(sql`
		select ${columns} from publication.choices c where c.territory_id = ${tx.actor.territoryId}
			and (c.account_id = any(${whose.flatMap((one) => one.accountId ?? [])}::uuid[])
				or c.reach_id = any(${whose.flatMap((one) => one.reachId ?? [])}::uuid[]))`);
}

export async function readChoiceOf(read: Read, whose: Whose): Promise<ChoiceRow | undefined> {
	const which = whose.accountId ? sql`c.account_id = ${whose.accountId}` : sql`c.reach_id = ${whose.reachId}`;
	const rows = await read.rows<ChoiceRow>(sql`
		select ${columns} from publication.choices c where c.territory_id = ${read.actor.territoryId ?? null} and ${which}`);
	return rows[0];
}

export async function changeChoice(tx: Tx, id: string, change: Partial<Choice>, at: Date): Promise<void> {
	const { digest = null, reminders = null } = change;
	await tx.rows(sql`
		update publication.choices set digest = coalesce(${digest}, digest), reminders = coalesce(${reminders}::boolean, reminders),
			told_until = case when digest = 'never' then ${at} else told_until end, chosen_at = ${at}
		where territory_id = ${tx.actor.territoryId} and id = ${id}`);
}

export async function writeWayOut(
	tx: Tx,
	way: { hash: Buffer; choiceId: string; what: Ending; at: Date },
): Promise<void> {
	await tx.rows(sql`
		insert into publication.ways_out (territory_id, token_hash, choice_id, what, made_at)
		values (${tx.actor.territoryId}, ${way.hash}, ${way.choiceId}, ${way.what}, ${way.at})`);
}

export async function readWayOut(read: Read, hash: Buffer): Promise<(ChoiceRow & { what: Ending }) | undefined> {
	const rows = await read.rows<ChoiceRow & { what: Ending }>(sql`
		select ${columns}, w.what from publication.ways_out w
		join publication.choices c on c.territory_id = w.territory_id and c.id = w.choice_id
		where w.territory_id = ${read.actor.territoryId ?? null} and w.token_hash = ${hash}`);
	return rows[0];
}

export async function deleteWaysOut(tx: Tx, before: Date): Promise<void> {
	await tx.rows(sql`
		delete from publication.ways_out where territory_id = ${tx.actor.territoryId} and made_at < ${before}`);
}

/** One who writes news of a territory at a time. */
export async function holdNews(tx: Tx): Promise<void> {
	await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${`round/${tx.actor.territoryId}`}, 0))`);
}

/** Writes down what anybody sees since the last look; gives how much. */
export async function noteNews(tx: Tx, now: Date): Promise<number> {
	const { territoryId } = tx.actor;
	const rows = await tx.rows(sql`
		insert into publication.news (territory_id, id, neighbourhood_id, session_id, post_id, idea_id, pact_id, seen_at)
		select s.territory_id, s.id, s.neighbourhood_id, s.id, null::uuid, null::uuid, null::uuid, ${now}::timestamptz
			from initiatives.sessions s
			where s.territory_id = ${territoryId} and s.shown and s.state = 'planned' and s.starts_at > ${now}
				and not exists (select from publication.news n where n.territory_id = s.territory_id and n.id = s.id)
		union all
		select p.territory_id, p.id, p.neighbourhood_id, null, p.id, null, null, ${now}::timestamptz from exchange.posts p
			where p.territory_id = ${territoryId} and p.shown
				and not exists (select from publication.news n where n.territory_id = p.territory_id and n.id = p.id)
		union all
		select i.territory_id, i.id, i.neighbourhood_id, null, null, i.id, null, ${now}::timestamptz from pacts.ideas i
			where i.territory_id = ${territoryId} and i.shown
				and not exists (select from publication.news n where n.territory_id = i.territory_id and n.id = i.id)
		union all
		select p.territory_id, p.id, p.neighbourhood_id, null, null, null, p.id, ${now}::timestamptz from pacts.pacts p
			where p.territory_id = ${territoryId} and p.in_force_no is not null
				and not exists (select from publication.news n where n.territory_id = p.territory_id and n.id = p.id)
		on conflict do nothing returning id`);
	return rows.length;
}

/**
 * What anybody sees of a neighbourhood: dates new since an instant or within a week; posts, ideas not answered yet and
 * pacts in force new since; at most 300 each.
 */
export async function readNews(
	read: Read,
	neighbourhoodId: string,
	since: Date,
	now: Date,
): Promise<{ dates: NewDate[]; posts: NewPost[]; ideas: NewLine[]; pacts: NewLine[] }> {
	const here = sql`n.territory_id = ${read.actor.territoryId ?? null} and n.neighbourhood_id = ${neighbourhoodId}`;
	const week = new Date(now.getTime() + 7 * 86_400_000);
	const dates = await read.rows<NewDate>(sql`
		select s.id, s.initiative_id as "initiativeId", i.title, s.starts_at as "startsAt", n.seen_at as "seenAt"
		from publication.news n join initiatives.sessions s on s.territory_id = n.territory_id and s.id = n.session_id
		join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
		where ${here} and s.shown and i.shown and s.state = 'planned' and s.starts_at > ${now}
			and (n.seen_at > ${since} or s.starts_at < ${week})
		order by s.starts_at, s.id limit 300`);
	const posts = await read.rows<NewPost>(sql`
		select p.id, p.kind, p.title, n.seen_at as "seenAt"
		from publication.news n join exchange.posts p on p.territory_id = n.territory_id and p.id = n.post_id
		where ${here} and p.shown and n.seen_at > ${since} order by n.seen_at desc, p.id limit 300`);
	const ideas = await read.rows<NewLine>(sql`
		select i.id, i.title, n.seen_at as "seenAt"
		from publication.news n join pacts.ideas i on i.territory_id = n.territory_id and i.id = n.idea_id
		where ${here} and i.shown and i.state = 'proposed' and n.seen_at > ${since}
		order by n.seen_at desc, i.id limit 300`);
	const pacts = await read.rows<NewLine>(sql`
		select p.id, v.title, n.seen_at as "seenAt"
		from publication.news n join pacts.pacts p on p.territory_id = n.territory_id and p.id = n.pact_id
		join pacts.versions v on v.territory_id = p.territory_id and v.pact_id = p.id and v.no = p.in_force_no
		where ${here} and p.state in ('in_force', 'renewing') and n.seen_at > ${since}
		order by n.seen_at desc, p.id limit 300`);
	return { dates, posts, ideas, pacts };
}

/** Who is to hear news now, in the order of their ids, held until the transaction ends; at most `limit`. */
export function lockDue(
	tx: Tx,
	due: { digest: Exclude<Digest, "never">; before: Date },
	limit: number,
): Promise<ChoiceRow[]> {
	return tx.rows(sql`
		select ${columns} from publication.choices c
		where c.territory_id = ${tx.actor.territoryId} and c.digest = ${due.digest} and c.told_until < ${due.before}
		order by c.id limit ${limit} for update`);
}

export async function writeTold(tx: Tx, ids: readonly string[], until: Date): Promise<void> {
	await tx.rows(sql`
		update publication.choices set told_until = ${until}
		where territory_id = ${tx.actor.territoryId} and id = any(${[...ids]}::uuid[])`);
}

export type ToTell = { joiningId: string; what: "changed" | "off"; since: Date };

export async function writeToTell(
	tx: Tx,
	rows: readonly { joiningId: string; neighbourhoodId: string; what: ToTell["what"] }[],
	at: Date,
): Promise<void> {
	await tx.rows(sql`
		insert into publication.to_tell (territory_id, joining_id, neighbourhood_id, what, since)
		select ${tx.actor.territoryId}, x."joiningId", x."neighbourhoodId", x.what, ${at}
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("joiningId" uuid, "neighbourhoodId" uuid, what text)
		on conflict (territory_id, joining_id) do update set what = excluded.what, since = excluded.since`);
}

export function readToTell(read: Read, neighbourhoodId: string): Promise<ToTell[]> {
	return read.rows(sql`
		select joining_id as "joiningId", what, since from publication.to_tell
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}
		order by since, joining_id limit 100`);
}

export async function deleteToTell(tx: Tx, joiningId: string): Promise<boolean> {
	const rows = await tx.rows(sql`
		delete from publication.to_tell where territory_id = ${tx.actor.territoryId} and joining_id = ${joiningId} returning joining_id`);
	return rows.length > 0;
}
