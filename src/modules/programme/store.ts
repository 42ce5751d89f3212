import { sql } from "kysely";
import type { Read, Tx } from "../../db/database.ts";
import type {
	Municipality,
	Neighbourhood,
	NewNeighbourhood,
	Objective,
	Phone,
	Programme,
	Territory,
} from "./contract.ts";

const neighbourhood = sql`n.id, n.territory_id as "territoryId", n.slug, n.name, n.kind, n.desk_place as "deskPlace",
	n.desk_hours as "deskHours", n.phone, n.residents, n.fictional`;

export async function readProgramme(
	read: Read,
): Promise<{ programme: Programme; objectives: Objective[] } | undefined> {
	const rows = await read.rows<{ programme: Programme; objectives: Objective[] }>(sql`
		select json_build_object('id', p.id, 'title', p.title, 'decidedBy', p.decided_by, 'decidedOn', p.decided_on,
				'proposedBy', p.proposed_by, 'years', p.years, 'totalCents', p.total_cents, 'assetsNamed', p.assets_named,
				'cofinancingBody', p.cofinancing_body, 'cofinancingFund', p.cofinancing_fund,
				'cofinancingShareCents', p.cofinancing_share_cents, 'source', p.source) as programme,
			(select json_agg(json_build_object('id', o.id, 'position', o.position, 'short', o.short, 'words', o.words) order by o.position)
				from programme.objectives o where o.programme_id = p.id) as objectives
		from programme.programmes p order by p.decided_on limit 1`);
	return rows[0];
}

export function readObjectives(read: Read): Promise<Objective[]> {
	return read.rows(sql`select id, position, short, words from programme.objectives order by position`);
}

export function readTerritories(read: Read): Promise<Territory[]> {
	return read.rows(sql`
		select id, slug, name, allocation_cents as "allocationCents", urgent_phones as "urgentPhones",
			forget_after_days as "forgetAfterDays", fictional
		from programme.territories order by slug limit 500`);
}

/** Municipalities with the territory they belong to on a day. */
export function readMembers(read: Read, on: string): Promise<Municipality[]> {
	return read.rows(sql`
		select m.istat_code as "istatCode", m.name, s.territory_id as "territoryId", m.residents,
			m.residents_on as "residentsOn", m.area_km2::float8 as "areaKm2", m.longitude, m.latitude, s.since
		from programme.memberships s join programme.municipalities m using (istat_code)
		where s.since <= ${on} and (s.until is null or s.until > ${on})
		order by m.name limit 2000`);
}

export async function readNeighbourhoodBySlug(read: Read, slug: string): Promise<Neighbourhood | undefined> {
	return (
		await read.rows<Neighbourhood>(sql`select ${neighbourhood} from programme.neighbourhoods n where n.slug = ${slug}`)
	)[0];
}

export function readNeighbourhoods(read: Read): Promise<Neighbourhood[]> {
	return read.rows(sql`select ${neighbourhood} from programme.neighbourhoods n order by n.name limit 1000`);
}

export function readNeighbourhoodsByIds(read: Read, ids: readonly string[]): Promise<Neighbourhood[]> {
	return read.rows(
		sql`select ${neighbourhood} from programme.neighbourhoods n where n.id = any(${ids}::uuid[]) order by n.name`,
	);
}

export function readNeighbourhoodsOf(read: Read, territoryId: string): Promise<Neighbourhood[]> {
	return read.rows(
		sql`select ${neighbourhood} from programme.neighbourhoods n where n.territory_id = ${territoryId} order by n.name limit 500`,
	);
}

export async function readUrgentPhones(read: Read, territoryId: string): Promise<Phone[]> {
	const rows = await read.rows<{ phones: Phone[] }>(
		sql`select urgent_phones as phones from programme.territories where id = ${territoryId}`,
	);
	return rows[0]?.phones ?? [];
}

export async function writeNeighbourhood(
	tx: Tx,
	n: NewNeighbourhood & { slug: string },
	territoryId: string,
): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into programme.neighbourhoods (id, territory_id, slug, name, kind, desk_place, desk_hours, phone, residents)
		values (${n.id}, ${territoryId}, ${n.slug}, ${n.name}, ${n.kind}, ${n.deskPlace}, ${n.deskHours}, ${n.phone}, ${n.residents})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

/** Ends the membership in force on the day and begins the new one. */
export async function writeMembership(tx: Tx, istatCode: string, territoryId: string, since: string): Promise<void> {
	await tx.rows(sql`update programme.memberships set until = ${since}
		where istat_code = ${istatCode} and since < ${since} and (until is null or until > ${since})`);
	await tx.rows(sql`insert into programme.memberships (territory_id, istat_code, since) values (${territoryId}, ${istatCode}, ${since})
		on conflict do nothing`);
}
