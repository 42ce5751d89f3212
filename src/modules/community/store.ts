import { sql } from "kysely";
import type { Day } from "../../core/period.ts";
import type { Read, Tx } from "../../db/database.ts";
import type { Level, PartyKind, PartyLine, PlaceSort, Purpose, SaidBy, TieKind, Way } from "./contract.ts";

/** Above this many in one neighbourhood a search looks at the first ones only; the largest known has a tenth. */
const mostPerNeighbourhood = 20_000;

export type PartyRow = PartyLine & { neighbourhoodId: string; folded: string; hash: Buffer | null };

const partyColumns = sql`p.id, p.neighbourhood_id as "neighbourhoodId", p.kind, p.label, p.folded, p.place_id as "placeId",
	p.known_since as "knownSince", p.existed_before as "existedBefore", p.left_on as "leftOn", p.recorded_at as "recordedAt",
	p.request_hash as hash, around.label as "placeLabel", s.level, p.protected, s.restricted_since is not null as restricted, o.sector, o.family_district as "familyDistrict", o.doing, l.sort, l.residents`;

const partyTables = sql`community.parties p
	left join community.parties around on around.territory_id = p.territory_id and around.id = p.place_id
	left join community.persons s on s.territory_id = p.territory_id and s.id = p.id
	left join community.organisations o on o.territory_id = p.territory_id and o.id = p.id
	left join community.places l on l.territory_id = p.territory_id and l.id = p.id`;

/** What a left join leaves empty is left out. */
function withoutEmpty(row: PartyRow): PartyRow {
	const party = { ...row };
	if (party.placeLabel === null) delete party.placeLabel;
	if (party.kind !== "person") delete party.level;
	if (!party.protected) delete party.protected;
	if (!party.restricted) delete party.restricted;
	if (party.kind !== "organisation") {
		delete party.sector;
		delete party.familyDistrict;
		delete party.doing;
	}
	if (party.kind !== "place") {
		delete party.sort;
		delete party.residents;
	}
	return party;
}

export async function partiesById(read: Read, ids: readonly string[]): Promise<PartyRow[]> {
	if (ids.length === 0) return [];
	const rows = await read.rows<PartyRow>(sql`select ${partyColumns} from ${partyTables}
		where p.territory_id = ${read.actor.territoryId ?? null} and p.id = any(${ids}::uuid[])`);
	return rows.map(withoutEmpty);
}

/** Newest known first, from where the page before ended. Who is protected stands on a page apart. */
export async function partiesPage(
	read: Read,
	query: { neighbourhoodId: string; kinds: readonly PartyKind[]; after?: { at: string; id: string }; limit: number },
): Promise<PartyRow[]> {
	const { neighbourhoodId, kinds, after, limit } = query;
	// One kind at a time walks one index; two kinds are merged from two such walks.
	const walks = kinds.map(
		(kind) => sql`(select territory_id, id from community.parties
			where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId} and kind = ${kind}
			and not protected ${after ? sql`and (known_since, id) < (${after.at}::date, ${after.id}::uuid)` : sql``}
			order by known_since desc, id desc limit ${limit})`,
	);
	const rows = await read.rows<PartyRow>(sql`select ${partyColumns} from (${sql.join(walks, sql` union all `)}) w
		join ${partyTables} on p.territory_id = w.territory_id and p.id = w.id
		order by p.known_since desc, p.id desc limit ${limit}`);
	return rows.map(withoutEmpty);
}

/** What a search compares: the folded labels of one neighbourhood. Nobody protected is suggested to whoever types. */
export function foldedLabels(
	read: Read,
	query: { neighbourhoodId: string; kinds: readonly PartyKind[]; today?: Day; withProtected?: boolean },
): Promise<{ id: string; folded: string }[]> {
	return read.rows(sql`select id, folded from community.parties
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${query.neighbourhoodId}
			and kind = any(${query.kinds}::text[]) ${query.withProtected ? sql`` : sql`and not protected`}
			${query.today ? sql`and (left_on is null or left_on > ${query.today})` : sql``}
		limit ${mostPerNeighbourhood}`);
}

/** How people and households of a neighbourhood are called, folded, also those who have left. */
export function labelsOfPersons(read: Read, neighbourhoodId: string): Promise<{ folded: string; byName: boolean }[]> {
	return read.rows(sql`select p.folded, coalesce(s.level = 'name', false) as "byName" from community.parties p
		left join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		where p.territory_id = ${read.actor.territoryId ?? null} and p.neighbourhood_id = ${neighbourhoodId}
			and p.kind in ('person', 'household')
		limit ${mostPerNeighbourhood}`);
}

export async function partiesCalled(
	read: Read,
	query: { neighbourhoodId: string; kinds: readonly PartyKind[]; folded: string },
): Promise<PartyRow[]> {
	const rows = await read.rows<PartyRow>(sql`select ${partyColumns} from ${partyTables}
		where p.territory_id = ${read.actor.territoryId ?? null} and p.neighbourhood_id = ${query.neighbourhoodId}
			and p.kind = any(${query.kinds}::text[]) and p.folded = ${query.folded}
		order by p.id limit 8`);
	return rows.map(withoutEmpty);
}

export function places(
	read: Read,
	neighbourhoodId: string,
): Promise<{ id: string; label: string; folded: string; sort: PlaceSort; residents: number | null }[]> {
	return read.rows(sql`select p.id, p.label, p.folded, l.sort, l.residents
		from community.parties p join community.places l on l.territory_id = p.territory_id and l.id = p.id
		where p.territory_id = ${read.actor.territoryId ?? null} and p.neighbourhood_id = ${neighbourhoodId} and p.kind = 'place'
		order by p.folded limit 500`);
}

export function placeLabels(read: Read, neighbourhoodId: string): Promise<{ id: string; label: string }[]> {
	return read.rows(sql`select id, label from community.parties
		where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId} and kind = 'place'
			and left_on is null
		order by folded limit 500`);
}

export type NewParty = {
	id: string;
	/** Of the request that brought it, where there was one. */
	hash?: Buffer;
	neighbourhoodId: string;
	kind: PartyKind;
	label: string;
	folded: string;
	placeId?: string | null;
	knownSince: Day;
	existedBefore: boolean;
};

/** Writes a party; false when the id is already there, in whatever neighbourhood. */
export async function insertParty(tx: Tx, party: NewParty): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, place_id, known_since, existed_before, recorded_by, request_hash)
		values (${tx.actor.territoryId}, ${party.id}, ${party.neighbourhoodId}, ${party.kind}, ${party.label}, ${party.folded},
			${party.placeId ?? null}, ${party.knownSince}, ${party.existedBefore}, ${tx.actor.accountId ?? null}, ${party.hash ?? null})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

export async function insertPerson(
	tx: Tx,
	person: { id: string; neighbourhoodId: string; level: Level; minor?: boolean },
): Promise<void> {
	await tx.rows(sql`insert into community.persons (territory_id, id, neighbourhood_id, level, minor)
		values (${tx.actor.territoryId}, ${person.id}, ${person.neighbourhoodId}, ${person.level}, ${person.minor ?? false})`);
}

export type NewAgreement = {
	id: string;
	neighbourhoodId: string;
	personId: string;
	purpose: Purpose;
	answer: "agreed" | "declined";
	givenOn: Day;
	givenHow: Way;
	asked?: { words: string; language: string };
	until?: Day;
	ground?: { ground: string; norm: string };
	responsible?: { sealed: Buffer; as: string };
};

/** Writes an entry of the ledger; false when the id is already there. A no is withdrawn on its own day. */
export async function insertAgreement(tx: Tx, agreement: NewAgreement): Promise<boolean> {
	const { asked, ground, responsible } = agreement;
	const rows = await tx.rows(sql`
		insert into community.agreements (territory_id, id, neighbourhood_id, person_id, purpose, answer, given_on, given_how,
			withdrawn_on, words, language, until, ground, norm, responsible, responsible_as, recorded_by)
		values (${tx.actor.territoryId}, ${agreement.id}, ${agreement.neighbourhoodId}, ${agreement.personId}, ${agreement.purpose},
			${agreement.answer}, ${agreement.givenOn}, ${agreement.givenHow},
			${agreement.answer === "declined" ? agreement.givenOn : null}, ${asked?.words ?? null}, ${asked?.language ?? null},
			${agreement.until ?? null}, ${ground?.ground ?? null}, ${ground?.norm ?? null}, ${responsible?.sealed ?? null},
			${responsible?.as ?? null}, ${tx.actor.accountId ?? null})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** Whether somebody else holds responsibility for a person. */
export async function isMinor(read: Read, personId: string): Promise<boolean> {
	const rows = await read.rows<{ minor: boolean }>(sql`select minor from community.persons
		where territory_id = ${read.actor.territoryId ?? null} and id = ${personId}`);
	return rows[0]?.minor ?? false;
}

export async function standingAgreements(
	read: Read,
	personIds: readonly string[],
	purpose: Purpose,
): Promise<Set<string>> {
	if (personIds.length === 0) return new Set();
	const rows = await read.rows<{ id: string }>(sql`select distinct person_id as id from community.agreements
		where territory_id = ${read.actor.territoryId ?? null} and person_id = any(${personIds}::uuid[])
			and purpose = ${purpose} and withdrawn_on is null
			and (until is null or until >= (now() at time zone 'Europe/Rome')::date)
			and not exists (select 1 from community.persons s where s.territory_id = agreements.territory_id
				and s.id = agreements.person_id and (s.protected or s.restricted_since is not null))`);
	return new Set(rows.map((row) => row.id));
}

export type NewTie = {
	id: string;
	hash?: Buffer;
	neighbourhoodId: string;
	oneId: string;
	otherId: string;
	kind: TieKind;
	doing?: string | null;
	since: Day;
	until?: Day | null;
	saidBy: SaidBy;
	metAt?: string | null;
	existedBefore: boolean;
};

/** Writes a tie; false when the id is already there. */
export async function insertTie(tx: Tx, tie: NewTie): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into community.ties (territory_id, id, neighbourhood_id, one_id, other_id, kind, doing, since, until, said_by, met_at, existed_before, recorded_by, request_hash)
		values (${tx.actor.territoryId}, ${tie.id}, ${tie.neighbourhoodId}, ${tie.oneId}, ${tie.otherId}, ${tie.kind}, ${tie.doing ?? null},
			${tie.since}, ${tie.until ?? null}, ${tie.saidBy}, ${tie.metAt ?? null}, ${tie.existedBefore}, ${tx.actor.accountId ?? null}, ${tie.hash ?? null})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** The tie of this kind that is in force between the two on a day, in this direction, or in either. */
export async function standingTie(
	read: Read,
	query: { oneId: string; otherId: string; kind: TieKind; either: boolean; on: Day },
): Promise<string | undefined> {
	const { oneId, otherId, kind, either, on } = query;
	const rows = await read.rows<{ id: string }>(sql`select id from community.ties
		where territory_id = ${read.actor.territoryId ?? null} and kind = ${kind}
			and ((one_id = ${oneId} and other_id = ${otherId}) ${either ? sql`or (one_id = ${otherId} and other_id = ${oneId})` : sql``})
			and (until is null or until >= ${on})
		order by id limit 1`);
	return rows[0]?.id;
}

/** People and ties of a period that were not there before anybody wrote them down. */
export async function newInPeriod(
	read: Read,
	neighbourhoodId: string,
	from: Day,
	to: Day,
): Promise<{ newPersons: number; newTies: number }> {
	const rows = await read.rows<{ newPersons: number; newTies: number }>(sql`select
		(select count(*)::int from community.parties
			where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId} and kind = 'person'
				and known_since >= ${from} and known_since <= ${to} and not existed_before)
			+ (select coalesce(sum(n), 0)::int from community.remaining
				where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}
					and known_since >= date_trunc('month', ${from}::date)::date and known_since <= ${to} and not existed_before) as "newPersons",
		(select count(*)::int from community.ties
			where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}
				and since >= ${from} and since <= ${to} and not existed_before) as "newTies"`);
	return rows[0] ?? { newPersons: 0, newTies: 0 };
}

/** New ties of each week, by its Monday, from one day to another; weeks without any are left out. */
export function newTiesByWeek(
	read: Read,
	neighbourhoodId: string,
	from: Day,
	to: Day,
): Promise<{ monday: Day; n: number }[]> {
	return read.rows(sql`
		select (monday + 7 * week)::text as monday, n from (
			select date_trunc('week', ${from}::date)::date as monday, (since - date_trunc('week', ${from}::date)::date) / 7 as week,
				count(*)::int as n
			from community.ties
			where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}
				and since >= ${from} and since <= ${to} and not existed_before
			group by 1, 2) w`);
}

/** Those of these people who had a tie that began before a day. */
export async function withTieBefore(read: Read, personIds: readonly string[], before: Day): Promise<Set<string>> {
	if (personIds.length === 0) return new Set();
	const territory = read.actor.territoryId ?? null;
	const rows = await read.rows<{ id: string }>(sql`
		select one_id as id from community.ties where territory_id = ${territory} and one_id = any(${personIds}::uuid[]) and since < ${before}
		union
		select other_id from community.ties where territory_id = ${territory} and other_id = any(${personIds}::uuid[]) and since < ${before}`);
	return new Set(rows.map((row) => row.id));
}
