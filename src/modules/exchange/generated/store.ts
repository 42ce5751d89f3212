import { sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { ActOfHelp } from "./contract.ts";

export type Of = { territoryId: string; neighbourhoodId?: string; until: Date };

export function readActs(read: Read, { territoryId, neighbourhoodId, until }: Of, limit: number): Promise<ActOfHelp[]> {
	return read.rows(sql`
		select a.id, a.giver_id as giver, a.receiver_id as receiver, a.at, a.moved_by as "movedBy",
			a.moved_by_act_id as "movedByAct", r.left_on as "receiverLeftOn"
		from exchange.acts a
		left join community.parties r on r.territory_id = a.territory_id and r.id = a.receiver_id
		where a.territory_id = ${territoryId} and a.at <= ${until}::timestamptz
			${neighbourhoodId ? sql`and a.neighbourhood_id = ${neighbourhoodId}` : sql``}
		order by a.at desc, a.recorded_at desc, a.id desc limit ${limit}`);
}
