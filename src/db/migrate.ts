import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runMigrations as migrateQueue } from "graphile-worker";
import pg from "pg";
import type { DatabaseUrls } from "./embedded.ts";

const folder = join(import.meta.dirname, "../../db/migrations");

/** Whoever changes the shape of the database, or fills it whole, holds this advisory lock. */
export const migrationLock = 20170505;

const ledger = `
	create table if not exists public.migrations (name text primary key, applied_at timestamptz not null default now());
	comment on table public.migrations is '@control Migrations applied to this database.';
	comment on column public.migrations.name is 'File name of the migration.';
	comment on column public.migrations.applied_at is 'When it was applied.';
	grant select on public.migrations to filo_application`;

/** Names of the migrations in the folder, in their order. */
export async function migrationNames(): Promise<string[]> {
	return (await readdir(folder)).filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name)).sort();
}

/**
 * Brings the database up to date as its owner, forward only, each file in its
 * own transaction, one runner at a time (advisory lock). The queue's schema
 * comes first, as the jobs role, because one function of ours calls it. `wanted` stops at an earlier state of the
 * database, for a backup that was made at it.
 */
export async function migrate(
	urls: DatabaseUrls,
	say: (line: string) => void = () => {},
	wanted?: readonly string[],
): Promise<void> {
	const client = new pg.Client({ connectionString: urls.owner });
	await client.connect();
	const named = roleNames(urls);
	try {
		await client.query("select pg_advisory_lock($1)", [migrationLock]);
		await client.query(named(ledger));
		const done = new Set((await client.query("select name from public.migrations")).rows.map((row) => row.name));
		const waiting = (await migrationNames()).filter((name) => !done.has(name) && (!wanted || wanted.includes(name)));
		if (waiting.length > 0) await openQueue(urls, named);
		for (const name of waiting) await apply(client, name, named, say);
	} finally {
		await client.end();
	}
}

/** The files speak of `filo_application`, `filo_jobs` and `filo_owner`; a server of one's own may call them otherwise. */
function roleNames(urls: DatabaseUrls): (text: string) => string {
	const userOf = (url: string) =>
		pg.escapeIdentifier(decodeURIComponent(new URL(url.replace("@/", "@localhost/")).username));
	return (text) =>
		text
			.replaceAll("filo_application", userOf(urls.application))
			.replaceAll("filo_jobs", userOf(urls.jobs))
			.replaceAll("filo_owner", userOf(urls.owner));
}

async function openQueue(urls: DatabaseUrls, named: (text: string) => string): Promise<void> {
	await migrateQueue({ connectionString: urls.jobs, preset: { worker: { schema: "graphile_worker" } } });
	const client = new pg.Client({ connectionString: urls.jobs });
	await client.connect();
	try {
		await client.query(named(await readFile(join(folder, "../queue.sql"), "utf8")));
	} finally {
		await client.end();
	}
}

async function apply(
	client: pg.Client,
	name: string,
	named: (text: string) => string,
	say: (line: string) => void,
): Promise<void> {
	const text = named(await readFile(join(folder, name), "utf8"));
	await client.query("begin");
	try {
		await client.query(text);
		await client.query("insert into public.migrations (name) values ($1)", [name]);
		await client.query("commit");
	} catch (error) {
		await client.query("rollback");
		throw new Error(`migration ${name}: ${(error as Error).message}`, { cause: error });
	}
	say(`migration ${name}`);
}
