import pg from "pg";
import { storedTables } from "./backup/tables.ts";

/**
 * Packs every table anew and counts its statistics again: a row that is gone is in no page of the database any more, and
 * no sample of its words either. As the owner; each table is closed to others while it is packed, seconds at most.
 */
export async function packTables(ownerUrl: string): Promise<void> {
	const client = new pg.Client({ connectionString: ownerUrl, application_name: "filo tidy" });
	await client.connect();
	try {
		const names = (await storedTables(client)).map(({ name }) => name);
		for (const name of names) await client.query(`vacuum (full, analyze) ${name}`);
		// Samples of words lie here until the next count takes their place.
		await client.query("vacuum full pg_catalog.pg_statistic");
	} finally {
		await client.end();
	}
}

/** Packs the tables where an erasure or a letting go happened since `since`. Answers whether it did. */
export async function tidyAfter(ownerUrl: string, since: Date): Promise<boolean> {
	const client = new pg.Client({ connectionString: ownerUrl, application_name: "filo tidy" });
	await client.connect();
	const found = await client
		.query("select 1 from access.audit where at > $1 and verb in ('erasePerson', 'letPersonGo', 'mendText') limit 1", [
			since,
		])
		.finally(() => client.end());
	if (found.rows.length === 0) return false;
	await packTables(ownerUrl);
	return true;
}
