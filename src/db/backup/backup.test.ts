import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyDatabase, freshDatabase } from "../../../tests/harness.ts";
import { newId } from "../../core/ids.ts";
import { addAccount, askForLink, firstAdministrator } from "../../modules/access/service.ts";
import { nobody } from "../actor.ts";
import type { DatabaseUrls } from "../embedded.ts";
import { migrate, migrationNames } from "../migrate.ts";
import { BadBackup, type Secret, sealed } from "./envelope.ts";
import { readBackup } from "./frames.ts";
import { checkBackup, restoreBackup } from "./restore.ts";
import { writeBackup } from "./write.ts";

const secret: Secret = { kind: "key", bytes: Buffer.alloc(32, 3) };
const folder = mkdtempSync(join(tmpdir(), "filo-backup-"));
const noLine = () => {};
const key = "07".repeat(32);
let t: Awaited<ReturnType<typeof freshDatabase>>;
let made = 0;

const aboutNow = () => ({ id: newId(), madeAt: new Date().toISOString(), version: "0.1.0", key });
const newFile = () => join(folder, `${++made}.filo`);

async function backUp(urls: DatabaseUrls, lock = secret): Promise<string> {
	const file = newFile();
	await writeBackup({ urls, file, secret: lock, about: aboutNow(), whole: async () => {} }, noLine);
	return file;
}

async function ask<Row>(url: string, text: string): Promise<Row[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query(text)).rows as Row[];
	} finally {
		await client.end();
	}
}

async function restore(path: string, urls: DatabaseUrls, letters: "send" | "hold" = "hold", keyFile = newFile()) {
	const file = await open(path, "r");
	try {
		const checked = await checkBackup(file, secret, noLine);
		return await restoreBackup({ urls, file, secret, checked, keyFile, letters }, noLine);
	} finally {
		await file.close();
	}
}

async function check(bytes: Buffer, lock = secret): Promise<unknown> {
	const path = join(folder, "tried.filo");
	writeFileSync(path, bytes);
	const file = await open(path, "r");
	try {
		return await readBackup(file, lock);
	} finally {
		await file.close();
	}
}

beforeAll(async () => {
	t = await freshDatabase();
	// Several chunks of what does not compress.
	const words = Array.from(
		{ length: 40 },
		() => `('${newId()}', 'machine', 'x', 'x', '${newId()}', array['${randomBytes(3000).toString("hex")}'])`,
	);
	await t.owner.query(`insert into access.audit (id, role, verb, kind, record_id, fields) values ${words.join(", ")}`);
});
afterAll(async () => {
	await t.end();
	rmSync(folder, { recursive: true, force: true });
});

test("cut short anywhere, altered in any byte, or with anything after its end, it is refused", {
	timeout: 60_000,
}, async () => {
	const whole = readFileSync(await backUp(t.urls));
	expect(whole.length).toBeGreaterThan(2 * 64 * 1024);
	await expect(check(whole)).resolves.toMatchObject({ about: { key } });
	const refused = async (bytes: Buffer) => {
		await expect(check(bytes)).rejects.toThrow(BadBackup);
	};
	const head = "filo backup 1, key\n".length + 32;
	const step = 64 * 1024 + 16;
	const [one, two] = [whole.subarray(head, head + step), whole.subarray(head + step, head + 2 * step)];
	const start = whole.subarray(0, head);
	const edges = [0, 1, head - 1, head, head + 1, head + step - 1, head + step, head + 2 * step, whole.length - 1];
	for (const edge of edges) await refused(whole.subarray(0, edge));
	await refused(Buffer.concat([whole, Buffer.from([0])]));
	await refused(Buffer.concat([start, two, one, whole.subarray(head + 2 * step)]));
	await refused(Buffer.concat([start, one, one, two, whole.subarray(head + 2 * step)]));
	await refused(Buffer.concat([start, whole.subarray(head + step)]));
	const at = fc.integer({ min: 0, max: whole.length - 1 });
	await fc.assert(
		fc.asyncProperty(at, (cut) => refused(whole.subarray(0, cut))),
		{ numRuns: 100 },
	);
	await fc.assert(
		fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), async (where, change) => {
			const altered = Buffer.from(whole);
			altered[where]! ^= change;
			await refused(altered);
		}),
		{ numRuns: 200 },
	);
});

test("another key, another passphrase, or the other kind of secret does not open it; the right one does", {
	timeout: 60_000,
}, async () => {
	const bytes = readFileSync(await backUp(t.urls));
	await expect(check(bytes, { kind: "key", bytes: Buffer.alloc(32, 4) })).rejects.toThrow(/another key/);
	await expect(check(bytes, { kind: "passphrase", text: "sei parole" })).rejects.toThrow(/locked with a key/);
	const spoken = readFileSync(await backUp(t.urls, { kind: "passphrase", text: "la stalla più calda del paese" }));
	await expect(check(spoken, { kind: "passphrase", text: "la stalla più fredda" })).rejects.toThrow(BadBackup);
	await expect(check(spoken, { kind: "passphrase", text: "la stalla più calda del paese" })).resolves.toBeDefined();
});

test("an envelope of any length opens to what was put in, at every edge of its chunks", async () => {
	const { opened } = await import("./envelope.ts");
	for (const length of [0, 1, 65535, 65536, 65537, 131072, 200_000]) {
		const plain = randomBytes(length);
		const path = join(folder, "envelope");
		const parts: Buffer[] = [];
		for await (const part of sealed(
			(async function* () {
				yield plain;
			})(),
			secret,
		))
			parts.push(part);
		writeFileSync(path, Buffer.concat(parts));
		const file = await open(path, "r");
		const out: Buffer[] = [];
		for await (const part of opened(file, secret)) out.push(part);
		await file.close();
		expect(Buffer.concat(out).equals(plain), String(length)).toBe(true);
	}
});

test("made at an earlier state of the tables, it comes back at that state and goes on to this one", {
	timeout: 60_000,
}, async () => {
	const names = await migrationNames();
	const old = await emptyDatabase();
	await migrate(old, noLine, names.slice(0, 7));
	await ask(old.owner, `insert into access.accounts (id, name) values ('${newId()}', 'Rosa')`);
	const file = await backUp(old);
	const target = await emptyDatabase();
	expect(await restore(file, target)).toBe(true);
	expect(await ask(target.owner, "select name from access.accounts")).toEqual([{ name: "Rosa" }]);
	const done = await ask<{ name: string }>(target.owner, "select name from public.migrations order by name");
	expect(done.map(({ name }) => name)).toEqual(names);
	// Foreign keys were set aside to fill the tables: all of them are back, and were checked.
	const keys = `select conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated as said
		from pg_constraint where contype = 'f' order by 1`;
	const wanted = await ask<{ said: string }>(t.urls.owner, keys);
	expect(wanted.length).toBeGreaterThan(30);
	expect(await ask(target.owner, keys)).toEqual(wanted);
	// Where the tables are already further on than the backup, nothing is guessed.
	const ahead = await emptyDatabase();
	await migrate(ahead);
	await expect(restore(file, ahead)).rejects.toThrow(/later version/);
});

test("made by a newer Filò, it is refused with a clear line", async () => {
	await t.owner.query("insert into public.migrations (name) values ('9999-tomorrow.sql')");
	const file = await backUp(t.urls);
	await t.owner.query("delete from public.migrations where name = '9999-tomorrow.sql'");
	const target = await emptyDatabase();
	await expect(restore(file, target)).rejects.toThrow(/newer Filò \(0\.1\.0\)/);
	expect(await ask(target.owner, "select 1 from pg_tables where schemaname in ('public', 'access')")).toEqual([]);
});

test("a place that is not empty is left as it is: another's tables, somebody's data, another key", async () => {
	const file = await backUp(t.urls);
	const theirs = await emptyDatabase();
	await ask(theirs.owner, "create table public.recipes (id int)");
	await expect(restore(file, theirs)).rejects.toThrow(/never mixes/);
	const lived = await freshDatabase();
	await expect(restore(file, lived.urls)).rejects.toThrow(/never mixes/);
	await lived.end();
	const keyFile = newFile();
	writeFileSync(keyFile, `${"00".repeat(32)}\n`);
	const target = await emptyDatabase();
	await expect(restore(file, target, "hold", keyFile)).rejects.toThrow(/another key/);
	expect(readFileSync(keyFile, "utf8")).toBe(`${"00".repeat(32)}\n`);
	expect(await ask(target.owner, "select 1 from pg_tables where schemaname = 'access'")).toEqual([]);
});

test("letters that waited are kept, and sent from the new place only where somebody says so, and once", {
	timeout: 60_000,
}, async () => {
	const here = await freshDatabase();
	const first = await firstAdministrator(here.ground);
	expect(first).toBeDefined();
	const [account] = await ask<{ id: string }>(here.urls.owner, "select id from access.accounts");
	const admin = { ...nobody(), role: "administrator", accountId: account!.id } as Parameters<typeof addAccount>[1];
	const input = { id: newId<"account">(), name: "Anna", email: "anna@example.org" };
	await addAccount(here.ground, admin, input, { role: "officer", territoryId: null, neighbourhoodId: null });
	await askForLink(here.ground, "anna@example.org", "https://filo.example.org", "it");
	const queued = "select payload::text as payload from graphile_worker._private_jobs";
	const waiting = await ask<{ payload: string }>(here.urls.jobs, queued);
	expect(waiting.length).toBe(1);
	const file = await backUp(here.urls);
	const [held, sent] = [await emptyDatabase(), await emptyDatabase()];
	await restore(file, held, "hold");
	await restore(file, sent, "send");
	expect(await ask(held.jobs, queued)).toEqual([]);
	expect(await ask(sent.jobs, queued)).toEqual(waiting);
	for (const { owner } of [held, sent])
		expect(await ask(owner, "select id from access.mails where sent_at is null")).toHaveLength(1);
	const isHeld = "select held_at is not null as held from access.mails";
	expect([await ask(held.owner, isHeld), await ask(sent.owner, isHeld)]).toEqual([[{ held: true }], [{ held: false }]]);
	// Run again, it is the same backup: nothing is queued twice.
	expect(await restore(file, sent, "send")).toBe(false);
	expect(await ask(sent.jobs, queued)).toEqual(waiting);
	await here.end();
});

test("a backup never takes another's place, and one that fails leaves nothing behind", async () => {
	const file = await backUp(t.urls);
	const before = readFileSync(file);
	const order = { urls: t.urls, secret, about: aboutNow() };
	await expect(writeBackup({ ...order, file, whole: async () => {} }, noLine)).rejects.toThrow(/there already/);
	expect(readFileSync(file).equals(before)).toBe(true);
	const next = newFile();
	const whole = () => Promise.reject(new Error("no trail"));
	await expect(writeBackup({ ...order, file: next, whole }, noLine)).rejects.toThrow("no trail");
	for (const left of [next, `${next}.part`]) expect(() => readFileSync(left)).toThrow(/ENOENT/);
});
