import { once } from "node:events";
import {
	closeSync,
	existsSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import type pg from "pg";
import { type CopyStreamQuery, from, to } from "pg-copy-streams";
import { newId } from "../../core/ids.ts";
import type { DatabaseUrls } from "../embedded.ts";
import { lettersOut } from "../enqueue.ts";
import { migrate, migrationLock, migrationNames } from "../migrate.ts";
import { keyFolder } from "../seal.ts";
import { BadBackup, type Secret } from "./envelope.ts";
import { type Checked, type Job, readBackup, type TableHead, Tally, type Visitor } from "./frames.ts";
import { progress } from "./progress.ts";
import { connectSteadily, copyIn, copyOut, type StoredTable, setKeysAside, storedTables } from "./tables.ts";

type Order = {
	urls: DatabaseUrls;
	file: FileHandle;
	secret: Secret;
	checked: Checked;
	/** Where this Filò looks for the key that seals contacts. */
	keyFile: string;
	/** Whether letters that were waiting are sent: somebody has to know whether the old Filò sent them meanwhile. */
	letters: "send" | "hold";
};

/**
 * Reads the whole backup, writes nothing, and answers what is in it. Throws `BadBackup` where it is not whole, or
 * comes from a newer Filò than this.
 */
export async function checkBackup(file: FileHandle, secret: Secret, say: (line: string) => void): Promise<Checked> {
	const tell = progress(say);
	const checked = await readBackup(file, secret, {}, (part) => tell(() => `Checking: ${percent(part)}`));
	const known = new Set(await migrationNames());
	const { migrations, version } = checked.about;
	if (!migrations.every((name) => known.has(name)))
		throw new BadBackup(`This backup was made by a newer Filò (${version}). Install that version and restore with it.`);
	return checked;
}

/**
 * Puts the key of a backup where this Filò looks for it. Where another is there that wraps the keys of people beside it,
 * both stand until everything restored is sealed with that one. Throws `BadBackup` where another key is there alone: it
 * may be the only one that opens something else.
 */
function placeKey(file: string, key: string): void {
	const there = readIfThere(file)?.trim();
	if (there?.split(/\s+/)[0] === key.split(/\s+/)[0]) return;
	const isInUse = there !== undefined && existsSync(keyFolder(file));
	if (isInUse) key = [...new Set(`${there}\n${key}`.split(/\s+/))].join("\n");
	else if (there !== undefined)
		throw new BadBackup(`${file} holds another key. Move it away, or say with FILO_KEY_FILE where this one goes.`);
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const draft = `${file}.new`;
	const handle = openSync(draft, "w", 0o600);
	writeFileSync(handle, `${key}\n`);
	fsyncSync(handle);
	closeSync(handle);
	renameSync(draft, file);
}

function readIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

/**
 * Fills an empty database with a checked backup: first the tables as they were when it was made, then every row in one
 * transaction, then the migrations that came later. Interrupted, it leaves an empty database and can be run again.
 * Sessions are ended. Answers false where this very backup was restored here before. Throws `BadBackup` where the
 * database is not empty.
 */
export async function restoreBackup(order: Order, say: (line: string) => void): Promise<boolean> {
	const { urls, checked, keyFile } = order;
	const isNew = await withOwner(urls, async (client) => {
		if (await wasRestored(client, checked.about.id)) return false;
		await refuseInhabited(client, await storedTables(client));
		return true;
	});
	if (isNew) {
		placeKey(keyFile, checked.about.key);
		await migrate(urls, () => {}, checked.about.migrations);
		await withOwner(urls, (client) => fill(client, order, say));
	}
	await migrate(urls, say);
	return isNew;
}

async function withOwner<Result>(urls: DatabaseUrls, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
	const client = await connectSteadily(urls.owner);
	try {
		return await work(client);
	} finally {
		// Ending the connection rolls back what was not committed.
		await client.end();
	}
}

async function wasRestored(client: pg.Client, backupId: string): Promise<boolean> {
	const { rows } = await client.query("select to_regclass('access.audit') is not null as is_there");
	if (!rows[0].is_there) return false;
	const found = await client.query("select 1 from access.audit where record_id = $1 and verb = 'restore'", [backupId]);
	return found.rows.length > 0;
}

/** Migrations fill the tables that everybody shares; any other row was written by somebody. */
async function refuseInhabited(client: pg.Client, tables: readonly StoredTable[]): Promise<void> {
	const isOurs = tables.some(({ name }) => name === "public.migrations");
	for (const { name, kind } of tables) {
		if (isOurs && (name === "public.migrations" || (kind === "shared" && name !== "programme.neighbourhoods")))
			continue;
		const { rows } = await client.query(`select 1 from ${name} limit 1`);
		if (rows.length > 0 || !isOurs)
			throw new BadBackup(
				"There is data here already, and a restore never mixes. Give it a new folder (FILO_DATA) or a new, empty database (DATABASE_URL).",
			);
	}
}

async function fill(client: pg.Client, { file, secret, checked, letters }: Order, say: (line: string) => void) {
	const tell = progress(say);
	await client.query("begin");
	// A Filò that is started meanwhile waits until all is there.
	await client.query("select pg_advisory_xact_lock($1)", [migrationLock]);
	const tables = await storedTables(client);
	await refuseInhabited(client, tables);
	await refuseOtherLevel(client, checked.about.migrations);
	const putKeysBack = await setKeysAside(client);
	await client.query(`truncate ${tables.map(({ name }) => name).join(", ")}`);
	const again = await readBackup(file, secret, rowsInto(client, tables), (part) =>
		tell(() => `Restoring: ${percent(part)}`),
	);
	if (again.about.id !== checked.about.id || again.totals.tables !== tables.length)
		throw new BadBackup("The file was exchanged while it was being restored. Nothing was written.");
	await putKeysBack();
	await client.query("update access.sessions set ended_at = now() where ended_at is null");
	await putJobsBack(client, again.jobs, letters);
	await client.query(
		"insert into access.audit (id, role, verb, kind, record_id) values ($1, 'machine', 'restore', 'backup', $2)",
		[newId(), checked.about.id],
	);
	await client.query("commit");
	await client.query("analyze");
}

async function refuseOtherLevel(client: pg.Client, migrations: readonly string[]): Promise<void> {
	const { rows } = await client.query<{ name: string }>("select name from public.migrations");
	if (rows.length !== migrations.length)
		throw new BadBackup("The tables there are of a later version than the backup. Give it a database without tables.");
}

async function putJobsBack(client: pg.Client, jobs: readonly Job[], letters: Order["letters"]): Promise<void> {
	for (const { task, payload, runAt } of jobs) {
		if (letters === "hold" && lettersOut.has(task)) continue;
		await client.query("select queue.put_back($1, $2::json, $3::timestamptz)", [task, payload, runAt]);
	}
	if (letters === "hold") await holdLetters(client);
}

/** What waited is not tried again by itself, what was given up stays so; a backup from before there was such a mark gets it with its migration. */
async function holdLetters(client: pg.Client): Promise<void> {
	const { rows } = await client.query(
		"select from pg_attribute where attrelid = to_regclass('access.mails') and attname = 'held_at' and not attisdropped",
	);
	if (rows.length > 0)
		await client.query("update access.mails set held_at = now() where sent_at is null and failed_at is null");
}

/** Writes each table's rows, then reads them out again: what the database holds must be what the backup says. */
function rowsInto(client: pg.Client, tables: readonly StoredTable[]): Visitor {
	let head: TableHead;
	let stream: CopyStreamQuery;
	let ended: Promise<void>;
	return {
		async table(next) {
			const known = tables.find(({ name }) => name === next.name);
			if (!known || known.columns.join() !== next.columns.join())
				throw new BadBackup(`The table ${next.name} is not the one of this Filò.`);
			head = next;
			stream = client.query(from(copyIn(head)));
			ended = finished(stream);
			ended.catch(() => {}); // awaited with the next rows, or at the table's end
		},
		async rows(bytes) {
			if (!stream.write(bytes)) await Promise.race([once(stream, "drain"), ended]);
		},
		async end(said) {
			stream.end();
			await ended;
			const tally = new Tally();
			for await (const bytes of client.query(to(copyOut(head))) as AsyncIterable<Buffer>) tally.add(bytes);
			const found = tally.end();
			if (found.rows !== said.rows || found.sha256 !== said.sha256)
				throw new Error(`${head.name} did not come back as it was written.`);
		},
	};
}

function percent(part: number): string {
	return `${Math.floor(part * 100)} %`;
}
