import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { worksThere } from "../../access/handovers/service.ts";

/** Puts an account among the organisers of an initiative, or takes it out; false where nothing had to change. */
export async function writeOrganiser(
	tx: Tx,
	territoryId: string,
	initiativeId: string,
	accountId: string,
	organises: boolean,
): Promise<boolean> {
	const changed = organises
		? sql`array_append(organisers, ${accountId}::uuid)`
		: sql`array_remove(organisers, ${accountId}::uuid)`;
	const made = await tx.rows(sql`
		update initiatives.initiatives set organisers = ${changed}
		where territory_id = ${territoryId} and id = ${initiativeId} and (${accountId}::uuid = any(organisers)) <> ${organises}
		returning id`);
	return made.length > 0;
}

/** Copies the organisers to each date: row security looks at the row alone. */
export async function copyOrganisers(tx: Tx, territoryId: string, initiativeId: string): Promise<void> {
	await tx.rows(sql`
		update initiatives.sessions s set organisers = i.organisers from initiatives.initiatives i
		where i.territory_id = s.territory_id and i.id = s.initiative_id
			and s.territory_id = ${territoryId} and s.initiative_id = ${initiativeId}`);
}

const notEnded = sql`i.state in ('idea', 'preparing', 'open')`;

/**
 * Puts one organiser in the place of another in the initiatives that have not ended, and on their dates; only in
 * those named, where some are. Who is in `stays` keeps organising beside. Says where the new one organised already.
 */
export async function passOrganising(
	tx: Tx,
	p: {
		from: string;
		to: string;
		neighbourhoodIds: readonly string[];
		ids?: readonly string[];
		stays?: readonly string[];
	},
): Promise<{ id: string; neighbourhoodId: string; hadItToo: boolean }[]> {
	const named = p.ids ? sql`and i.id = any(${[...p.ids]}::uuid[])` : sql``;
	const passed = await tx.rows<{ id: string; neighbourhoodId: string; hadItToo: boolean }>(sql`
		with held as (
			select i.id, ${p.to}::uuid = any(i.organisers) as had from initiatives.initiatives i
			where i.territory_id = ${tx.actor.territoryId} and ${p.from}::uuid = any(i.organisers) and ${notEnded}
				and i.neighbourhood_id = any(${[...p.neighbourhoodIds]}::uuid[]) ${named} order by i.id for update)
		update initiatives.initiatives i set organisers =
			case when i.id = any(${[...(p.stays ?? [])]}::uuid[]) then i.organisers else array_remove(i.organisers, ${p.from}::uuid) end
			|| case when held.had then '{}'::uuid[] else array[${p.to}::uuid] end
		from held where i.territory_id = ${tx.actor.territoryId} and i.id = held.id
		returning i.id, i.neighbourhood_id as "neighbourhoodId", held.had as "hadItToo"`);
	await tx.rows(sql`
		update initiatives.sessions s set organisers = i.organisers from initiatives.initiatives i
		where i.territory_id = s.territory_id and i.id = s.initiative_id and s.territory_id = ${tx.actor.territoryId}
			and i.id = any(${passed.map((one) => one.id)}::uuid[])`);
	return passed;
}

export type HeldInitiatives = {
	initiatives: { id: string; title: string; state: string; organisers: string[] }[];
	sessions: {
		id: string;
		initiativeId: string;
		title: string;
		startsAt: string;
		placeWords: string;
		organisers: string[];
	}[];
};

/** Initiatives an account organises and that have not ended, and their dates between two instants; one statement, at most 200 of each. */
export function readOrganised(read: Read, accountId: string, from: Date, to: Date): Promise<HeldInitiatives[]> {
	const its = sql`i.territory_id = ${read.actor.territoryId ?? null} and ${accountId}::uuid = any(i.organisers) and ${notEnded}`;
	return read.rows(sql`select
		(select coalesce(json_agg(x), '[]') from (
			select i.id, i.title, i.state, i.organisers from initiatives.initiatives i where ${its}
			order by i.recorded_at desc, i.id limit 200) x) as initiatives,
		(select coalesce(json_agg(x), '[]') from (
			select s.id, s.initiative_id as "initiativeId", i.title, s.starts_at as "startsAt", s.organisers,
				coalesce(nullif(s.place_words, ''), i.place_words) as "placeWords"
			from initiatives.sessions s join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
			where ${its} and s.state = 'planned' and s.starts_at >= ${from} and s.starts_at < ${to}
			order by s.starts_at, s.id limit 200) x) as sessions`);
}

/** Initiatives that have not ended and none of whose organisers works, or is active, there on a day; at most 200. */
export function readNobodys(read: Read, on: Day): Promise<{ id: string; words: string; account: string | null }[]> {
	const there = worksThere(
		sql`any(i.organisers)`,
		{ territory: sql`i.territory_id`, neighbourhood: sql`i.neighbourhood_id` },
		on,
		true,
	);
	return read.rows(sql`select i.id, i.title as words, i.organisers[1] as account from initiatives.initiatives i
		where i.territory_id = ${read.actor.territoryId ?? null} and ${notEnded} and not ${there}
		order by i.title, i.id limit 200`);
}

/** What initiatives are called, as far as the actor works on them. */
export function readTitles(read: Read, ids: readonly string[]): Promise<{ id: string; words: string }[]> {
	return read.rows(sql`select i.id, i.title as words from initiatives.initiatives i
		where i.territory_id = ${read.actor.territoryId ?? null} and i.id = any(${[...ids]}::uuid[])`);
}
