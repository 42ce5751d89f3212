import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { Model } from "../contract.ts";

export async function readModels(read: Read, language: string): Promise<Model[]> {
	return read.rows(sql`
		select m.id, t.name, t.summary, t.invitation, t.steps, t.people, t.needs, t.watch
		from initiatives.models m join initiatives.model_texts t on t.model_id = m.id and t.language = ${language}
		order by m.position limit 200`);
}
