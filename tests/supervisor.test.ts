import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DatabaseUrls, type Embedded, startEmbedded } from "../src/db/embedded.ts";
import { isServerIn, processMark } from "../src/db/process.ts";

const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === "linux";

/** A data folder that has been started once and stopped: copying it is quicker than a first start. */
let used: string;
let base: string;
let home: string;
let said: string[];
let running: Embedded[];
let children: ChildProcess[];

beforeAll(async () => {
	used = mkdtempSync(path.join(tmpdir(), "filo-supervisor-used-"));
	const server = await startEmbedded(used, () => {});
	await server.stop();
});

afterAll(() => rmSync(used, { recursive: true, force: true }));

beforeEach(() => {
	base = mkdtempSync(path.join(tmpdir(), "filo-supervisor-"));
	home = path.join(base, "data");
	said = [];
	running = [];
	children = [];
});

function useAgain(): void {
	execFileSync("cp", ["-a", used, home]);
}

afterEach(async () => {
	for (const child of children) child.kill("SIGKILL");
	for (const server of running) await server.stop();
	const left = postmasterPid(home);
	if (left && processMark(left)) process.kill(left, "SIGQUIT");
	await until(() => !left || processMark(left) === null);
	rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function start(folder = home): Promise<Embedded> {
	const server = await startEmbedded(folder, (line) => said.push(line));
	running.push(server);
	return server;
}

/** Starts a Filò of its own process, and kills it the way a power button does: without a word. */
async function startAndKill(): Promise<DatabaseUrls> {
	const script = path.join(import.meta.dirname, "supervisor-child.ts");
	const child = spawn(process.execPath, [script, home], { stdio: ["ignore", "pipe", "inherit"] });
	children.push(child);
	const line = await new Promise<string>((resolve, reject) => {
		child.stdout?.once("data", (part) => resolve(String(part)));
		child.once("exit", () => reject(new Error("the child stopped before it was ready")));
	});
	const ended = new Promise((resolve) => child.once("exit", resolve));
	child.kill("SIGKILL");
	await ended;
	// The way that the killed one used may have gone with it: the folder's own path is short enough here.
	const host = `host=${encodeURIComponent(path.join(home, "postgres"))}`;
	return JSON.parse(line.replace(/host=[^"]+/g, host));
}

async function ask(url: string, sql: string): Promise<unknown> {
	const client = new pg.Client({ connectionString: url });
	client.on("error", () => {});
	await client.connect();
	try {
		const { rows } = await client.query({ text: sql, rowMode: "array" });
		return rows[0]?.[0];
	} finally {
		await client.end();
	}
}

function postmasterPid(folder: string): number | null {
	const file = path.join(folder, "postgres", "postmaster.pid");
	return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : null;
}

async function until(isDone: () => boolean): Promise<void> {
	const limit = Date.now() + 20_000;
	while (!isDone()) {
		if (Date.now() > limit) throw new Error("waited too long");
		await sleep(20);
	}
}

/** The postmaster and its helpers. */
function serverProcesses(folder: string): string[] {
	const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	return pids.filter((pid) => isServerIn(Number(pid), path.join(folder, "postgres")));
}

describe("a first start", () => {
	test("makes the three roles, each with what it needs and no more", async () => {
		const { urls } = await start();
		expect(await ask(urls.application, "select current_user")).toBe("filo_application");
		expect(await ask(urls.jobs, "select current_user")).toBe("filo_jobs");
		expect(await ask(urls.owner, "select current_database()")).toBe("filo");
		const bypassing = "select string_agg(rolname, ',' order by rolname) from pg_roles where rolbypassrls";
		expect(await ask(urls.owner, bypassing)).toBe("filo_owner,postgres");
		await ask(urls.jobs, "create schema queue");
		await expect(ask(urls.application, "create schema mine")).rejects.toThrow(/permission denied/);
		await expect(ask(urls.application, "create table public.mine (a int)")).rejects.toThrow(/permission denied/);
	});

	test("keeps what is acknowledged durable, and listens on no network", async () => {
		const { urls } = await start();
		for (const [setting, value] of [
			["fsync", "on"],
			["synchronous_commit", "on"],
			["full_page_writes", "on"],
			["listen_addresses", ""],
			["server_encoding", "UTF8"],
		]) {
			expect(await ask(urls.owner, `show ${setting}`), setting).toBe(value);
		}
		expect(await ask(urls.owner, "select lower('PERCHÉ È')")).toBe("perché è");
	});

	test("lets nobody in without a password, not even the superuser", async () => {
		const { urls } = await start();
		await expect(ask(urls.owner.replace(/:[0-9a-f]+@/, ":wrong@"), "select 1")).rejects.toThrow(
			/password authentication failed/,
		);
		const superuser = urls.owner.replace("filo_owner", "postgres");
		await expect(ask(superuser, "select 1")).rejects.toThrow(/no pg_hba.conf entry/);
		expect(statSync(path.join(home, "database.json")).mode & 0o077).toBe(0);
		expect(statSync(path.join(home, "postgres")).mode & 0o077).toBe(0);
	});

	test("begins again where an earlier one was interrupted", async () => {
		mkdirSync(path.join(home, "postgres.new", "base"), { recursive: true });
		const { urls } = await start();
		expect(await ask(urls.owner, "select 1")).toBe(1);
		expect(existsSync(path.join(home, "postgres.new"))).toBe(false);
	});
});

describe("a later start", () => {
	beforeEach(useAgain);

	test("finds what was written, and stopping leaves no process", async () => {
		const first = await start();
		await ask(first.urls.owner, "create table kept as select 42 as answer");
		if (isLinux) expect(serverProcesses(home).length).toBeGreaterThan(1);
		await Promise.all([first.stop(), first.stop()]);
		expect(postmasterPid(home)).toBeNull();
		if (isLinux) expect(serverProcesses(home)).toEqual([]);
		const second = await start();
		expect(await ask(second.urls.owner, "select answer from kept")).toBe(42);
	});

	test("makes new passwords where their file is lost, even while the server runs", async () => {
		const orphaned = await startAndKill();
		rmSync(path.join(home, "database.json"));
		const second = await start();
		expect(second.urls.owner).not.toContain(new URL(orphaned.owner.replace("@/", "@x/")).password);
		expect(await ask(second.urls.owner, "select 1")).toBe(1);
	});

	test("refuses a folder that another major version wrote", async () => {
		writeFileSync(path.join(home, "postgres", "PG_VERSION"), "15\n");
		await expect(start()).rejects.toThrow(/written by PostgreSQL 15/);
	});

	test("keeps its log bounded", async () => {
		writeFileSync(path.join(home, "postgres.log"), "x".repeat(11 * 1024 * 1024));
		await start();
		expect(statSync(path.join(home, "postgres.log")).size).toBeLessThan(100_000);
	});
});

describe("two on one folder", () => {
	beforeEach(useAgain);

	test("the second stops with a clear line, and the first goes on", async () => {
		const first = await start();
		await expect(start()).rejects.toThrow(/already runs on this data folder/);
		expect(await ask(first.urls.owner, "select 1")).toBe(1);
	});

	test("of many at once, exactly one starts", async () => {
		const outcomes = await Promise.allSettled([start(), start(), start(), start()]);
		expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
	});
});

describe("after a kill -9 of Filò", () => {
	beforeEach(useAgain);

	test("the server that is still running is adopted, with what was acknowledged", async () => {
		const orphaned = await startAndKill();
		await ask(orphaned.owner, "create table kept as select 42 as answer");
		const pid = postmasterPid(home);
		const { urls, stop } = await start();
		expect(postmasterPid(home)).toBe(pid);
		expect(said.join()).toMatch(/Adopted/);
		expect(await ask(urls.owner, "select answer from kept")).toBe(42);
		await stop();
		if (isLinux) expect(serverProcesses(home)).toEqual([]);
	});

	test("and of its server, the next start recovers", async () => {
		const orphaned = await startAndKill();
		await ask(orphaned.owner, "create table kept as select 42 as answer");
		process.kill(postmasterPid(home) as number, "SIGKILL");
		const { urls } = await start();
		expect(await ask(urls.owner, "select answer from kept")).toBe(42);
	});

	test("a pid file that now names another program is not believed", async () => {
		const account = statSync(path.join(home, "postgres"));
		const other = spawn("sleep", ["60"], { uid: account.uid, gid: account.gid, stdio: "ignore" });
		children.push(other);
		const file = path.join(home, "postgres", "postmaster.pid");
		writeFileSync(file, `${other.pid}\n/proc/self/cwd\n1\n5432\n/proc/self/cwd\n\n0 0\nready\n`);
		const { urls } = await start();
		expect(await ask(urls.owner, "select 1")).toBe(1);
		expect(other.exitCode).toBeNull();
	});

	test("a pid file of a process that is gone is not believed", async () => {
		const file = path.join(home, "postgres", "postmaster.pid");
		writeFileSync(file, "4194000\n/proc/self/cwd\n1\n5432\n/proc/self/cwd\n\n0 0\nready\n");
		const { urls } = await start();
		expect(await ask(urls.owner, "select 1")).toBe(1);
	});

	test("a lock that names a later process with the same number is not believed", async () => {
		const lock = JSON.stringify({ pid: process.pid, mark: "an earlier boot" });
		writeFileSync(path.join(home, "filo.lock"), lock);
		const { urls } = await start();
		expect(await ask(urls.owner, "select 1")).toBe(1);
	});
});

describe("awkward folders", () => {
	test("a path longer than a socket's 107 bytes, with spaces and accents", async () => {
		home = path.join(base, "città e comunità, ".repeat(6), "così".repeat(12));
		const { urls } = await start();
		expect(await ask(urls.owner, "select 1")).toBe(1);
	});

	test("a closed home: nobody but its owner can walk to the folder", async () => {
		chmodSync(base, 0o700);
		useAgain();
		const { urls } = await start();
		expect(await ask(urls.owner, "select 1")).toBe(1);
		if (isRoot) expect(statSync(path.join(home, "postgres")).uid).not.toBe(0);
	});

	test("a data folder behind a link is the same folder", async () => {
		useAgain();
		const link = path.join(base, "link");
		await start();
		symlinkSync(home, link);
		await expect(start(link)).rejects.toThrow(/already runs on this data folder/);
	});
});
