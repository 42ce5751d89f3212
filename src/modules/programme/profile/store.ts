import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Band, Section } from "./contract.ts";

export type LineRow = {
	id: string;
	section: Section | "age";
	band: Band | null;
	label: string | null;
	value: number | null;
	source: string;
	sourceOn: Day;
	neighbourhoodId: string;
	hash: Buffer | null;
	ended: boolean;
};

const columns = sql`id, section, band, label, value, source, source_on as "sourceOn", neighbourhood_id as "neighbourhoodId",
	request_hash as hash, ended_at is not null as ended`;

/** The lines that stand, in the order in which they were written; at most 300. */
export function readLines(read: Read, territoryId: string, neighbourhoodId: string): Promise<LineRow[]> {
	return read.rows(sql`select ${columns} from programme.profile_lines
		where territory_id = ${territoryId} and neighbourhood_id = ${neighbourhoodId} and ended_at is null
		order by recorded_at, id limit 300`);
}

export async function readLine(read: Read, id: string): Promise<LineRow | undefined> {
	const rows = await read.rows<LineRow>(sql`select ${columns} from programme.profile_lines
		where territory_id = ${read.actor.territoryId ?? null} and id = ${id}`);
	return rows[0];
}

export type NewLine = Pick<LineRow, "id" | "section" | "band" | "label" | "value" | "source" | "sourceOn">;

/** Writes lines; those whose id is there already are left alone. Answers how many are new. */
export async function insertLines(
	tx: Tx,
	neighbourhoodId: string,
	hash: Buffer,
	at: Date,
	lines: readonly NewLine[],
): Promise<number> {
	const made = await tx.rows(sql`
		insert into programme.profile_lines (territory_id, id, neighbourhood_id, section, band, label, value, source, source_on, recorded_by, recorded_at, request_hash)
		select ${tx.actor.territoryId}, x.id, ${neighbourhoodId}, x.section, x.band, x.label, x.value, x.source, x."sourceOn", ${tx.actor.accountId ?? null}, ${at}, ${hash}
		from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as x(id uuid, section text, band text, label text, value int, source text, "sourceOn" date)
		on conflict do nothing returning id`);
	return made.length;
}

/** Ends one line, or the whole count of ages, as of an instant. Answers how many stood until now. */
export async function endLines(tx: Tx, which: { id: string } | { agesOf: string }, at: Date): Promise<number> {
	const ended = await tx.rows(sql`
		update programme.profile_lines set ended_at = ${at}, ended_by = ${tx.actor.accountId ?? null}
		where territory_id = ${tx.actor.territoryId ?? null} and ended_at is null
			and ${"id" in which ? sql`id = ${which.id}` : sql`neighbourhood_id = ${which.agesOf} and section = 'age'`}
		returning id`);
	return ended.length;
}

/** Opens a line again that was ended at an instant; false where it was not. */
export async function reopenLine(tx: Tx, id: string, endedAt: string): Promise<boolean> {
	const rows = await tx.rows(sql`update programme.profile_lines set ended_at = null, ended_by = null
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} and ended_at = ${endedAt}::timestamptz returning id`);
	return rows.length > 0;
}
