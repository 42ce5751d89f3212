import { sql } from "kysely";
import type { Outline } from "../../../core/outlines/outline.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Phone } from "../contract.ts";
import type { Body, Guarantees, NewMunicipality, NewTerritory } from "./contract.ts";

export async function readBody(read: Read): Promise<Body | undefined> {
	return (
		await read.rows<Body>(sql`
			select name, controller, contact, processors, processors_named as "processorsNamed", assessed_on as "assessedOn",
				unused_topics as "unusedTopics", topics_chosen as "topicsChosen"
			from programme.bodies where id`)
	)[0];
}

export async function writeBody(tx: Tx, name: string): Promise<void> {
	await tx.rows(sql`insert into programme.bodies (id, name) values (true, ${name})
		on conflict (id) do update set name = excluded.name`);
}

export async function writeGuarantees(tx: Tx, g: Guarantees): Promise<boolean> {
	const rows = await tx.rows(sql`
		update programme.bodies set controller = ${g.controller}, contact = ${g.contact}, processors = ${g.processors}::text[],
			processors_named = true, assessed_on = ${g.assessedOn} where id returning id`);
	return rows.length > 0;
}

export async function writeTopics(tx: Tx, unused: readonly string[]): Promise<boolean> {
	const rows = await tx.rows(sql`
		update programme.bodies set unused_topics = ${[...unused]}::text[], topics_chosen = true where id returning id`);
	return rows.length > 0;
}

export async function writeTerritory(tx: Tx, territory: NewTerritory, slug: string): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into programme.territories (id, slug, name) values (${territory.id}, ${slug}, ${territory.name})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

export async function writePhones(tx: Tx, territoryId: string, phones: readonly Phone[]): Promise<void> {
	await tx.rows(
		sql`update programme.territories set urgent_phones = ${JSON.stringify(phones)}::jsonb where id = ${territoryId}`,
	);
}

export async function writeTerm(tx: Tx, territoryId: string, days: number): Promise<void> {
	await tx.rows(sql`update programme.territories set forget_after_days = ${days} where id = ${territoryId}`);
}

export async function writeMunicipality(tx: Tx, m: NewMunicipality, countedOn: string): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into programme.municipalities (istat_code, cadastral_code, name, residents, residents_on, area_km2, longitude, latitude)
		values (${m.istatCode}, '', ${m.name}, ${m.residents}, ${countedOn}, null, null, null)
		on conflict do nothing returning istat_code`);
	return rows.length > 0;
}

export async function writeDrawing(
	tx: Tx,
	neighbourhoodId: string,
	streets: readonly string[],
	boundary: Outline | undefined,
): Promise<boolean> {
	const rows = await tx.rows(sql`
		update programme.neighbourhoods set streets = ${[...streets]}::text[],
			boundary = ${boundary ? JSON.stringify(boundary) : null}::jsonb where id = ${neighbourhoodId} returning id`);
	return rows.length > 0;
}

export async function readDrawing(
	read: Read,
	neighbourhoodId: string,
): Promise<{ streets: string[]; boundary: Outline | null } | undefined> {
	return (
		await read.rows<{ streets: string[]; boundary: Outline | null }>(
			sql`select streets, boundary from programme.neighbourhoods where id = ${neighbourhoodId}`,
		)
	)[0];
}
