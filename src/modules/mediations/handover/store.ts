import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { Kept } from "../../access/handovers/contract.ts";

const open = sql`m.state <> 'closed'`;

export async function countKept(read: Read, accountId: string): Promise<Kept> {
	const [row] = await read.rows<Kept>(sql`select count(*) filter (where ${open})::int as open,
			count(*) filter (where not ${open})::int as ended
		from mediations.mediations m where m.territory_id = ${read.actor.territoryId ?? null} and m.mediator_id = ${accountId}`);
	if (!row) throw new Error("a count always has one row");
	return row;
}

/** Mediations whose mediator is none of these, the oldest first; at most 200. */
export function readNobodys(read: Read, working: readonly string[]): Promise<{ id: string; account: string }[]> {
	return read.rows(sql`select m.id, m.mediator_id as account from mediations.mediations m
		where m.territory_id = ${read.actor.territoryId ?? null} and m.mediator_id <> all (${[...working]}::uuid[])
		order by m.id limit 200`);
}

type Giving = {
	from: string;
	to: string;
	neighbourhoodIds: readonly string[];
	endedToo: boolean;
	ids?: readonly string[];
	/** Those of which the giver stays a reader. */
	stays: readonly string[];
};

/** Another mediates from now on, and everything beside says so: which ones, and whether they read it before. As the usher. */
export async function give(
	tx: Tx,
	{ from, to, neighbourhoodIds, endedToo, ids, stays }: Giving,
): Promise<{ id: string; neighbourhoodId: string; hadItToo: boolean }[]> {
	const tenant = tx.actor.territoryId ?? null;
	// Whoever is taking a step is waited for; what it wrote is then beside the rest.
	const found = await tx.rows<{ id: string; neighbourhoodId: string; hadItToo: boolean }>(sql`
		select m.id, m.neighbourhood_id as "neighbourhoodId", ${to}::uuid = any(m.readers) as "hadItToo" from mediations.mediations m
		where m.territory_id = ${tenant} and m.mediator_id = ${from} and m.neighbourhood_id = any(${[...neighbourhoodIds]}::uuid[])
			${endedToo || ids ? sql`` : sql`and ${open}`} ${ids ? sql`and m.id = any(${[...ids]}::uuid[])` : sql``}
		order by m.id for update`);
	const kept = sql`case when m.id = any(${[...stays]}::uuid[]) then m.readers else array_remove(m.readers, ${from}::uuid) end`;
	const besides = ["parties", "words", "steps"].map(
		(table) => sql`${sql.ref(table)} as (update ${sql.table(`mediations.${table}`)} x set readers = m.readers
			from m where x.territory_id = m.territory_id and x.mediation_id = m.id)`,
	);
	await tx.rows(sql`
		with m as (
			update mediations.mediations m set mediator_id = ${to}, readers = array_append(array_remove(${kept}, ${to}::uuid), ${to}::uuid)
			where m.territory_id = ${tenant} and m.id = any(${found.map((one) => one.id)}::uuid[]) returning *
		), ${sql.join(besides)}
		select 1`);
	return found;
}
