import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { reachEmbedded } from "../../src/db/embedded.ts";

const mostSeconds = 120;

/**
 * Waits until a Filò that runs on a data folder has nothing under way: its queue is at rest and the demonstration's own
 * trail sealed, which the first minute after a first start is taken up with. Throws after two minutes.
 */
export async function untilAtRest(folder: string): Promise<void> {
	const server = reachEmbedded(folder);
	if (!server) throw new Error("The server of a running Filò was not found.");
	const [jobs, owner] = [server.urls.jobs, server.urls.owner].map(
		(connectionString) => new pg.Client({ connectionString }),
	) as [pg.Client, pg.Client];
	await Promise.all([jobs.connect(), owner.connect()]);
	try {
		for (let i = 0; i < mostSeconds; i++) {
			const waiting = await jobs.query("select 1 from graphile_worker.jobs where run_at <= now() limit 1");
			const unsealed = await owner.query(
				"select 1 from access.audit a where not exists (select from access.audit_links l where l.entry_id = a.id) limit 1",
			);
			if (waiting.rows.length + unsealed.rows.length === 0) return;
			await setTimeout(1_000);
		}
		throw new Error("Filò was not at rest within two minutes.");
	} finally {
		await Promise.all([jobs.end(), owner.end()]);
	}
}
