import { type RawBuilder, sql } from "kysely";
import { fold } from "../core/text.ts";
import type { Read } from "./database.ts";

/** One thing found: what it is, its own words, where it is and the day it stands under. */
export type Found<Kind extends string = string> = {
	kind: Kind;
	id: string;
	title: string;
	neighbourhoodId: string;
	day: string;
};

/** Where to look: a table with `id`, `neighbourhood_id` and `folded`, its words, and the day it is ordered by. */
export type Source<Kind extends string> = {
	kind: Kind;
	table: RawBuilder<unknown>;
	title: RawBuilder<unknown>;
	at: RawBuilder<unknown>;
	/** What a row must be besides, to be found. */
	only?: RawBuilder<unknown>;
};

/** What is looked for, in which neighbourhoods, at most how many of each kind. */
export type Wanted = { words: readonly string[]; neighbourhoodIds: readonly string[]; most: number };

/** A search looks at so many rows of a neighbourhood, the latest ones: years of a busy one. */
const looked = 10_000;

/** The words of what somebody typed, folded, at most eight; none when nothing can be looked for. */
export function wordsOf(typed: string): string[] {
	return fold(typed)
		.split(" ")
		.filter((word) => word.length > 1)
		.slice(0, 8);
}

/** Rows that hold every word, the latest first, in one statement. Each neighbourhood is one range of an index. */
export function readMatches<Kind extends string>(
	read: Read,
	sources: readonly Source<Kind>[],
	wanted: Wanted,
): Promise<Found<Kind>[]> {
	const patterns = wanted.words.map((word) => `%${word.replace(/[\\%_]/g, "")}%`);
	const parts = sources.map(
		({ kind, table, title, at, only }) => sql`(
			select ${kind}::text as kind, x.id, x.title, x.neighbourhood_id as "neighbourhoodId", x.at::date::text as day
			from unnest(${[...wanted.neighbourhoodIds]}::uuid[]) as here (id)
			cross join lateral (
				select t.id, left(${title}, 300) as title, t.neighbourhood_id, ${at} as at, t.folded from ${table} t
				where t.territory_id = ${read.actor.territoryId ?? null} and t.neighbourhood_id = here.id ${only ? sql`and ${only}` : sql``}
				order by ${at} desc limit ${looked}) x
			where x.folded like all (${patterns}::text[])
			order by x.at desc, x.id limit ${wanted.most})`,
	);
	return read.rows(sql`${sql.join(parts, sql` union all `)}`);
}
