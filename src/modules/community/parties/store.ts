import { sql } from "kysely";
import type { Outline } from "../../../core/outlines/outline.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Agreement, Party, PlaceSort, Sector } from "../contract.ts";
import type { LegalGround } from "../forgetting/contract.ts";
import type { Merge } from "../same/contract.ts";

export async function insertOrganisation(
	tx: Tx,
	organisation: { id: string; neighbourhoodId: string; sector: Sector; familyDistrict: boolean; doing?: string },
): Promise<void> {
	await tx.rows(sql`insert into community.organisations (territory_id, id, neighbourhood_id, sector, family_district, doing)
		values (${tx.actor.territoryId}, ${organisation.id}, ${organisation.neighbourhoodId}, ${organisation.sector}, ${organisation.familyDistrict},
			${organisation.doing ?? null})`);
}

export async function insertPlace(
	tx: Tx,
	place: { id: string; neighbourhoodId: string; sort: PlaceSort; residents?: number },
): Promise<void> {
	await tx.rows(sql`insert into community.places (territory_id, id, neighbourhood_id, sort, residents)
		values (${tx.actor.territoryId}, ${place.id}, ${place.neighbourhoodId}, ${place.sort}, ${place.residents ?? null})`);
}

/** Writes the day somebody left; false when there is one already. */
export async function markLeft(tx: Tx, id: string, on: Day): Promise<boolean> {
	const rows = await tx.rows(sql`update community.parties set left_on = ${on}
		where territory_id = ${tx.actor.territoryId} and id = ${id} and left_on is null returning id`);
	return rows.length === 1;
}

/** Takes the day somebody left away again; false when it is no longer that day. */
export async function unmarkLeft(tx: Tx, id: string, on: Day): Promise<boolean> {
	const rows = await tx.rows(sql`update community.parties set left_on = null
		where territory_id = ${tx.actor.territoryId} and id = ${id} and left_on = ${on} returning id`);
	return rows.length === 1;
}

/** Who and what is at a place now; at most a hundred, places first. */
export function partiesAt(read: Read, placeId: string): Promise<Party[]> {
	return read.rows(sql`select id, kind, label from community.parties
		where territory_id = ${read.actor.territoryId ?? null} and place_id = ${placeId} and left_on is null and not protected
		order by kind = 'place' desc, folded, id limit 100`);
}

type SafeSent = { id: string; sealed: string; saidOn: Day };
type Beside = {
	agreements: Agreement[];
	behind: Merge[];
	grounds: LegalGround[];
	safe: SafeSent | null;
	outline: Outline | null;
};

/**
 * What a person agreed to, who stands behind a party while the two are one, on which legal grounds, and how far a place
 * reaches; in one statement.
 */
export async function beside(read: Read, id: string): Promise<Beside> {
	const rows = await read.rows<Beside>(sql`select
		(select coalesce(json_agg(json_build_object('id', a.id, 'purpose', a.purpose, 'givenOn', a.given_on,
				'answer', a.answer, 'givenHow', a.given_how, 'until', a.until, 'withdrawnOn', a.withdrawn_on) order by a.given_on desc, a.id desc), '[]')
			from (select * from community.agreements
				where territory_id = ${read.actor.territoryId ?? null} and person_id = ${id}
				order by given_on desc, id desc limit 50) a) as agreements,
		(select coalesce(json_agg(json_build_object('id', m.id, 'goneLabel', m.gone_label,
				'mergedOn', (m.merged_at at time zone 'Europe/Rome')::date) order by m.merged_at desc), '[]')
			from community.merges m
			where m.territory_id = ${read.actor.territoryId ?? null} and m.kept_id = ${id} and m.separated_at is null) as behind,
		(select coalesce(json_agg(json_build_object('id', g.id, 'words', g.words, 'since', g.since, 'endedOn', g.ended_on)
				order by g.since desc, g.id), '[]')
			from community.grounds g
			where g.territory_id = ${read.actor.territoryId ?? null} and g.person_id = ${id}) as grounds,
		(select json_build_object('id', f.id, 'sealed', encode(f.sealed, 'base64'), 'saidOn', f.said_on) from community.safe_contacts f
			where f.territory_id = ${read.actor.territoryId ?? null} and f.person_id = ${id}) as safe,
		(select l.outline from community.places l
			where l.territory_id = ${read.actor.territoryId ?? null} and l.id = ${id}) as outline`);
	return rows[0] ?? { agreements: [], behind: [], grounds: [], safe: null, outline: null };
}
