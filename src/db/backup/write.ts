import { existsSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import type pg from "pg";
import { to } from "pg-copy-streams";
import type { DatabaseUrls } from "../embedded.ts";
import { BadBackup, type Secret, sealed } from "./envelope.ts";
import { type About, frameOf, type Job, readBackup, rowsFrame, type TableHead, Tally, type Totals } from "./frames.ts";
import { progress } from "./progress.ts";
import { connectSteadily, copyOut, storedTables } from "./tables.ts";

type Order = {
	urls: DatabaseUrls;
	/** Where the backup goes; it gets this name only when it is whole. */
	file: string;
	secret: Secret;
	about: Omit<About, "migrations">;
	/** What is to be done when the backup is whole and checked, before it gets its name: the trail's entry. */
	whole: () => Promise<void>;
};

const jobsAtOnce = 500;

/**
 * Writes everything as it stands at one instant, while others go on working, into a file only its owner may read; reads
 * the file again, and gives it its name. Throws `BadBackup` where there is nothing to back up or the file is there
 * already; whatever goes wrong, nothing has the name of the backup.
 */
export async function writeBackup(order: Order, say: (line: string) => void): Promise<Totals & { bytes: number }> {
	refuseExisting(order.file);
	const part = `${order.file}.part`;
	await rm(part, { force: true });
	const handle = await open(part, "wx+", 0o600);
	try {
		await inSnapshot(order.urls, (source) =>
			pipeline(
				contents(source, order.about, say),
				createZstdCompress(),
				(plain: AsyncIterable<Buffer>) => sealed(plain, order.secret),
				(file: AsyncIterable<Buffer>) => writeAll(handle, file),
			),
		);
		await handle.sync();
		const { totals } = await readBackup(handle, order.secret);
		const { size } = await handle.stat();
		await order.whole();
		refuseExisting(order.file);
		await rename(part, order.file);
		await syncFolder(dirname(order.file));
		return { ...totals, bytes: size };
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	} finally {
		await handle.close();
	}
}

function refuseExisting(file: string): void {
	if (existsSync(file)) throw new BadBackup(`${file} is there already. A backup never takes the place of another.`);
}

async function writeAll(handle: FileHandle, parts: AsyncIterable<Buffer>): Promise<void> {
	for await (const part of parts) await handle.writeFile(part);
}

async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, "r");
	await handle.sync();
	await handle.close();
}

/** One instant of the database, seen by two roles: the owner of the tables, and the owner of the queue. */
type Source = { owner: pg.Client; jobs: pg.Client; tables: TableHead[] };

async function inSnapshot(urls: DatabaseUrls, work: (source: Source) => Promise<void>): Promise<void> {
	const owner = await connectSteadily(urls.owner);
	const jobs = await connectSteadily(urls.jobs);
	try {
		const before = await storedTables(owner);
		if (!before.some(({ name }) => name === "public.migrations"))
			throw new BadBackup("There is no Filò in this database.");
		await owner.query("begin isolation level repeatable read, read only");
		// Locked before the instant is chosen: a migration that rewrites a table would leave it empty for us.
		await owner.query(`lock table ${before.map(({ name }) => name).join(", ")} in access share mode`);
		const { rows } = await owner.query<{ id: string }>("select pg_export_snapshot() as id");
		await jobs.query(`begin isolation level repeatable read, read only; set transaction snapshot '${rows[0]!.id}'`);
		const tables = await storedTables(owner);
		if (JSON.stringify(tables) !== JSON.stringify(before))
			throw new BadBackup("The database is just being brought up to date. Run the backup again in a moment.");
		await work({ owner, jobs, tables });
	} finally {
		await Promise.all([owner.end(), jobs.end()]);
	}
}

async function* contents(
	{ owner, jobs, tables }: Source,
	about: Order["about"],
	say: (line: string) => void,
): AsyncGenerator<Buffer> {
	const tell = progress(say);
	const applied = await owner.query<{ name: string }>("select name from public.migrations order by name");
	yield frameOf("about", { ...about, migrations: applied.rows.map(({ name }) => name) });
	const totals: Totals = { tables: 0, rows: 0, jobs: 0 };
	for (const { name, columns } of tables) {
		yield frameOf("table", { name, columns });
		const tally = new Tally();
		for await (const bytes of owner.query(to(copyOut({ name, columns }))) as AsyncIterable<Buffer>) {
			tally.add(bytes);
			yield rowsFrame(bytes);
			tell(() => `Backing up: ${totals.tables} of ${tables.length} tables, ${totals.rows} rows`);
		}
		const end = tally.end();
		yield frameOf("end", end);
		totals.tables += 1;
		totals.rows += end.rows;
	}
	const waiting = await waitingJobs(jobs);
	for (let at = 0; at < waiting.length; at += jobsAtOnce) {
		yield frameOf("jobs", waiting.slice(at, at + jobsAtOnce));
	}
	yield frameOf("close", { ...totals, jobs: waiting.length });
}

/** Jobs that are to run, or are running at this instant. Those that failed for good stay behind, as they did here. */
async function waitingJobs(jobs: pg.Client): Promise<Job[]> {
	const { rows } = await jobs.query<Job>(`
		select t.identifier as task, j.payload::text as payload, j.run_at::text as "runAt"
		from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
		where j.attempts < j.max_attempts order by j.id`);
	return rows;
}
