import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { ContactKind, Level, PartyKind, PlaceSort, Purpose, SaidBy, Sector, TieKind, Way } from "../contract.ts";

/** Many rows in one statement: what a spreadsheet brings. */

export type BulkParty = {
	id: string;
	kind: PartyKind;
	label: string;
	placeId?: string | null;
	knownSince: Day;
	existedBefore: boolean;
	level?: Level;
	sector?: Sector;
	familyDistrict?: boolean;
	doing?: string | null;
	sort?: PlaceSort;
	residents?: number | null;
	longitude?: number | null;
	latitude?: number | null;
	outline?: Outline | null;
	code?: string | null;
};
/** A GeoJSON MultiPolygon. */
export type Outline = { type: "MultiPolygon"; coordinates: [number, number][][][] };
export type BulkAgreement = { id: string; personId: string; purpose: Purpose; day: Day; how: Way };
export type BulkContact = { id: string; partyId: string; partyKind: PartyKind; kind: ContactKind; value: string };
export type BulkTie = {
	id: string;
	oneId: string;
	otherId: string;
	kind: TieKind;
	doing?: string | null;
	since: Day;
	until?: Day | null;
	saidBy: SaidBy;
	existedBefore: boolean;
};

const json = (rows: readonly unknown[]) => JSON.stringify(rows);

/** Places first: others stand in them. */
export async function insertParties(
	tx: Tx,
	neighbourhoodId: string,
	parties: readonly (BulkParty & { folded: string })[],
): Promise<void> {
	const { territoryId, accountId } = tx.actor;
	const ordered = [...parties].sort((a, b) => Number(b.kind === "place") - Number(a.kind === "place"));
	await tx.rows(sql`
		insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, place_id, known_since, existed_before, recorded_by)
		select ${territoryId}, x.id, ${neighbourhoodId}, x.kind, x.label, x.folded, x."placeId", x."knownSince", x."existedBefore", ${accountId ?? null}
		from jsonb_to_recordset(${json(ordered)}::jsonb) as x(id uuid, kind text, label text, folded text, "placeId" uuid, "knownSince" date,
			"existedBefore" boolean)`);
	const people = parties.filter(({ kind }) => kind === "person");
	if (people.length > 0)
		await tx.rows(sql`insert into community.persons (territory_id, id, neighbourhood_id, level)
			select ${territoryId}, x.id, ${neighbourhoodId}, x.level from jsonb_to_recordset(${json(people)}::jsonb) as x(id uuid, level text)`);
	const organisations = parties.filter(({ kind }) => kind === "organisation");
	if (organisations.length > 0)
		await tx.rows(sql`insert into community.organisations (territory_id, id, neighbourhood_id, sector, family_district, doing)
			select ${territoryId}, x.id, ${neighbourhoodId}, x.sector, coalesce(x."familyDistrict", false), x.doing
			from jsonb_to_recordset(${json(organisations)}::jsonb) as x(id uuid, sector text, "familyDistrict" boolean, doing text)`);
	const places = parties.filter(({ kind }) => kind === "place");
	if (places.length > 0)
		await tx.rows(sql`insert into community.places (territory_id, id, neighbourhood_id, sort, residents, longitude, latitude, outline, code)
			select ${territoryId}, x.id, ${neighbourhoodId}, x.sort, x.residents, x.longitude, x.latitude, x.outline, x.code
			from jsonb_to_recordset(${json(places)}::jsonb) as x(id uuid, sort text, residents integer, longitude float8, latitude float8, outline jsonb,
				code text)`);
}

export async function insertAgreements(
	tx: Tx,
	neighbourhoodId: string,
	agreements: readonly (BulkAgreement & { ground?: string; norm?: string })[],
): Promise<void> {
	await tx.rows(sql`
		insert into community.agreements (territory_id, id, neighbourhood_id, person_id, purpose, answer, given_on, given_how, ground, norm, recorded_by)
		select ${tx.actor.territoryId}, x.id, ${neighbourhoodId}, x."personId", x.purpose, 'agreed', x.day, x.how, x.ground, x.norm, ${tx.actor.accountId ?? null}
		from jsonb_to_recordset(${json(agreements)}::jsonb) as x(id uuid, "personId" uuid, purpose text, day date, how text, ground text, norm text)`);
}

export async function insertContacts(
	tx: Tx,
	neighbourhoodId: string,
	contacts: readonly { id: string; partyId: string; kind: ContactKind; sealed: string }[],
): Promise<void> {
	await tx.rows(sql`
		insert into community.contacts (territory_id, id, neighbourhood_id, party_id, kind, sealed, recorded_by)
		select ${tx.actor.territoryId}, x.id, ${neighbourhoodId}, x."partyId", x.kind, decode(x.sealed, 'base64'), ${tx.actor.accountId ?? null}
		from jsonb_to_recordset(${json(contacts)}::jsonb) as x(id uuid, "partyId" uuid, kind text, sealed text)`);
}

export async function insertTies(tx: Tx, neighbourhoodId: string, ties: readonly BulkTie[]): Promise<void> {
	await tx.rows(sql`
		insert into community.ties (territory_id, id, neighbourhood_id, one_id, other_id, kind, doing, since, until, said_by, existed_before, recorded_by)
		select ${tx.actor.territoryId}, x.id, ${neighbourhoodId}, x."oneId", x."otherId", x.kind, x.doing, x.since, x.until, x."saidBy",
			x."existedBefore", ${tx.actor.accountId ?? null}
		from jsonb_to_recordset(${json(ties)}::jsonb) as x(id uuid, "oneId" uuid, "otherId" uuid, kind text, doing text, since date, until date,
			"saidBy" text, "existedBefore" boolean)`);
}

export type KnownParty = {
	id: string;
	kind: PartyKind;
	label: string;
	folded: string;
	placeId: string | null;
	knownSince: Day;
	existedBefore: boolean;
	level: Level | null;
	restricted: boolean;
	sector: Sector | null;
	familyDistrict: boolean | null;
	doing: string | null;
	sort: PlaceSort | null;
	residents: number | null;
	longitude: number | null;
	latitude: number | null;
	outline: Outline | null;
	code: string | null;
	/** Not of age: no agreement counts without who holds responsibility. */
	minor: boolean | null;
	/** Purposes that stand, with the day and the way. */
	agreed: { purpose: Purpose; day: Day; how: Way }[];
};

/** Who and what is in a neighbourhood now; nobody protected. */
export function known(read: Read, neighbourhoodId: string): Promise<KnownParty[]> {
	return read.rows(sql`
		select p.id, p.kind, p.label, p.folded, p.place_id as "placeId", p.known_since as "knownSince", p.existed_before as "existedBefore",
			s.level, s.restricted_since is not null as restricted, o.sector, o.family_district as "familyDistrict", o.doing, l.sort, l.residents,
			l.longitude, l.latitude, l.outline, l.code, s.minor, coalesce(a.agreed, '[]') as agreed
		from community.parties p
		left join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		left join community.organisations o on o.territory_id = p.territory_id and o.id = p.id
		left join community.places l on l.territory_id = p.territory_id and l.id = p.id
		left join lateral (select json_agg(json_build_object('purpose', g.purpose, 'day', g.given_on, 'how', g.given_how) order by g.given_on, g.id) as agreed
			from community.agreements g where p.kind = 'person' and g.territory_id = p.territory_id and g.person_id = p.id
				and g.withdrawn_on is null and g.answer = 'agreed' and (g.until is null or g.until >= (now() at time zone 'Europe/Rome')::date)) a on true
		where p.territory_id = ${read.actor.territoryId ?? null} and p.neighbourhood_id = ${neighbourhoodId} and not p.protected
			and p.left_on is null and p.forgotten_on is null
		order by p.known_since, p.folded, p.id limit 40000`);
}

export type KnownTie = {
	id: string;
	oneId: string;
	otherId: string;
	kind: TieKind;
	doing: string | null;
	since: Day;
	until: Day | null;
	saidBy: SaidBy;
	existedBefore: boolean;
};

export function knownTies(read: Read, neighbourhoodId: string): Promise<KnownTie[]> {
	return read.rows(sql`select id, one_id as "oneId", other_id as "otherId", kind, doing, since, until, said_by as "saidBy",
			existed_before as "existedBefore"
		from community.ties where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}
		order by since, id limit 100000`);
}

export function contactsIn(
	read: Read,
	neighbourhoodId: string,
): Promise<{ id: string; partyId: string; kind: ContactKind; sealed: Buffer }[]> {
	return read.rows(sql`select id, party_id as "partyId", kind, sealed from community.contacts
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId} and ended_on is null
		order by id limit 100000`);
}

/** Gives places that are there an outline or a code where they had none. */
export async function writeOutlines(
	tx: Tx,
	places: readonly { id: string; outline: Outline | null; code: string | null }[],
): Promise<void> {
	await tx.rows(sql`
		update community.places p set outline = coalesce(p.outline, x.outline), code = coalesce(p.code, x.code)
		from jsonb_to_recordset(${json(places)}::jsonb) as x(id uuid, outline jsonb, code text)
		where p.territory_id = ${tx.actor.territoryId ?? null} and p.id = x.id`);
}

/** Takes away again what was given so. */
export async function removeOutlines(
	tx: Tx,
	places: readonly { id: string; outline: boolean; code: boolean }[],
): Promise<void> {
	await tx.rows(sql`
		update community.places p set outline = case when x.outline then null else p.outline end, code = case when x.code then null else p.code end
		from jsonb_to_recordset(${json(places)}::jsonb) as x(id uuid, outline boolean, code boolean)
		where p.territory_id = ${tx.actor.territoryId ?? null} and p.id = x.id`);
}
