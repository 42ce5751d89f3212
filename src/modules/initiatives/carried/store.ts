import { type RawBuilder, sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { Part, SessionState } from "../contract.ts";

export type Sheet = {
	id: string;
	initiativeId: string;
	neighbourhoodId: string;
	title: string;
	startsAt: Date;
	placeWords: string;
	state: SessionState;
	unnamed: number;
	people: { personId: string; role: Part }[];
};
export type CarriedSession = Sheet & { regulars: string[] };

const columns = sql`s.id, s.initiative_id as "initiativeId", s.neighbourhood_id as "neighbourhoodId", i.title,
	s.starts_at as "startsAt", coalesce(nullif(s.place_words, ''), i.place_words) as "placeWords", s.state, s.unnamed_count as unnamed,
	(select coalesce(json_agg(json_build_object('personId', p.person_id, 'role', p.role) order by p.person_id), '[]')
		from initiatives.participations p where p.territory_id = s.territory_id and p.session_id = s.id) as people`;

function sheets(where: RawBuilder<unknown>, more: RawBuilder<unknown> = sql``): RawBuilder<unknown> {
	return sql`select ${columns} ${more} from initiatives.sessions s
		join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id where ${where}`;
}

/** Dates of some neighbourhoods between two instants, each with its sheet and the 24 who come most often; at most 40. */
export function readCarried(
	read: Read,
	neighbourhoodIds: readonly string[],
	from: Date,
	before: Date,
): Promise<CarriedSession[]> {
	const regulars = sql`, (select coalesce(json_agg(r.id), '[]') from (select p.person_id as id from initiatives.participations p
			join initiatives.sessions o on o.territory_id = p.territory_id and o.id = p.session_id
			where o.territory_id = s.territory_id and o.initiative_id = s.initiative_id
			group by p.person_id order by count(*) desc, max(o.starts_at) desc limit 24) r) as regulars`;
	const where = sql`s.territory_id = ${read.actor.territoryId ?? null} and s.neighbourhood_id = any(${[...neighbourhoodIds]}::uuid[])
		and s.starts_at >= ${from} and s.starts_at < ${before} and s.state <> 'cancelled' order by s.starts_at, s.id limit 40`;
	return read.rows(sql`${sheets(where, regulars)}` as RawBuilder<CarriedSession>);
}

/** A date and its sheet, held until the transaction ends. */
export async function holdSheet(tx: Tx, id: string): Promise<Sheet | undefined> {
	const territoryId = tx.actor.territoryId ?? null;
	await tx.rows(sql`select id from initiatives.sessions where territory_id = ${territoryId} and id = ${id} for update`);
	const [sheet] = await tx.rows<Sheet>(
		sql`${sheets(sql`s.territory_id = ${territoryId} and s.id = ${id}`)}` as RawBuilder<Sheet>,
	);
	return sheet;
}
