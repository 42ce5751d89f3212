import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../src/core/ids.ts";
import { connectSteadily, storedTables } from "../src/db/backup/tables.ts";
import { type Embedded, reachEmbedded, startEmbedded } from "../src/db/embedded.ts";
import { emptyDatabase } from "./harness.ts";
import { cookieFor, dataFolder, processesIn, type Running, startFilo } from "./running.ts";

const run = promisify(execFile);
const filo = join(import.meta.dirname, "../filo");
const { folder, forget } = dataFolder();
const place = (name: string) => join(folder, name);
const key = place("backup.key");
const file = place("backup.filo");
const source = place("source");
let running: Running | undefined;

type Said = { code: number; said: string };

const environment = (data: string) => ({ PATH: process.env.PATH, HOME: process.env.HOME, FILO_DATA: data });

async function command(data: string, ...args: string[]): Promise<Said> {
	return commandWith({ ...environment(data) }, ...args);
}

async function commandWith(env: Record<string, string | undefined>, ...args: string[]): Promise<Said> {
	return run(filo, args, { env }).then(
		({ stderr }) => ({ code: 0, said: stderr }),
		(error) => ({ code: error.code, said: error.stderr }),
	);
}

/** Every row of every table as PostgreSQL writes it, apart from the tables named. */
/** What the running source writes by itself while it is copied: the trail's chain, and counts of networks. */
const byItself = [
	"access.audit_links",
	"network.computations",
	"network.measurements",
	"network.pictures",
	"network.positions",
];

async function everyRow(owner: string, but: string[] = []): Promise<Record<string, string[]>> {
	const client = await connectSteadily(owner);
	try {
		const tables = (await storedTables(client)).filter(({ name }) => !but.includes(name));
		const found: Record<string, string[]> = {};
		for (const { name } of tables) {
			const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t order by 1`);
			found[name] = rows.map(({ row }) => row);
		}
		return found;
	} finally {
		await client.end();
	}
}

async function inServer<Result>(data: string, work: (server: Embedded) => Promise<Result>): Promise<Result> {
	const server = reachEmbedded(data) ?? (await startEmbedded(data, () => {}));
	try {
		return await work(server);
	} finally {
		await server.stop();
	}
}

const ask = async (owner: string, text: string) => {
	const client = await connectSteadily(owner);
	try {
		return (await client.query(text)).rows;
	} finally {
		await client.end();
	}
};

/**
 * Writes until told to stop: notes through the pages, and pairs of rows in two tables that are only ever true together.
 * Answers how many notes were acknowledged.
 */
function writeOn(
	url: string,
	cookie: string,
	owner: string,
): { stop: () => Promise<{ notes: string[]; pairs: number }> } {
	let going = true;
	const notes: string[] = [];
	const write = async () => {
		while (going) {
			const id = newId();
			const answer = await fetch(`${url}/api/listening/notes`, {
				method: "POST",
				body: JSON.stringify({ id, text: `Sotto carico ${id}`, kind: "noticed" }),
				headers: { cookie, "content-type": "application/json" },
			});
			if (answer.status !== 201) throw new Error(`answered ${answer.status}`);
			notes.push(id);
		}
	};
	let pairs = 0;
	const pair = async () => {
		const client = new pg.Client({ connectionString: owner });
		await client.connect();
		for (; going; pairs += 1) {
			const [account, mail] = [newId(), newId()];
			await client.query("begin");
			await client.query("insert into access.accounts (id, name) values ($1, $2)", [account, `paio ${pairs}`]);
			await client.query(
				"insert into access.audit (id, role, verb, kind, record_id) values ($1, 'machine', 'pair', 'account', $2)",
				[mail, account],
			);
			await client.query("commit");
		}
		await client.end();
	};
	const writers = Promise.all([write(), write(), pair()]);
	const stop = async () => {
		going = false;
		await writers;
		return { notes, pairs };
	};
	return { stop };
}

beforeAll(async () => {
	running = await startFilo(source);
	const { code, said } = await command(source, "backup", file, "--key", key);
	expect(code, said).toBe(0);
	expect(said).toContain("A new key was made");
}, 240_000);
afterAll(async () => {
	await running?.stop();
	forget();
});

test("a backup made while everybody writes is one instant of it, and nothing in it can be read", {
	timeout: 240_000,
}, async () => {
	const busy = place("busy.filo");
	const owner = reachEmbedded(source)!.urls.owner;
	const writing = writeOn(running!.url, await cookieFor(running!.url, "facilitator"), owner);
	await new Promise((resolve) => setTimeout(resolve, 500));
	const made = await command(source, "backup", busy, "--key", key);
	const { notes, pairs } = await writing.stop();
	expect(made).toMatchObject({ code: 0 });
	expect(statSync(busy).mode & 0o777).toBe(0o600);
	expect(statSync(key).mode & 0o777).toBe(0o600);

	const other = place("under-load");
	expect(await command(other, "restore", busy, "--key", key)).toMatchObject({ code: 0 });
	await inServer(other, async ({ urls }) => {
		const kept = await ask(urls.owner, "select id from listening.notes where text like 'Sotto carico %'");
		expect(kept.length).toBeGreaterThan(0);
		expect(kept.length).toBeLessThan(notes.length);
		const accounts = await ask(urls.owner, "select id from access.accounts where name like 'paio %' order by 1");
		const entries = await ask(urls.owner, "select record_id as id from access.audit where verb = 'pair' order by 1");
		expect(accounts).toEqual(entries);
		expect(accounts.length).toBeGreaterThan(0);
		expect(accounts.length).toBeLessThan(pairs);
		const lone = await ask(
			urls.owner,
			`select n.id from listening.notes n where text like 'Sotto carico %' and not exists (
				select from access.audit a where a.record_id = n.id and a.verb = 'recordNote')`,
		);
		expect(lone).toEqual([]);
	});

	const bytes = readFileSync(busy);
	const texts = await ask(owner, "select text from listening.notes union all select label from community.parties");
	const seal = readFileSync(join(source, "key"), "utf8").trim();
	const known = [...texts.map(({ text }) => String(text).slice(0, 24)), "listening.notes", "facilitator", seal];
	expect(known.length).toBeGreaterThan(500);
	expect(known.filter((text) => text.length > 5 && bytes.includes(text))).toEqual([]);
	expect(bytes.includes(Buffer.from(seal, "hex"))).toBe(false);
});

test("restored elsewhere, every row of every table is the same; sessions are ended, the key is there, the trail says so", {
	timeout: 240_000,
}, async () => {
	const copy = place("quiet.filo");
	const other = place("other");
	const before = await inServer(source, ({ urls }) =>
		everyRow(urls.owner, ["access.sessions", "access.audit", ...byItself]),
	);
	expect(await command(source, "backup", copy, "--key", key)).toMatchObject({ code: 0 });
	expect(await command(other, "restore", copy, "--key", key)).toMatchObject({ code: 0 });
	await inServer(other, async ({ urls }) => {
		const after = await everyRow(urls.owner, ["access.sessions", "access.audit", ...byItself]);
		expect(Object.keys(after).length).toBeGreaterThan(30);
		for (const [name, rows] of Object.entries(before)) expect(after[name], name).toEqual(rows);
		expect(Object.keys(after)).toEqual(Object.keys(before));
		expect(await ask(urls.owner, "select 1 from access.sessions where ended_at is null")).toEqual([]);
		const trail = "select role, actor_id, kind, record_id from access.audit where verb";
		const [restored] = await ask(urls.owner, `${trail} = 'restore'`);
		expect(restored).toMatchObject({ role: "machine", actor_id: null, kind: "backup" });
		const made = await inServer(source, ({ urls: there }) => ask(there.owner, `${trail} = 'backUp' order by id`));
		expect(made.at(-1)).toEqual(restored);
		const old = await inServer(source, ({ urls: there }) =>
			ask(there.owner, "select a::text as row from access.audit a where verb <> 'backUp' order by 1"),
		);
		const trailAfter = await ask(
			urls.owner,
			"select a::text as row from access.audit a where verb not in ('backUp', 'restore') order by 1",
		);
		expect(trailAfter).toEqual(old);
	});
	expect(readFileSync(join(other, "key"), "utf8")).toBe(readFileSync(join(source, "key"), "utf8"));
	expect(statSync(join(other, "key")).mode & 0o777).toBe(0o600);
	expect(await command(other, "restore", copy, "--key", key)).toMatchObject({
		code: 0,
		said: expect.stringContaining("nothing was changed"),
	});
	const again = await startFilo(other);
	try {
		expect((await fetch(`${again.url}/status`)).status).toBe(200);
		expect(await cookieFor(again.url, "facilitator")).toMatch(/^filo=/);
	} finally {
		await again.stop();
	}
});

test("restored into a server of one's own, with roles of its own making, every row is the same too", {
	timeout: 240_000,
}, async () => {
	const copy = place("own-server.filo");
	expect(await command(source, "backup", copy, "--key", key)).toMatchObject({ code: 0 });
	const urls = await emptyDatabase();
	const env = {
		...environment(place("unused")),
		DATABASE_URL: urls.application,
		DATABASE_JOBS_URL: urls.jobs,
		DATABASE_OWNER_URL: urls.owner,
		FILO_KEY_FILE: place("own-server.key"),
	};
	expect(await commandWith(env, "restore", copy, "--key", key)).toMatchObject({ code: 0 });
	const but = ["access.sessions", "access.audit", ...byItself];
	const before = await inServer(source, ({ urls: there }) => everyRow(there.owner, but));
	expect(await everyRow(urls.owner, but)).toEqual(before);
	expect(readFileSync(place("own-server.key"), "utf8")).toBe(readFileSync(join(source, "key"), "utf8"));
	expect(existsSync(place("unused"))).toBe(false);
});

test("an altered or shortened backup, a wrong key, a place that is not empty: one line, code 2, and nothing is written", {
	timeout: 240_000,
}, async () => {
	const bytes = readFileSync(file);
	const broken = place("broken.filo");
	const nowhere = place("nowhere");
	const altered = Buffer.from(bytes);
	altered[Math.floor(bytes.length / 2)]! ^= 1;
	const wrong = place("wrong.key");
	writeFileSync(wrong, `${"ab".repeat(32)}\n`);
	for (const [content, ...args] of [
		[altered, "--key", key],
		[bytes.subarray(0, bytes.length - 1), "--key", key],
		[bytes.subarray(0, Math.floor(bytes.length / 3)), "--key", key],
		[Buffer.alloc(0), "--key", key],
		[bytes, "--key", wrong],
		[bytes, "--key", place("no.key")],
		[bytes],
	] as [Buffer, ...string[]][]) {
		writeFileSync(broken, content);
		const { code, said } = await command(nowhere, "restore", broken, ...args);
		expect([code, said.trim().split("\n").length], said).toEqual([2, 1]);
		expect(existsSync(nowhere)).toBe(false);
	}
	expect(await command(source, "restore", file, "--key", key)).toMatchObject({
		code: 2,
		said: expect.stringContaining("is running in"),
	});
	mkdirSync(nowhere);
	writeFileSync(join(nowhere, "letter.txt"), "mine");
	expect(await command(nowhere, "restore", file, "--key", key)).toMatchObject({ code: 2 });
	expect(existsSync(join(nowhere, "postgres"))).toBe(false);
	expect((await command(source, "backup", file, "--key", key)).code).toBe(2);
	expect((await command(source, "backup", place("x.filo"), "--key", join(source, "k"))).code).toBe(2);
	const unwritable = await command(source, "backup", place("no/such/folder.filo"), "--key", key);
	expect([unwritable.code, unwritable.said.trim().split("\n").length], unwritable.said).toEqual([2, 1]);
	expect((await command(place("misspelt"), "backup", place("x.filo"), "--key", key)).code).toBe(2);
	expect(readFileSync(file).equals(bytes)).toBe(true);
});

/** Starts a command and kills it without a warning as soon as something is seen. */
async function killWhen(data: string, args: string[], isSeen: () => Promise<boolean>): Promise<void> {
	const child = spawn(filo, args, { env: environment(data), stdio: "ignore", detached: true });
	const ended = once(child, "exit");
	while (!(await isSeen().catch(() => false))) expect(child.exitCode, "it was over before it was seen").toBe(null);
	child.kill("SIGKILL");
	expect((await ended)[1]).toBe("SIGKILL");
}

test("killed in the middle of a restore, it left nothing; run again, it restores everything", {
	timeout: 240_000,
}, async () => {
	const other = place("killed");
	let copies = 0;
	await killWhen(other, ["restore", file, "--key", key], async () => {
		const there = reachEmbedded(other);
		if (!there) return new Promise((resolve) => setTimeout(() => resolve(false), 20));
		const text = "select 1 from pg_stat_activity where query like 'copy community.%from stdin'";
		copies = (await ask(there.urls.owner, text)).length;
		await there.stop();
		return copies > 0;
	});
	expect(copies).toBe(1);
	await inServer(other, async ({ urls }) => {
		for (const name of ["access.accounts", "access.audit", "community.parties", "listening.notes"])
			expect(await ask(urls.owner, `select 1 from ${name} limit 1`), name).toEqual([]);
	});
	expect(await command(other, "restore", file, "--key", key)).toMatchObject({
		code: 0,
		said: expect.stringContaining("Everything is back"),
	});
	const parties = await inServer(other, ({ urls }) => ask(urls.owner, "select 1 from community.parties"));
	expect(parties.length).toBeGreaterThan(1000);
	expect(await processesIn(other)).toEqual([]);
});

test("killed in the middle of a backup, nothing has its name; run again, it is made", {
	timeout: 240_000,
}, async () => {
	const copy = place("interrupted.filo");
	await killWhen(source, ["backup", copy, "--key", key], async () => {
		await new Promise((resolve) => setTimeout(resolve, 2));
		return existsSync(`${copy}.part`);
	});
	expect(existsSync(copy)).toBe(false);
	expect(await command(source, "backup", copy, "--key", key)).toMatchObject({ code: 0 });
	expect([existsSync(copy), existsSync(`${copy}.part`)]).toEqual([true, false]);
	expect((await fetch(`${running!.url}/status`)).status).toBe(200);
});
