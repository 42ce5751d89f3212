import { type RawBuilder, sql } from "kysely";
import type { Read } from "../../../db/database.ts";
import type { Entry } from "./contract.ts";

/** An entry before it says who: the account is not for readers. */
export type Found = Omit<Entry, "name"> & { actorId: string | null };

export type Wanted = {
	territoryId: string | undefined;
	from: Date | undefined;
	before: Date | undefined;
	verb: string | undefined;
	kind: string | undefined;
	after: { at: string; id: string } | undefined;
	limit: number;
};

/** Entries the actor may see, newest first. Conditions are only those asked for, so that each finds its index. */
export function readTrail(read: Read, wanted: Wanted): Promise<Found[]> {
	const { territoryId, from, before, verb, kind, after, limit } = wanted;
	const conditions: RawBuilder<unknown>[] = [sql`true`];
	if (territoryId) conditions.push(sql`territory_id = ${territoryId}`);
	if (from) conditions.push(sql`at >= ${from}`);
	if (before) conditions.push(sql`at < ${before}`);
	if (verb) conditions.push(sql`verb = ${verb}`);
	if (kind) conditions.push(sql`kind = ${kind}`);
	if (after) conditions.push(sql`(at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
	return read.rows(sql`
		select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor_id as "actorId", role, verb,
			kind, neighbourhood_id as "neighbourhoodId"
		from access.audit where ${sql.join(conditions, sql` and `)}
		order by access.audit.at desc, access.audit.id desc limit ${limit}`);
}
