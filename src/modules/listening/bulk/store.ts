import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { NoteKind, Topic } from "../contract.ts";

export type BulkNote = {
	id: string;
	text: string;
	kind: NoteKind;
	topic: Topic | null;
	aboutId: string | null;
	placeId: string | null;
	heardOn: Day;
	urgent: boolean;
};

export async function insertNotes(
	tx: Tx,
	neighbourhoodId: string,
	notes: readonly BulkNote[],
	at: Date,
): Promise<void> {
	await tx.rows(sql`
		insert into listening.notes (territory_id, id, neighbourhood_id, text, kind, topic, place_id, about_id, heard_on, guessed, during_visit, urgent,
			recorded_by, recorded_at)
		select ${tx.actor.territoryId}, x.id, ${neighbourhoodId}, x.text, x.kind, x.topic, x."placeId", x."aboutId", x."heardOn", '{}', false, x.urgent,
			${tx.actor.accountId ?? null}, ${at}::timestamptz
		from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as x(id uuid, text text, kind text, topic text, "placeId" uuid, "aboutId" uuid,
			"heardOn" date, urgent boolean)`);
}

export function readNotes(read: Read, neighbourhoodId: string): Promise<BulkNote[]> {
	return read.rows(sql`select id, text, kind, topic, about_id as "aboutId", place_id as "placeId", heard_on as "heardOn", urgent
		from listening.notes where territory_id = ${read.actor.territoryId ?? null} and neighbourhood_id = ${neighbourhoodId}
			and set_aside_on is null
		order by heard_on, id limit 40000`);
}
