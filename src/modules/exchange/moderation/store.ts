import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { ReportedKind, ReportLine } from "./contract.ts";

const tenant = (read: Read) => read.actor.territoryId ?? null;

export type NewReportRow = {
	id: string;
	neighbourhoodId: string;
	kind: ReportedKind;
	recordId: string;
	page: string;
	why: string;
	words: string;
	at: Date;
	hash: Buffer;
};

/** False where a row with this id is there already. */
export async function insertReport(tx: Tx, r: NewReportRow): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into exchange.reports (territory_id, id, neighbourhood_id, kind, record_id, page, why, words, reported_at, request_hash)
		values (${tenant(tx)}, ${r.id}, ${r.neighbourhoodId}, ${r.kind}, ${r.recordId}, ${r.page}, ${r.why}, ${r.words}, ${r.at}, ${r.hash})
		on conflict (territory_id, id) do nothing returning id`);
	return made.length > 0;
}

export async function readReportHash(read: Read, id: string): Promise<{ hash: Buffer | null } | undefined> {
	const [row] = await read.rows<{ hash: Buffer | null }>(
		sql`select request_hash as hash from exchange.reports where territory_id = ${tenant(read)} and id = ${id}`,
	);
	return row;
}

export type ReportRow = Omit<ReportLine, "reportedOn"> & { reportedAt: Date; neighbourhoodId: string };
const reportColumns = sql`id, kind, record_id as "recordId", page, why, words, reported_at as "reportedAt", neighbourhood_id as "neighbourhoodId"`;

/** Reports nobody has answered, the oldest first. */
export function readReports(read: Read, neighbourhoodId: string): Promise<ReportRow[]> {
	return read.rows(sql`select ${reportColumns} from exchange.reports
		where territory_id = ${tenant(read)} and neighbourhood_id = ${neighbourhoodId} and answered_at is null
		order by reported_at, id limit 100`);
}

/** Answers every open report about a record; says how many there were. */
export async function answerReports(
	tx: Tx,
	recordId: string,
	outcome: "kept" | "hidden",
	at: Date,
): Promise<{ id: string; neighbourhoodId: string }[]> {
	return tx.rows(sql`update exchange.reports set answered_at = ${at}, answered_by = ${tx.actor.accountId ?? null}, outcome = ${outcome}
		where territory_id = ${tenant(tx)} and record_id = ${recordId} and answered_at is null
		returning id, neighbourhood_id as "neighbourhoodId"`);
}

export async function readReport(
	read: Read,
	id: string,
): Promise<(ReportRow & { answeredAt: Date | null }) | undefined> {
	const [row] = await read.rows<ReportRow & { answeredAt: Date | null }>(
		sql`select ${reportColumns}, answered_at as "answeredAt" from exchange.reports where territory_id = ${tenant(read)} and id = ${id}`,
	);
	return row;
}

export type BlockRow = {
	id: Id<"block">;
	neighbourhoodId: string;
	onePersonId: string | null;
	oneReachId: string;
	oneCalled: string;
	otherPersonId: string | null;
	otherReachId: string;
	otherCalled: string;
	madeAt: Date;
};
const blockColumns = sql`id, neighbourhood_id as "neighbourhoodId", one_person_id as "onePersonId", one_reach_id as "oneReachId",
	one_called as "oneCalled", other_person_id as "otherPersonId", other_reach_id as "otherReachId", other_called as "otherCalled",
	made_at as "madeAt"`;

/** Blocks that stand in a neighbourhood: few, so that each can be compared. */
export function readBlocks(read: Read, neighbourhoodId: string): Promise<BlockRow[]> {
	return read.rows(sql`select ${blockColumns} from exchange.blocks
		where territory_id = ${tenant(read)} and neighbourhood_id = ${neighbourhoodId} and ended_at is null
		order by made_at desc, id desc limit 500`);
}

/** False where a row with this id is there already. */
export async function insertBlock(tx: Tx, b: BlockRow & { madeBy: string | null }): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into exchange.blocks (territory_id, id, neighbourhood_id, one_person_id, one_reach_id, one_called,
			other_person_id, other_reach_id, other_called, made_at, made_by)
		values (${tenant(tx)}, ${b.id}, ${b.neighbourhoodId}, ${b.onePersonId}, ${b.oneReachId}, ${b.oneCalled},
			${b.otherPersonId}, ${b.otherReachId}, ${b.otherCalled}, ${b.madeAt}, ${b.madeBy})
		on conflict (territory_id, id) do nothing returning id`);
	return made.length > 0;
}

export async function endBlock(tx: Tx, id: string, at: Date): Promise<string | undefined> {
	const rows = await tx.rows<{ neighbourhoodId: string }>(sql`
		update exchange.blocks set ended_at = ${at}, ended_by = ${tx.actor.accountId ?? null}
		where territory_id = ${tenant(tx)} and id = ${id} and ended_at is null returning neighbourhood_id as "neighbourhoodId"`);
	return rows[0]?.neighbourhoodId;
}
