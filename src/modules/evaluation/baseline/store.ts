import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Document } from "./contract.ts";

export type BaselineRow = {
	id: string;
	document: Document;
	hash: string;
	codeVersion: string;
	frozenOn: Day;
	frozenAt: Date;
	frozenBy: string;
	remarks: { id: string; text: string; at: string }[];
};

/** The baseline of a neighbourhood with what was remarked beside it, in one statement. */
export async function readBaseline(
	read: Read,
	territoryId: string,
	neighbourhoodId: string,
): Promise<BaselineRow | undefined> {
	const rows = await read.rows<BaselineRow>(sql`
		select b.id, b.document, encode(b.hash, 'hex') as hash, b.code_version as "codeVersion", b.frozen_on as "frozenOn",
			b.frozen_at as "frozenAt", b.frozen_by as "frozenBy",
			coalesce((select json_agg(r order by r.at, r.id) from (
				select id, text, recorded_at as at from evaluation.remarks
				where territory_id = b.territory_id and neighbourhood_id = b.neighbourhood_id order by recorded_at, id limit 100) r), '[]') as remarks
		from evaluation.baselines b where b.territory_id = ${territoryId} and b.neighbourhood_id = ${neighbourhoodId}`);
	return rows[0];
}

export type NewBaseline = {
	id: string;
	neighbourhoodId: string;
	document: Document;
	hash: Buffer;
	codeVersion: string;
	frozenOn: Day;
};

/** Freezes; false where the neighbourhood has its baseline already. */
export async function insertBaseline(tx: Tx, b: NewBaseline): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into evaluation.baselines (territory_id, neighbourhood_id, id, document, hash, code_version, frozen_on, frozen_by)
		values (${tx.actor.territoryId}, ${b.neighbourhoodId}, ${b.id}, ${JSON.stringify(b.document)}::jsonb, ${b.hash}, ${b.codeVersion},
			${b.frozenOn}, ${tx.actor.accountId})
		on conflict do nothing returning id`);
	return made.length > 0;
}

export async function readRemark(read: Read, id: string): Promise<{ hash: Buffer } | undefined> {
	const rows = await read.rows<{ hash: Buffer }>(sql`select request_hash as hash from evaluation.remarks
		where territory_id = ${read.actor.territoryId ?? null} and id = ${id}`);
	return rows[0];
}

export async function insertRemark(
	tx: Tx,
	r: { id: string; neighbourhoodId: string; text: string; hash: Buffer; at: Date },
): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into evaluation.remarks (territory_id, id, neighbourhood_id, text, recorded_by, recorded_at, request_hash)
		values (${tx.actor.territoryId}, ${r.id}, ${r.neighbourhoodId}, ${r.text}, ${tx.actor.accountId}, ${r.at}, ${r.hash})
		on conflict do nothing returning id`);
	return made.length > 0;
}
