import { type RawBuilder, sql } from "kysely";
import type { SealedColumn } from "../../../db/sealed.ts";
import type { Holder } from "../same/contract.ts";

/** Where the community keeps parties. */

/** The columns of a tie that read the same from both ends. Kept in step with `rules.ts` by `holding.test.ts`. */
export const symmetricKinds = ["kin", "neighbour", "friend", "knows", "collaborates_with"] as const;

/** A tie between the two, or one that the one kept has too, at the same time. */
function tieWaits(gone: string, kept: string): RawBuilder<boolean> {
	const other = sql`case when r.one_id = ${gone} then r.other_id else r.one_id end`;
	const fromHere = sql`(r.one_id = ${gone})`;
	return sql`(${other} = ${kept} or exists (select 1 from community.ties t
		where t.territory_id = r.territory_id and t.set_aside_by is null and t.id <> r.id and t.kind = r.kind
			and (t.until is null or t.until >= r.since) and (r.until is null or r.until >= t.since)
			and ((t.one_id = ${kept} and t.other_id = ${other} and (${fromHere} or t.kind = any(${[...symmetricKinds]}::text[])))
				or (t.other_id = ${kept} and t.one_id = ${other} and (not ${fromHere} or t.kind = any(${[...symmetricKinds]}::text[]))))))`;
}

/** Of a person with their key, of an organisation with the territory's. */
const contacts: SealedColumn = {
	table: "community.contacts",
	column: "sealed",
	keys: ["territory_id", "id"],
	place: "'community.contacts/' || r.territory_id || '/' || r.id",
	territory: "r.territory_id",
	owner:
		"(select p.id from community.parties p where p.territory_id = r.territory_id and p.id = r.party_id and p.kind = 'person')",
	follows: "party_id",
};

const safeContacts: SealedColumn = {
	table: "community.safe_contacts",
	column: "sealed",
	keys: ["territory_id", "id"],
	place: "'community.safe_contacts/' || r.territory_id || '/' || r.id",
	territory: "r.territory_id",
	owner: "r.person_id",
	follows: "person_id",
};

/** Of whoever is protected; nobody protected becomes one with another. */
const labels: SealedColumn = {
	table: "community.persons",
	column: "label_sealed",
	keys: ["territory_id", "id"],
	place: "'community.persons/' || r.territory_id || '/' || r.id || '/label'",
	territory: "r.territory_id",
	owner: "r.id",
};

/** Who answers for a minor, with the minor's key. */
const responsible: SealedColumn = {
	table: "community.agreements",
	column: "responsible",
	keys: ["territory_id", "id"],
	place: "'community.agreements/' || r.territory_id || '/' || r.id || '/responsible'",
	territory: "r.territory_id",
	owner: "r.person_id",
	follows: "person_id",
};

const sheets: SealedColumn = {
	table: "community.agreement_sheets",
	column: "sealed",
	keys: ["territory_id", "id"],
	place: "'community.agreement_sheets/' || r.territory_id || '/' || r.id",
	territory: "r.territory_id",
	owner: "r.person_id",
	follows: "person_id",
};

/** Of somebody without an account: with the territory's key. */
const reaches: SealedColumn = {
	table: "community.reaches",
	column: "contact_sealed",
	keys: ["territory_id", "id"],
	place: "'community.reaches/' || r.territory_id || '/' || r.id",
	territory: "r.territory_id",
	owner: "null::uuid",
};

/** Photo of the slip somebody signed: with the territory's key, as their contact. */
const slips: SealedColumn = {
	table: "community.behalf",
	column: "sheet_sealed",
	keys: ["territory_id", "id"],
	place: "'community.behalf/' || r.territory_id || '/' || r.id",
	territory: "r.territory_id",
	owner: "null::uuid",
};

export const holdersOfCommunity: readonly Holder[] = [
	{
		table: "community.parties",
		key: "id",
		columns: ["place_id"],
		people: {
			columns: ["id"],
			entry: "recorded_at",
			words: ["label", "folded", "request_hash"],
			closed: ["kind"],
			letGo: ({ territoryId, ids, today }) => [
				sql`insert into community.remaining (territory_id, neighbourhood_id, known_since, existed_before, n)
					select territory_id, neighbourhood_id, date_trunc('month', known_since)::date, existed_before, count(*)::int
					from community.parties where territory_id = ${territoryId} and id = any(${ids}::uuid[]) and merged_into is null
						and forgotten_on is null
					group by 1, 2, 3, 4
					on conflict (territory_id, neighbourhood_id, known_since, existed_before)
					do update set n = community.remaining.n + excluded.n`,
				sql`update community.parties set label = '–', folded = '', place_id = null, request_hash = null, forgotten_on = ${today},
					protected = false where territory_id = ${territoryId} and id = any(${ids}::uuid[])`,
				sql`update community.persons set protected = false, label_sealed = null
					where territory_id = ${territoryId} and id = any(${ids}::uuid[]) and protected`,
			],
		},
	},
	{
		table: "community.agreements",
		key: "id",
		columns: ["person_id"],
		sealed: responsible,
		waits: true,
		people: {
			columns: ["person_id"],
			entry: "recorded_at",
			words: ["norm", "responsible", "words"],
			closed: ["answer", "ended_by", "given_how", "ground", "language", "purpose", "responsible_as"],
			erase: ({ territoryId, ids, today }) => [
				sql`update community.agreements set withdrawn_on = coalesce(withdrawn_on, greatest(given_on, ${today}::date))
					where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
			letGo: ({ territoryId, ids }) => [
				sql`update community.agreements set words = null, language = null, ground = null, norm = null, responsible = null,
					responsible_as = null where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
				sql`update community.persons set age_band = null, minor = false
					where territory_id = ${territoryId} and id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "community.agreement_sheets",
		key: "id",
		columns: ["person_id"],
		sealed: sheets,
		people: {
			columns: ["person_id"],
			entry: "recorded_at",
			words: ["sealed"],
			closed: ["type"],
			letGo: ({ territoryId, ids }) => [
				sql`delete from community.agreement_sheets where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "community.grounds",
		key: "id",
		columns: ["person_id"],
		people: {
			columns: ["person_id"],
			entry: "recorded_at",
			words: ["words"],
			closed: [],
			letGo: ({ territoryId, ids }) => [
				sql`update community.grounds set words = '–––' where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "community.contacts",
		key: "id",
		columns: ["party_id"],
		sealed: contacts,
		waits: true,
		people: {
			columns: ["party_id"],
			entry: "recorded_at",
			words: ["sealed"],
			closed: ["kind"],
			letGo: ({ territoryId, ids, today }) => [
				sql`update community.contacts set sealed = ''::bytea, ended_on = coalesce(ended_on, ${today}::date)
					where territory_id = ${territoryId} and party_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "community.safe_contacts",
		key: "id",
		columns: ["person_id"],
		waits: true,
		asideWhen: (_gone, kept) => sql`exists (select 1 from community.safe_contacts s
			where s.territory_id = r.territory_id and s.person_id = ${kept} and s.set_aside_by is null)`,
		sealed: safeContacts,
		people: {
			columns: ["person_id"],
			entry: "recorded_at",
			words: ["sealed"],
			closed: [],
			letGo: ({ territoryId, ids }) => [
				sql`delete from community.safe_contacts where territory_id = ${territoryId} and person_id = any(${ids}::uuid[])`,
			],
		},
	},
	{
		table: "community.ties",
		key: "id",
		columns: ["one_id", "other_id"],
		waits: true,
		asideWhen: tieWaits,
		people: {
			columns: ["one_id", "other_id"],
			entry: "recorded_at",
			words: ["doing", "request_hash"],
			closed: ["kind", "said_by"],
			counted: true,
			letGo: ({ territoryId, ids }) => [
				sql`update community.ties set doing = null, request_hash = null
					where territory_id = ${territoryId} and (one_id = any(${ids}::uuid[]) or other_id = any(${ids}::uuid[]))`,
			],
		},
	},
	{
		table: "community.erasures",
		key: "id",
		columns: ["person_id"],
		people: { columns: ["person_id"], words: [], closed: ["asked_how"], letGo: () => [] },
	},
];

/** What the community seals. */
export const sealedOfCommunity: readonly SealedColumn[] = [
	contacts,
	safeContacts,
	labels,
	responsible,
	sheets,
	reaches,
	slips,
];
