import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { NewTranslation, Translation } from "./contract.ts";

/** What was translated, of an initiative `i`. */
const sourceHash = sql`sha256(convert_to(i.title || chr(10) || i.invitation, 'UTF8'))`;

/** Writes a proposal down; false where one with this id is there. */
export async function insertTranslation(
	tx: Tx,
	territoryId: string,
	initiativeId: string,
	{ id, language, title, invitation, name }: NewTranslation,
	now: Date,
): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into initiatives.translations (territory_id, id, neighbourhood_id, initiative_id, language, title, invitation, thanks_name, source_hash, proposed_at)
		select i.territory_id, ${id}, i.neighbourhood_id, i.id, ${language}, ${title}, ${invitation}, ${name ?? null}, ${sourceHash}, ${now}
			from initiatives.initiatives i where i.territory_id = ${territoryId} and i.id = ${initiativeId}
		on conflict (territory_id, id) do nothing returning 1`);
	return rows.length > 0;
}

const columns = sql`t.id, t.language, t.title, t.invitation, t.thanks_name as name, t.state, t.source_hash = ${sourceHash} as "isOfThese"`;

/** Those of an initiative, waiting ones first; at most 60. */
export function readTranslations(read: Read, territoryId: string, initiativeId: string): Promise<Translation[]> {
	return read.rows(sql`
		select ${columns} from initiatives.translations t
			join initiatives.initiatives i on i.territory_id = t.territory_id and i.id = t.initiative_id
		where t.territory_id = ${territoryId} and t.initiative_id = ${initiativeId}
		order by array_position(array['proposed', 'shown', 'declined'], t.state), t.proposed_at desc limit 60`);
}

export async function countProposed(read: Read, territoryId: string, initiativeId: string): Promise<number> {
	const rows = await read.rows<{ n: number }>(sql`
		select count(*)::int as n from initiatives.translations
		where territory_id = ${territoryId} and initiative_id = ${initiativeId} and state = 'proposed'`);
	return rows[0]?.n ?? 0;
}

/** Initiatives of a neighbourhood with words that wait to be read; at most 20. */
export function readWaiting(
	read: Read,
	territoryId: string,
	neighbourhoodId: string,
): Promise<{ id: string; title: string; n: number }[]> {
	return read.rows(sql`
		select i.id, i.title, count(*)::int as n from initiatives.translations t
			join initiatives.initiatives i on i.territory_id = t.territory_id and i.id = t.initiative_id
		where t.territory_id = ${territoryId} and t.neighbourhood_id = ${neighbourhoodId} and t.state = 'proposed'
		group by i.id, i.title order by min(t.proposed_at) limit 20`);
}

/** Shows a translation, in place of another in its language, or takes it off. False where there is none. */
export async function decide(
	tx: Tx,
	territoryId: string,
	initiativeId: string,
	{ translation, to }: { translation: string; to: "shown" | "declined" },
	by: { accountId: string; now: Date },
): Promise<boolean> {
	const these = sql`territory_id = ${territoryId} and initiative_id = ${initiativeId}`;
	if (to === "shown")
		await tx.rows(sql`
			update initiatives.translations set state = 'declined', decided_by = ${by.accountId}, decided_at = ${by.now}
			where ${these} and state = 'shown' and id <> ${translation}
				and language = (select language from initiatives.translations where ${these} and id = ${translation})`);
	const rows = await tx.rows(sql`
		update initiatives.translations set state = ${to}, decided_by = ${by.accountId}, decided_at = ${by.now}
		where ${these} and id = ${translation} returning 1`);
	return rows.length > 0;
}

export type ShownTranslation = Pick<Translation, "language" | "title" | "invitation" | "name">;

/** What anybody reads of it: one in each language, only while the original is the one that was translated. */
export const shownTranslations = sql`coalesce((select json_agg(json_build_object('language', t.language, 'title', t.title,
		'invitation', t.invitation, 'name', t.thanks_name)) from initiatives.translations t
	where t.territory_id = i.territory_id and t.initiative_id = i.id and t.state = 'shown' and t.source_hash = ${sourceHash}), '[]')`;
