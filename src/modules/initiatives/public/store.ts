import { type RawBuilder, sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { Language } from "../../../ui/words.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import type {
	HeldInitiative,
	HeldPublicly,
	PublicInitiative,
	PublicSession,
	Session,
	SessionState,
} from "../contract.ts";
import { publicColumns } from "../store.ts";
import { type ShownTranslation, shownTranslations } from "../translations/store.ts";

export type Square = { place: Neighbourhood; week: PublicSession[]; open: Open[] };
type Open = { id: string; title: string; language: Language };

const sessionColumns = sql`s.id, s.initiative_id as "initiativeId", s.starts_at as "startsAt", s.minutes, i.title, i.language, i.languages,
	i.on_foot as "onFoot", i.by_bus as "byBus", i.step_free as "stepFree", coalesce(nullif(s.place_words, ''), i.place_words) as "placeWords"`;

/** A neighbourhood by its address, its week and its open initiatives in one statement: the page everybody opens. */
export async function readSquare(read: Read, slug: string, from: Date, to: Date): Promise<Square | undefined> {
	const rows = await read.rows<Square>(sql`
		select json_build_object('id', n.id, 'territoryId', n.territory_id, 'slug', n.slug, 'name', n.name, 'kind', n.kind,
				'deskPlace', n.desk_place, 'deskHours', n.desk_hours, 'phone', n.phone, 'residents', n.residents,
				'fictional', n.fictional) as place,
			coalesce((select json_agg(x order by x."startsAt") from (
				select ${sessionColumns}
				from initiatives.sessions s join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
				where s.territory_id = n.territory_id and s.neighbourhood_id = n.id and s.shown and i.shown
					and s.starts_at >= ${from}::timestamptz and s.starts_at < ${to}::timestamptz and s.state <> 'cancelled'
				order by s.starts_at limit 40) x), '[]') as week,
			coalesce((select json_agg(y order by y.title) from (
				select i.id, i.title, i.language from initiatives.initiatives i
				where i.territory_id = n.territory_id and i.neighbourhood_id = n.id and i.state = 'open' and i.shown
				order by i.title limit 100) y), '[]') as open
		from programme.neighbourhoods n where n.slug = ${slug}`);
	return rows[0];
}

/** A place's words without accents and capitals, as `fold` makes them of what is looked for. */
const foldedPlace = (words: RawBuilder<unknown>) => sql`translate(lower(${words}),
	'àáâãäåèéêëìíîïòóôõöùúûüçñăâîșşțţë', 'aaaaaaeeeeiiiiooooouuuucnaaisstte')`;

type Wanted = {
	from: Date;
	to: Date;
	words: readonly string[];
	language?: string;
	stepFree: boolean;
	after?: { at: string; id: string };
};

/** Of the words looked for, those that do not stand in an initiative's texts: asked once of each, however many its dates. */
const missing = (words: readonly string[]) => sql`array(select word from unnest(${words}::text[]) word
	where strpos(i.folded || ' ' || ${foldedPlace(sql`i.place_words`)}, word) = 0)`;

/** Whether nothing is missing, or all that is stands in where this date is. */
const isFound = sql`(i.missing = '{}' or (s.place_words <> '' and
	(select bool_and(strpos(${foldedPlace(sql`s.place_words`)}, word) > 0) from unnest(i.missing) word)))`;

/** Dates to come that fit what is looked for, the first `limit` of them after a place in the list. */
export function readSessions(
	read: Read,
	place: { territoryId: string; id: string },
	{ from, to, words, language, stepFree, after }: Wanted,
	limit: number,
): Promise<PublicSession[]> {
	const here = sql`territory_id = ${place.territoryId} and neighbourhood_id = ${place.id} and shown`;
	return read.rows(sql`
		with searched as materialized (select i.*, ${missing(words)} as missing from initiatives.initiatives i where ${words.length > 0 ? here : sql`false`})
		select ${sessionColumns} from initiatives.sessions s
			join ${words.length > 0 ? sql`searched` : sql`initiatives.initiatives`} i on i.territory_id = s.territory_id and i.id = s.initiative_id
		where s.territory_id = ${place.territoryId} and s.neighbourhood_id = ${place.id} and s.shown and i.shown
			and s.state <> 'cancelled' and s.starts_at >= ${from} and s.starts_at < ${to}
			${after ? sql`and (s.starts_at, s.id) > (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
			${words.length > 0 ? sql`and ${isFound}` : sql``}
			${language ? sql`and ${language} = any (i.languages)` : sql``}
			${stepFree ? sql`and i.step_free` : sql``}
		order by s.starts_at, s.id limit ${limit}`);
}

/** One initiative as anybody sees it, with its coming and latest dates and its partners. */
export async function readPublic(
	read: Read,
	territoryId: string,
	id: string,
	from: Date,
): Promise<
	| {
			initiative: PublicInitiative;
			sessions: Pick<Session, "id" | "startsAt" | "minutes" | "placeWords" | "state">[];
			partners: string[];
			translations: ShownTranslation[];
	  }
	| undefined
> {
	const rows = await read.rows<
		PublicInitiative & {
			sessions: { id: string; startsAt: string; minutes: number; placeWords: string; state: SessionState }[];
			partners: string[];
			translations: ShownTranslation[];
		}
	>(sql`
		select ${publicColumns},
			coalesce((select json_agg(json_build_object('id', s.id, 'startsAt', s.starts_at, 'minutes', s.minutes, 'placeWords', s.place_words, 'state', s.state) order by s.starts_at)
				from (select * from initiatives.sessions s where s.territory_id = i.territory_id and s.initiative_id = i.id and s.shown
					and s.starts_at >= ${from} order by s.starts_at limit 30) s), '[]') as sessions,
			coalesce((select array_agg(p.label order by p.label) from initiatives.partners p
				where p.territory_id = i.territory_id and p.initiative_id = i.id and p.shown), '{}') as partners,
			${shownTranslations} as translations
		from initiatives.initiatives i where i.territory_id = ${territoryId} and i.id = ${id} and i.shown`);
	const [row] = rows;
	if (!row) return undefined;
	const { sessions, partners, translations, ...initiative } = row;
	return {
		initiative,
		partners,
		translations,
		sessions: sessions.map((s) => ({ ...s, id: s.id as Session["id"], startsAt: new Date(s.startsAt) })),
	};
}

/** Where people meet: the places of what is open, with how many dates are to come at each; at most a hundred. */
export function readMeetingPlaces(
	read: Read,
	place: { territoryId: string; id: string },
	from: Date,
	to: Date,
): Promise<{ name: string; sessions: number; stepFree: boolean }[]> {
	return read.rows(sql`
		select coalesce(nullif(s.place_words, ''), i.place_words) as name, count(*)::int as sessions, bool_and(i.step_free) as "stepFree"
		from initiatives.sessions s join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
		where s.territory_id = ${place.territoryId} and s.neighbourhood_id = ${place.id} and s.shown and i.shown
			and s.state <> 'cancelled' and s.starts_at >= ${from} and s.starts_at < ${to}
			and coalesce(nullif(s.place_words, ''), i.place_words) <> ''
		group by 1 order by 1 limit 100`);
}

/** Dates that everybody was shown and that were held between two instants. */
const heldOf = (place: { territoryId: string; id: string }, from: Date, before: Date) => sql`
	initiatives.sessions s join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
	where s.territory_id = ${place.territoryId} and s.neighbourhood_id = ${place.id} and s.shown and i.shown and s.state = 'held'
		and s.starts_at >= ${from} and s.starts_at < ${before}`;

export function readHeldInitiatives(
	read: Read,
	place: { territoryId: string; id: string },
	from: Date,
	before: Date,
): Promise<HeldInitiative[]> {
	return read.rows(sql`
		select i.id, i.title, i.language, count(*)::int as sessions from ${heldOf(place, from, before)}
		group by i.id, i.title, i.language order by min(s.starts_at), i.id limit 100`);
}

export async function readHeldPublicly(
	read: Read,
	place: { territoryId: string; id: string },
	from: Date,
	before: Date,
): Promise<HeldPublicly> {
	const [row] = await read.rows<HeldPublicly>(sql`
		with held as materialized (select s.id, s.initiative_id, s.unnamed_count from ${heldOf(place, from, before)}),
		present as materialized (select h.id, p.person_id from held h
			join initiatives.participations p on p.territory_id = ${place.territoryId} and p.session_id = h.id),
		attended as (select h.unnamed_count + (select count(*)::int from present p where p.id = h.id) as n from held h),
		born as materialized (select least(t.one_id, t.other_id) as one, greatest(t.one_id, t.other_id) as other from held h
			join community.ties t on t.territory_id = ${place.territoryId} and t.met_at = h.id where not t.existed_before)
		select (select count(distinct initiative_id)::int from held) as initiatives, (select count(*)::int from held) as sessions,
			(select coalesce(sum(n), 0)::int from attended) as presences, (select coalesce(max(n), 0)::int from attended) as "mostAtOnce",
			(select count(distinct person_id)::int from present) as people,
			(select count(distinct (one, other))::int from born) as "firstMeetings",
			(select count(distinct e.party)::int from born b cross join lateral (values (b.one), (b.other)) as e(party)) as "firstMeetingsPeople"`);
	if (!row) throw new Error("a select without a table always has one row");
	return row;
}
