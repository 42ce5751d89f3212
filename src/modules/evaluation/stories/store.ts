import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { PublishStory, StoriesAsked, Story, StoryLine } from "./contract.ts";

const columns = sql`s.id, s.title, s.text, s.language, s.objectives, s.territory_id as "territoryId", n.slug as neighbourhood,
	n.name as "neighbourhoodName", s.published_on as "publishedOn"`;
const tables = sql`evaluation.stories s join programme.neighbourhoods n on n.id = s.neighbourhood_id`;

/** As many agreements stand as there are people: one that was withdrawn, is gone with its person, or whose person is protected, hides the story. */
const allAgree = sql`s.people_count = (select count(*) from evaluation.story_people p
	join community.agreements a on a.territory_id = p.territory_id and a.id = p.agreement_id
	join community.persons w on w.territory_id = a.territory_id and w.id = a.person_id and not w.protected
	where p.territory_id = s.territory_id and p.story_id = s.id and a.purpose = 'story' and a.withdrawn_on is null)`;

/** What is public now, newest first. */
export function readShown(read: Read, where: StoriesAsked): Promise<Story[]> {
	return read.rows(sql`select ${columns} from ${tables}
		where s.taken_down_on is null and ${allAgree}
			${where.objective ? sql`and ${where.objective} = any(s.objectives)` : sql``}
			${where.territory ? sql`and s.territory_id = (select id from programme.territories where slug = ${where.territory})` : sql``}
			${where.neighbourhood ? sql`and n.slug = ${where.neighbourhood}` : sql``}
			${where.from ? sql`and s.published_on >= ${where.from}` : sql``} ${where.to ? sql`and s.published_on <= ${where.to}` : sql``}
		order by s.published_on desc, s.id desc limit ${where.limit}`);
}

const state = sql`case when s.taken_down_on is not null then 'taken_down' when ${allAgree} then 'shown' else 'withdrawn' end as state`;

/** All stories where the reader works, newest first. */
export function readLines(read: Read, limit: number): Promise<StoryLine[]> {
	return read.rows(sql`select ${columns}, ${state} from ${tables}
		where s.territory_id = ${read.actor.territoryId ?? null}
		order by s.published_on desc, s.id desc limit ${limit}`);
}

export type StoryRow = StoryLine & { neighbourhoodId: string; hash: Buffer; people: string[] };

/** One story with the people whose agreements it rests on. */
export async function readStory(read: Read, id: string): Promise<StoryRow | undefined> {
	const rows =
		await read.rows<StoryRow>(sql`select ${columns}, ${state}, s.neighbourhood_id as "neighbourhoodId", s.request_hash as hash,
			coalesce((select array_agg(a.person_id) from evaluation.story_people p
				join community.agreements a on a.territory_id = p.territory_id and a.id = p.agreement_id
				where p.territory_id = s.territory_id and p.story_id = s.id), '{}') as people
		from ${tables} where s.territory_id = ${read.actor.territoryId ?? null} and s.id = ${id}`);
	return rows[0];
}

export type NewStory = Omit<PublishStory, "people" | "how" | "id"> & {
	id: string;
	hash: Buffer;
	neighbourhoodId: string;
	publishedOn: Day;
	agreements: readonly string[];
};

/** Writes a story and what it rests on; false where the id is taken. */
export async function insertStory(tx: Tx, s: NewStory): Promise<boolean> {
	const { territoryId, accountId } = tx.actor;
	const made = await tx.rows(sql`
		insert into evaluation.stories (territory_id, id, neighbourhood_id, title, text, language, objectives, initiative_id, people_count,
			published_on, recorded_by, request_hash)
		values (${territoryId}, ${s.id}, ${s.neighbourhoodId}, ${s.title}, ${s.text}, ${s.language}, ${s.objectives}, ${s.initiative ?? null},
			${s.agreements.length}, ${s.publishedOn}, ${accountId}, ${s.hash})
		on conflict do nothing returning id`);
	if (made.length === 0) return false;
	await tx.rows(sql`
		insert into evaluation.story_people (territory_id, story_id, agreement_id, neighbourhood_id)
		select ${territoryId}, ${s.id}, a, ${s.neighbourhoodId} from unnest(${[...s.agreements]}::uuid[]) as a`);
	return true;
}

export async function takeDown(tx: Tx, id: string, on: Day): Promise<boolean> {
	const rows =
		await tx.rows(sql`update evaluation.stories set taken_down_on = ${on}, taken_down_by = ${tx.actor.accountId}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} and taken_down_on is null returning id`);
	return rows.length > 0;
}

/** Undoes what the actor took down on a day; false where it was not them, or it is up. */
export async function putUpAgain(tx: Tx, id: string, takenDownOn: Day): Promise<boolean> {
	const rows = await tx.rows(sql`update evaluation.stories set taken_down_on = null, taken_down_by = null
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} and taken_down_on = ${takenDownOn}
			and taken_down_by = ${tx.actor.accountId} returning id`);
	return rows.length > 0;
}
