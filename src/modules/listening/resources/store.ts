import { type RawBuilder, sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Outline, Position } from "../../../core/outlines/outline.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Topic } from "../contract.ts";
import type { Origin, Resource, Sort } from "./contract.ts";

/** Whether the resource `r` was ever used: by a need, also through the note it came from, or by anything else. */
const used = sql`(exists (select from listening.answers a where a.territory_id = r.territory_id and a.record_id in (r.id, r.note_id))
	or exists (select from listening.resource_uses u where u.territory_id = r.territory_id and u.resource_id = r.id))`;

const columns = sql`r.id, r.neighbourhood_id as "neighbourhoodId", r.title, r.sort, r.topic, r.party_id as party, r.place_id as place,
	r.available, r.note_id as note, r.asked_on as "askedOn", r.gone_on as "goneOn", ${used} as used, r.recorded_at as "recordedAt"`;

type Row = Omit<Resource, "recordedAt"> & { recordedAt: Date };

function resourceOf<Made extends Row>(row: Made): Omit<Made, "recordedAt"> & { recordedAt: string } {
	return { ...row, recordedAt: new Date(row.recordedAt).toISOString() };
}

/** The offer `n` still waits to be described: not set aside, and no resource came from it. */
const undescribed = sql`n.kind = 'offered' and n.set_aside_on is null and not exists (select from listening.resources d
	where d.territory_id = n.territory_id and d.note_id = n.id)`;

/** What the organisation `o`, called `p`, does here has not been described as a resource. */
const doing = sql`o.doing is not null and p.left_on is null and not exists (select from listening.resources d
	where d.territory_id = o.territory_id and d.party_id = o.id)`;

/** The place of `x` and those around it, the nearest first: three steps reach from a stair to its hamlet. */
const pathTables = sql`left join community.parties p1 on p1.territory_id = x.territory_id and p1.id = x.place_id
	left join community.parties p2 on p2.territory_id = x.territory_id and p2.id = p1.place_id
	left join community.parties p3 on p3.territory_id = x.territory_id and p3.id = p2.place_id
	left join community.parties p4 on p4.territory_id = x.territory_id and p4.id = p3.place_id`;
const path = sql`(select coalesce(json_agg(json_build_object('id', s.id, 'label', s.label) order by s.n) filter (where s.id is not null), '[]')
	from (values (1, p1.id, p1.label), (2, p2.id, p2.label), (3, p3.id, p3.label), (4, p4.id, p4.label)) s (n, id, label))`;

/** Whatever the neighbourhood could give to the need `d`, as one JSON list: of each origin the latest 200. */
export const givesToNeed = sql`(select coalesce(json_agg(g), '[]') from (
	select x.origin, x.id, x.title, x.sort, x.topic, w.label as "partyLabel", ${path} as path from (
		(select 'resource' as origin, r.id, r.title, r.sort, r.topic, r.territory_id, r.place_id, r.party_id, r.recorded_at
			from listening.resources r
			where r.territory_id = d.territory_id and r.neighbourhood_id = d.neighbourhood_id and r.gone_on is null
				and not exists (select from listening.answers a
					where a.territory_id = d.territory_id and a.need_id = d.id and a.record_id in (r.id, r.note_id))
			order by r.recorded_at desc, r.id desc limit 200)
		union all
		(select 'offer', n.id, n.text, null, n.topic, n.territory_id, n.place_id, n.about_id, n.recorded_at from listening.notes n
			where n.territory_id = d.territory_id and n.neighbourhood_id = d.neighbourhood_id and ${undescribed}
				and not exists (select from listening.answers a
					where a.territory_id = d.territory_id and a.need_id = d.id and a.record_id = n.id)
			order by n.recorded_at desc, n.id desc limit 200)
		union all
		(select 'organisation', o.id, o.doing, null, null, o.territory_id, p.place_id, o.id, p.recorded_at
			from community.organisations o join community.parties p on p.territory_id = o.territory_id and p.id = o.id
			where o.territory_id = d.territory_id and o.neighbourhood_id = d.neighbourhood_id and ${doing}
			order by p.recorded_at desc, p.id desc limit 200)) x
	${pathTables}
	left join community.parties w on w.territory_id = x.territory_id and w.id = x.party_id
	order by x.recorded_at desc, x.id desc) g)`;

/** The place of the need `d` and those around it. */
export const pathOfNeed = sql`(select ${path} from (select d.territory_id, d.place_id) x ${pathTables})`;

export type NeedFact = {
	id: Id<"need">;
	title: string;
	topic: Topic | null;
	path: { id: string; label: string }[];
	/** Its title and what was said, the first said first. */
	texts: string[];
};

/** How many of a need's notes are compared. */
export const textsCompared = 20;

/** Open needs that a record (an offer or a resource, and the note behind it) does not answer yet, the latest heard first. */
function needsToHelp(read: Read, neighbourhoodId: string, records: readonly string[]): RawBuilder<NeedFact> {
	return sql<NeedFact>`
		select x.id, x.title, x.topic, ${path} as path, array_prepend(x.title, array(
			select n.text from listening.notes n where n.territory_id = x.territory_id and n.need_id = x.id
			order by n.heard_on, n.id limit ${textsCompared})) as texts
		from (select * from listening.needs d
			where d.territory_id = ${read.actor.territoryId} and d.neighbourhood_id = ${neighbourhoodId}
				and d.state in ('heard', 'being_answered')
				and not exists (select from listening.answers a
					where a.territory_id = d.territory_id and a.need_id = d.id and a.record_id = any(${records}::uuid[]))
			order by d.last_heard_on desc, d.id desc limit 200) x
		${pathTables}
		order by x.last_heard_on desc, x.id desc`;
}

export function readNeedsToHelp(read: Read, neighbourhoodId: string, records: readonly string[]): Promise<NeedFact[]> {
	return read.rows(needsToHelp(read, neighbourhoodId, records));
}

export type OfferFacts = { resource: { id: string; title: string } | null; path: NeedFact["path"]; needs: NeedFact[] };

/** The resource a note was described as, the path of the note's place, and the needs it does not answer yet; in one statement. */
export async function readOffer(
	read: Read,
	note: { id: string; neighbourhoodId: string; placeId: string | null },
): Promise<OfferFacts> {
	const rows = await read.rows<OfferFacts>(sql`
		select ${path} as path, (select json_build_object('id', r.id, 'title', r.title) from listening.resources r
				where r.territory_id = x.territory_id and r.note_id = ${note.id}) as resource,
			(select coalesce(json_agg(q), '[]') from (${needsToHelp(read, note.neighbourhoodId, [note.id])}) q) as needs
		from (select ${read.actor.territoryId}::uuid as territory_id, ${note.placeId}::uuid as place_id) x ${pathTables}`);
	const [row] = rows;
	if (!row) throw new Error("a select without a table always has one row");
	return row;
}

export type NewRow = {
	id: string;
	hash: Buffer;
	neighbourhoodId: string;
	title: string;
	sort: Sort;
	topic: Topic | null;
	partyId: string | null;
	placeId: string | null;
	available: string | null;
	noteId: string | null;
	on: Day;
	at: Date;
};

/** Writes a resource; false when its id is there already, or its note is one. */
export async function insertResource(tx: Tx, r: NewRow): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.resources (territory_id, id, neighbourhood_id, title, sort, topic, party_id, place_id, available, note_id,
			asked_on, recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${r.id}, ${r.neighbourhoodId}, ${r.title}, ${r.sort}, ${r.topic}, ${r.partyId}, ${r.placeId},
			${r.available}, ${r.noteId}, ${r.on}, ${tx.actor.accountId}, ${r.at}, ${r.hash})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

/** A resource with the hash of its request, if the actor sees it. */
export async function readResource(
	read: Read,
	id: string,
): Promise<{ resource: Resource; hash: Buffer | null } | undefined> {
	const rows = await read.rows<Row & { hash: Buffer | null }>(sql`select ${columns}, r.request_hash as hash
		from listening.resources r where r.territory_id = ${read.actor.territoryId} and r.id = ${id}`);
	const [row] = rows;
	if (!row) return undefined;
	const { hash, ...resource } = row;
	return { resource: resourceOf(resource), hash };
}

/** The resource that a note was described as. */
export async function readResourceOfNote(read: Read, noteId: string): Promise<string | undefined> {
	const rows = await read.rows<{ id: string }>(sql`select id from listening.resources
		where territory_id = ${read.actor.territoryId} and note_id = ${noteId}`);
	return rows[0]?.id;
}

export async function updateResource(
	tx: Tx,
	id: string,
	r: Pick<NewRow, "title" | "sort" | "topic" | "partyId" | "placeId" | "available">,
): Promise<void> {
	await tx.rows(sql`update listening.resources set title = ${r.title}, sort = ${r.sort}, topic = ${r.topic}, party_id = ${r.partyId},
			place_id = ${r.placeId}, available = ${r.available}
		where territory_id = ${tx.actor.territoryId} and id = ${id}`);
}

/** Writes that it was asked for on a day, and whether it was still there. */
export async function writeAsked(tx: Tx, id: string, on: Day, there: boolean): Promise<void> {
	await tx.rows(sql`update listening.resources set asked_on = ${on}, gone_on = ${there ? null : on}
		where territory_id = ${tx.actor.territoryId} and id = ${id}`);
}

/** What was said to be gone on a day is as it was before; false where somebody has said otherwise since. */
export async function restoreAsked(
	tx: Tx,
	id: string,
	said: Day,
	was: Pick<Resource, "askedOn" | "goneOn">,
): Promise<boolean> {
	const rows = await tx.rows(sql`update listening.resources set asked_on = ${was.askedOn}, gone_on = ${was.goneOn}
		where territory_id = ${tx.actor.territoryId} and id = ${id} and gone_on = ${said} and asked_on = ${said} returning id`);
	return rows.length > 0;
}

export type UseRow = { id: string; resourceId: string; usedOn: Day; label: string; actId: string | null };

/** Writes a use; false when its id is there already. */
export async function insertUse(tx: Tx, u: UseRow & { neighbourhoodId: string; at: Date }): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.resource_uses (territory_id, id, neighbourhood_id, resource_id, used_on, label, act_id, recorded_by, recorded_at)
		values (${tx.actor.territoryId}, ${u.id}, ${u.neighbourhoodId}, ${u.resourceId}, ${u.usedOn}, ${u.label}, ${u.actId},
			${tx.actor.accountId}, ${u.at})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

export async function readUse(read: Read, id: string): Promise<UseRow | undefined> {
	const rows =
		await read.rows<UseRow>(sql`select id, resource_id as "resourceId", used_on as "usedOn", label, act_id as "actId"
		from listening.resource_uses where territory_id = ${read.actor.territoryId} and id = ${id}`);
	return rows[0];
}

export type Whole = Resource & {
	path: NeedFact["path"];
	uses: UseRow[];
	needs: { id: string; title: string; on: string }[];
	noteText: string | null;
};

/** A resource with what it was used for and the note it came from, in one statement. */
export async function readWhole(read: Read, id: string): Promise<Whole | undefined> {
	const rows = await read.rows<Row & Omit<Whole, keyof Resource>>(sql`
		select ${columns}, (select ${path} from (select r.territory_id, r.place_id) x ${pathTables}) as path, (select n.text from listening.notes n
				where n.territory_id = r.territory_id and n.id = r.note_id) as "noteText",
			(select coalesce(json_agg(u order by u."usedOn" desc, u.id desc), '[]') from (
				select id, resource_id as "resourceId", used_on as "usedOn", label, act_id as "actId" from listening.resource_uses
				where territory_id = r.territory_id and resource_id = r.id order by used_on desc, id desc limit 50) u) as uses,
			(select coalesce(json_agg(u order by u.on desc, u.id desc), '[]') from (
				select d.id, d.title, a.recorded_at as on from listening.answers a
				join listening.needs d on d.territory_id = a.territory_id and d.id = a.need_id
				where a.territory_id = r.territory_id and a.record_id in (r.id, r.note_id)
				order by a.recorded_at desc limit 50) u) as needs
		from listening.resources r where r.territory_id = ${read.actor.territoryId} and r.id = ${id}`);
	return rows[0] && resourceOf(rows[0]);
}

type Page = { after?: { at: string; id: string }; limit: number };

/** Resources the actor sees, the latest described first. */
export async function listResources(
	read: Read,
	f: Page & { neighbourhoodId?: string; sort?: Sort; topic?: Topic; gone?: boolean },
): Promise<Resource[]> {
	const conditions = [
		sql`r.territory_id = ${read.actor.territoryId}`,
		f.neighbourhoodId && sql`r.neighbourhood_id = ${f.neighbourhoodId}`,
		f.sort && sql`r.sort = ${f.sort}`,
		f.topic && sql`r.topic = ${f.topic}`,
		f.gone !== undefined && (f.gone ? sql`r.gone_on is not null` : sql`r.gone_on is null`),
		f.after && sql`(r.recorded_at, r.id) < (${f.after.at}::timestamptz, ${f.after.id}::uuid)`,
	].filter((c) => typeof c === "object");
	const rows =
		await read.rows<Row>(sql`select ${columns} from listening.resources r where ${sql.join(conditions, sql` and `)}
		order by r.recorded_at desc, r.id desc limit ${f.limit}`);
	return rows.map(resourceOf);
}

export type Unused = {
	origin: Exclude<Origin, "organisation">;
	id: string;
	title: string;
	sort: Sort | null;
	topic: Topic | null;
	party: string | null;
	place: string | null;
	at: string;
};

/** What was offered and nobody has used: resources, and offers not yet described. Set aside or gone is not waiting. */
function unusedHere(read: Read, neighbourhoodId: string): RawBuilder<unknown> {
	const here = (alias: string) =>
		sql`${sql.ref(`${alias}.territory_id`)} = ${read.actor.territoryId} and ${sql.ref(`${alias}.neighbourhood_id`)} = ${neighbourhoodId}`;
	return sql`(select 'resource' as origin, r.id, r.title, r.sort, r.topic, r.party_id as party, r.place_id as place, r.recorded_at as at
			from listening.resources r where ${here("r")} and r.gone_on is null and not ${used})
		union all
		(select 'offer', n.id, n.text, null, n.topic, n.about_id, n.place_id, n.recorded_at from listening.notes n
			where ${here("n")} and ${undescribed}
				and not exists (select from listening.answers a where a.territory_id = n.territory_id and a.record_id = n.id))`;
}

/** A page of what nobody has used, the latest first, with its whole count, in one statement. */
export async function readUnused(
	read: Read,
	neighbourhoodId: string,
	{ after, limit }: Page,
): Promise<{ items: Unused[]; total: number }> {
	const further = after ? sql`where (at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``;
	const rows = await read.rows<{ items: Unused[]; total: number }>(sql`
		with unused as (${unusedHere(read, neighbourhoodId)})
		select (select count(*)::int from unused) as total, (select coalesce(json_agg(u), '[]') from (
			select * from unused ${further} order by at desc, id desc limit ${limit}) u) as items`);
	return rows[0] ?? { items: [], total: 0 };
}

export type Around = {
	described: number;
	used: number;
	/** How many of each sort there are at each place; without a place, null. */
	counts: { place: string | null; sort: Sort; n: number }[];
	offers: { id: string; text: string; topic: Topic | null; place: string | null }[];
	offersCount: number;
	organisations: { id: string; label: string; doing: string }[];
	/** How far the neighbourhood reaches, where somebody gave its boundary. */
	neighbourhood: { id: string; label: string; outline: Outline | null };
};

/** What stands around the list: how much there is where, and what waits to be described; in one statement. */
export async function readAround(read: Read, neighbourhoodId: string, most: number): Promise<Around> {
	const here = (alias: string) =>
		sql`${sql.ref(`${alias}.territory_id`)} = ${read.actor.territoryId} and ${sql.ref(`${alias}.neighbourhood_id`)} = ${neighbourhoodId}`;
	const rows = await read.rows<Around>(sql`
		with there as (select r.place_id, r.sort, ${used} as used from listening.resources r where ${here("r")} and r.gone_on is null)
		select (select count(*)::int from there) as described, (select count(*)::int from there where used) as used,
			(select coalesce(json_agg(c), '[]') from (select place_id as place, sort, count(*)::int as n from there group by 1, 2) c) as counts,
			(select count(*)::int from listening.notes n where ${here("n")} and ${undescribed}) as "offersCount",
			(select coalesce(json_agg(f), '[]') from (select n.id, n.text, n.topic, n.place_id as place from listening.notes n
				where ${here("n")} and ${undescribed} order by n.recorded_at desc, n.id desc limit ${most}) f) as offers,
			(select coalesce(json_agg(f), '[]') from (select o.id, p.label, o.doing from community.organisations o
				join community.parties p on p.territory_id = o.territory_id and p.id = o.id
				where ${here("o")} and ${doing} order by p.folded, p.id limit ${most}) f) as organisations,
			(select json_build_object('id', h.id, 'label', h.name, 'outline', h.boundary) from programme.neighbourhoods h
				where h.id = ${neighbourhoodId}) as neighbourhood`);
	const [row] = rows;
	if (!row) throw new Error("a select without a table always has one row");
	return row;
}

export type DrawnPlace = {
	id: string;
	label: string;
	around: string | null;
	at: Position | null;
	outline: Outline | null;
};

/** As many bytes of outlines, as they are kept, as a page reads: those of forty municipalities are a tenth of it. */
const outlineBytesMost = 400_000;

/** The places of a neighbourhood, by name, with what is around them, where they lie and how far they reach; at most 500. */
export function readPlaces(read: Read, neighbourhoodId: string): Promise<DrawnPlace[]> {
	return read.rows(sql`select p.id, p.label, p.place_id as around,
			case when l.longitude is null or l.latitude is null then null else array[l.longitude, l.latitude] end as at,
			case when sum(pg_column_size(l.outline)) over (order by p.folded, p.id) <= ${outlineBytesMost} then l.outline end as outline
		from community.parties p join community.places l on l.territory_id = p.territory_id and l.id = p.id
		where p.territory_id = ${read.actor.territoryId} and p.neighbourhood_id = ${neighbourhoodId} and p.kind = 'place'
			and p.left_on is null
		order by p.folded, p.id limit 500`);
}

/** What an organisation does here, in words. */
export async function readDoing(
	read: Read,
	id: string,
): Promise<{ id: string; label: string; doing: string | null } | undefined> {
	const rows = await read.rows<{ id: string; label: string; doing: string | null }>(sql`
		select p.id, p.label, o.doing from community.organisations o
		join community.parties p on p.territory_id = o.territory_id and p.id = o.id
		where o.territory_id = ${read.actor.territoryId} and o.id = ${id}`);
	return rows[0];
}
