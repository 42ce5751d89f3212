import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Citizen } from "./contract.ts";

const standing = (today: Day) => sql`role = 'citizen' and since <= ${today} and (until is null or until >= ${today})`;

export function readCitizens(read: Read, today: Day): Promise<Citizen[]> {
	return read.rows(sql`
		select id, name, neighbourhood_id as "neighbourhoodId", speaks_for as speaks from access.assignments
		where territory_id = ${read.actor.territoryId ?? null} and ${standing(today)} order by lower(name), id limit 200`);
}

/** Whether that changed anything, and whose role it is; undefined where there is no such role. */
export async function writeSpeaks(
	tx: Tx,
	of: { id: string; speaks: boolean; today: Day },
): Promise<{ accountId: string; neighbourhoodId: string; changed: boolean } | undefined> {
	const rows = await tx.rows<{ accountId: string; neighbourhoodId: string; changed: boolean }>(sql`
		with before as (select id, speaks_for from access.assignments
			where territory_id = ${tx.actor.territoryId ?? null} and id = ${of.id} and ${standing(of.today)})
		update access.assignments a set speaks_for = ${of.speaks} from before where a.id = before.id
		returning a.account_id as "accountId", a.neighbourhood_id as "neighbourhoodId",
			before.speaks_for <> ${of.speaks} as changed`);
	return rows[0];
}

/** The neighbourhoods of a territory in which an account may speak for others. */
export async function readSpeaksIn(read: Read, accountId: string, today: Day): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`
		select neighbourhood_id as id from access.assignments
		where territory_id = ${read.actor.territoryId ?? null} and account_id = ${accountId} and speaks_for and ${standing(today)}
		order by since, id limit 100`);
	return rows.map((row) => row.id);
}
