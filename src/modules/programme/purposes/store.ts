import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Ground, Processing, SetGround } from "./contract.ts";

/** Everything the body ever set, the latest first: a few rows for each purpose. */
export function all(read: Read): Promise<SetGround[]> {
	return read.rows(sql`select id, purpose, ground, norm, since, set_by as "setBy" from programme.purposes
		order by since desc, id desc limit 500`);
}

/** What holds on a day. */
export async function onDay(read: Read, purpose: Processing, day: Day): Promise<Ground | undefined> {
	const rows = await read.rows<Ground>(sql`select ground, norm from programme.purposes
		where purpose = ${purpose} and since <= ${day} order by since desc, id desc limit 1`);
	return rows[0];
}

/** Writes a ground; false when the id is already there. */
export async function insert(tx: Tx, row: Omit<SetGround, "setBy" | "setByName">): Promise<boolean> {
	const rows = await tx.rows(sql`insert into programme.purposes (id, purpose, ground, norm, since, set_by)
		values (${row.id}, ${row.purpose}, ${row.ground}, ${row.norm}, ${row.since}, ${tx.actor.accountId ?? null})
		on conflict do nothing returning id`);
	return rows.length === 1;
}
