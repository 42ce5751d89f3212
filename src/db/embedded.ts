import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
	chownSync,
	closeSync,
	constants,
	existsSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readlinkSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Account, type Binaries, runnableBinaries } from "./binaries.ts";
import { holdLock, isServerIn, processMark, readText } from "./process.ts";

export type DatabaseUrls = { application: string; jobs: string; owner: string };
export type Embedded = { urls: DatabaseUrls; stop(): Promise<void> };

type Secrets = { application: string; jobs: string; owner: string };
type Place = { home: string; folder: string; log: string; account: Account; binaries: Binaries };
type Postmaster = { pid: number; mark: string; status: string };
type Way = { folder: string; close(): void };

const LOG_BYTES_MAX = 10 * 1024 * 1024;
const LOG_CHECK_MS = 10 * 60_000;
const ADOPTION_MS_MAX = 30_000;
/** Recovery after a power cut replays the log first, and that may take long on a slow disk. */
const START_MS_MAX = 10 * 60_000;
const STOP_MS_MAX = 60_000;
const POLL_MS = process.platform === "linux" ? 10 : 50;
const SOCKET = ".s.PGSQL.5432";
const CHILD_ENV = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/** Starts (or adopts) the PostgreSQL server that lives in `<dataFolder>/postgres`, creating it on first use, with database `filo` and the three sign-in roles filo_application, filo_jobs, filo_owner. */
export async function startEmbedded(dataFolder: string, say: (line: string) => void): Promise<Embedded> {
	const home = path.resolve(dataFolder);
	mkdirSync(home, { recursive: true, mode: 0o700 });
	const release = holdLock(path.join(home, "filo.lock"));
	try {
		const place = await placeIn(home);
		const secrets = await prepare(place, say);
		const adopted = await adopt(place, secrets, say);
		const server = adopted ?? (await launch(place, say));
		return supervise(place, server, secrets, release, say);
	} catch (error) {
		release();
		throw error;
	}
}

/** The server of a Filò that is running on this folder, for a command beside it; null when none runs. `stop` leaves it running. */
export function reachEmbedded(dataFolder: string): Embedded | null {
	const home = path.resolve(dataFolder);
	const folder = path.join(home, "postgres");
	const secrets = readSecrets(home);
	const running = postmaster(folder);
	if (!secrets || running?.status !== "ready") return null;
	const way = wayTo(running.pid, folder);
	return { urls: urlsOf(secrets, way.folder), stop: async () => way.close() };
}

async function placeIn(home: string): Promise<Place> {
	const folder = path.join(home, "postgres");
	const account = serverAccount(folder);
	const binaries = await runnableBinaries(account);
	return { home, folder, log: path.join(home, "postgres.log"), account, binaries };
}

/** PostgreSQL refuses root: under root the server runs as whoever owns its folder, at first as nobody. */
function serverAccount(folder: string): Account {
	const me = process.getuid?.();
	const found = statSync(folder, { throwIfNoEntry: false });
	if (me !== 0) {
		if (!found || found.uid === me) return null;
		throw new Error(`${folder} belongs to another account. Run Filò as that account, or as root.`);
	}
	if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid };
	if (process.platform !== "linux") throw new Error("PostgreSQL refuses root. Run Filò as an ordinary user.");
	const line = readText("/etc/passwd")?.match(/^nobody:[^:]*:(\d+):(\d+):/m);
	if (!line)
		throw new Error("PostgreSQL refuses root, and there is no user nobody to run it. Run Filò as an ordinary user.");
	return { uid: Number(line[1]), gid: Number(line[2]) };
}

/** Makes the folder on first use, and new passwords where the file that keeps them is lost. */
async function prepare(place: Place, say: (line: string) => void): Promise<Secrets> {
	const kept = readSecrets(place.home);
	const isNew = !existsSync(place.folder);
	if (!isNew) refuseOtherMajor(place);
	if (kept && !isNew) return kept;
	const secrets = kept ?? newSecrets();
	if (isNew) {
		say("Preparing the database for the first time…");
		await initialise(place, secrets);
	} else {
		say("The database's passwords are missing: making new ones.");
		const running = await settledPostmaster(place.folder);
		if (running) await stopServer(running);
		await waitForOrphans(place.folder);
		removeStaleLocks(place.folder);
		await runSingle(place, place.folder, passwordStatements(secrets));
	}
	writeDurably(path.join(place.home, "database.json"), JSON.stringify(secrets));
	return secrets;
}

function readSecrets(home: string): Secrets | null {
	try {
		return JSON.parse(readText(path.join(home, "database.json")) ?? "null");
	} catch {
		return null;
	}
}

function newSecrets(): Secrets {
	const secret = () => randomBytes(24).toString("hex");
	return { application: secret(), jobs: secret(), owner: secret() };
}

function refuseOtherMajor({ folder, binaries }: Place): void {
	const major = readText(path.join(folder, "PG_VERSION"))?.trim();
	if (major === binaries.major) return;
	throw new Error(
		`${folder} was written by PostgreSQL ${major ?? "of an unknown version"}, and this Filò brings ${binaries.major}. Make a backup with the Filò that wrote it (./filo backup), and restore it here into a new folder.`,
	);
}

/** The folder gets its name only when it is whole, so that an interrupted first start leaves nothing to repair. */
async function initialise(place: Place, secrets: Secrets): Promise<void> {
	const draft = `${place.folder}.new`;
	rmSync(draft, { recursive: true, force: true });
	mkdirSync(draft, { mode: 0o700 });
	if (place.account) chownSync(draft, place.account.uid, place.account.gid);
	const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
	const options = ["--username=postgres", "--auth=reject", "--no-instructions", ...locale];
	await run(place, draft, place.binaries.initdb, ["-D", dataArgument(draft), ...options]);
	// The superuser has no line and no password: nobody signs in as it.
	const roles = "filo_application,filo_jobs,filo_owner";
	writeFileSync(path.join(draft, "pg_hba.conf"), `local all ${roles} scram-sha-256\n`);
	await runSingle(place, draft, [...roleStatements(), ...passwordStatements(secrets)]);
	renameSync(draft, place.folder);
	syncPath(place.home);
}

function roleStatements(): string[] {
	return [
		"CREATE ROLE filo_owner LOGIN BYPASSRLS CREATEDB",
		"CREATE ROLE filo_application LOGIN",
		"CREATE ROLE filo_jobs LOGIN",
		"CREATE DATABASE filo OWNER filo_owner",
		"REVOKE ALL ON DATABASE filo FROM PUBLIC",
		"GRANT CONNECT ON DATABASE filo TO filo_application",
		"GRANT CONNECT, CREATE ON DATABASE filo TO filo_jobs",
	];
}

function passwordStatements(secrets: Secrets): string[] {
	return Object.entries(secrets).map(([name, secret]) => `ALTER ROLE filo_${name} PASSWORD '${secret}'`);
}

/** Single-user mode reads a statement a line and reports failures in its output, not in its exit code. */
async function runSingle(place: Place, folder: string, statements: string[]): Promise<void> {
	const args = ["--single", "-D", dataArgument(folder), ...logSettings(), "template1"];
	const output = await run(place, folder, place.binaries.postgres, args, `${statements.join("\n")}\n`);
	if (/ERROR:|FATAL:|PANIC:/.test(output)) throw new Error(`PostgreSQL could not be prepared:\n${output}`);
}

/** Under a closed home the server's account cannot walk to the folder by its path: it is born inside it. */
function dataArgument(folder: string): string {
	return process.platform === "linux" ? "/proc/self/cwd" : folder;
}

async function run(place: Place, cwd: string, program: string, args: string[], input = ""): Promise<string> {
	const child = spawn(program, args, { cwd, env: CHILD_ENV, detached: true, ...place.account });
	let output = "";
	child.stdout.on("data", (part) => (output += part));
	child.stderr.on("data", (part) => (output += part));
	child.stdin.on("error", () => {});
	child.stdin.end(input);
	const code = await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
	if (code === 0) return output;
	throw new Error(`${path.basename(program)} stopped with ${code}:\n${output.slice(-2000)}`);
}

/** A server that outlived its Filò goes on serving: its folder must never see a second one. */
async function adopt(place: Place, secrets: Secrets, say: (line: string) => void): Promise<Postmaster | null> {
	const found = await settledPostmaster(place.folder);
	if (!found) {
		await waitForOrphans(place.folder);
		removeStaleLocks(place.folder);
		return null;
	}
	const way = wayTo(found.pid, place.folder);
	try {
		await signIn(urlsOf(secrets, way.folder).application);
	} catch (error) {
		throw new Error(
			`A PostgreSQL server (process ${found.pid}) runs in ${place.folder} and does not let Filò in: ${(error as Error).message}`,
		);
	} finally {
		way.close();
	}
	say(`Adopted the database server that was still running (process ${found.pid}).`);
	return found;
}

/** The folder's server once it has finished starting or stopping, or null when there is none. */
async function settledPostmaster(folder: string): Promise<Postmaster | null> {
	const limit = Date.now() + ADOPTION_MS_MAX;
	for (let found = postmaster(folder); found; found = postmaster(folder)) {
		if (found.status === "ready") return found;
		if (Date.now() > limit) {
			throw new Error(
				`A PostgreSQL server (process ${found.pid}) in ${folder} is still "${found.status}". Try again later.`,
			);
		}
		await sleep(POLL_MS);
	}
	return null;
}

/** Line 1 of the pid file is the process, line 8 its status: what pg_ctl goes by too. */
function postmaster(folder: string): Postmaster | null {
	const lines = readText(path.join(folder, "postmaster.pid"))?.split("\n") ?? [];
	const pid = Number.parseInt(lines[0] ?? "", 10);
	const mark = pid > 0 ? processMark(pid) : null;
	if (mark === null || !isServerIn(pid, folder)) return null;
	return { pid, mark, status: lines[7]?.trim() ?? "starting" };
}

/** What a killed server leaves behind ends by itself; until then its shared memory and files are in use. */
async function waitForOrphans(folder: string): Promise<void> {
	if (process.platform !== "linux" || !existsSync(path.join(folder, "postmaster.pid"))) return;
	const limit = Date.now() + ADOPTION_MS_MAX;
	for (let orphan = processIn(folder); orphan; orphan = processIn(folder)) {
		if (Date.now() > limit) throw new Error(`Process ${orphan} of an earlier PostgreSQL still works in ${folder}.`);
		await sleep(POLL_MS);
	}
}

function processIn(folder: string): number | undefined {
	const pids = readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map(Number);
	return pids.find((pid) => isServerIn(pid, folder));
}

/** PostgreSQL refuses to start when a stale lock names a number that is in use again, or that nobody has reaped. */
function removeStaleLocks(folder: string): void {
	for (const name of ["postmaster.pid", `${SOCKET}.lock`]) rmSync(path.join(folder, name), { force: true });
}

async function launch(place: Place, say: (line: string) => void): Promise<Postmaster> {
	boundLog(place.log);
	const from = statSync(place.log, { throwIfNoEntry: false })?.size ?? 0;
	const log = openSync(place.log, "a", 0o600);
	const args = ["-D", dataArgument(place.folder), ...serverSettings(place.folder)];
	const options = { cwd: place.folder, env: CHILD_ENV, ...place.account };
	// In a group of its own: Ctrl-C reaches Filò, which ends its work before it stops the server.
	const child = spawn(place.binaries.postgres, args, {
		...options,
		detached: true,
		stdio: ["ignore", log, log],
	});
	child.on("error", () => {});
	child.unref();
	closeSync(log);
	if (child.pid === undefined) throw new Error(`${place.binaries.postgres} does not start.`);
	const started = await untilReady(place, child.pid, say);
	if (started) return started;
	throw new Error(`PostgreSQL did not start:\n${readText(place.log)?.slice(from).slice(-2000)}`);
}

async function untilReady(place: Place, pid: number, say: (line: string) => void): Promise<Postmaster | null> {
	const began = Date.now();
	let isAnnounced = false;
	while (processMark(pid) !== null) {
		const found = postmaster(place.folder);
		if (found?.pid === pid && found.status === "ready") return found;
		if (Date.now() - began > START_MS_MAX) {
			process.kill(pid, "SIGINT");
			throw new Error(`PostgreSQL is not ready after ${START_MS_MAX / 60_000} minutes: see ${place.log}`);
		}
		if (!isAnnounced && Date.now() - began > 3000) {
			say("The database is still starting: after a power cut it first replays its log.");
			isAnnounced = true;
		}
		await sleep(POLL_MS);
	}
	return null;
}

function serverSettings(folder: string): string[] {
	const socketFolder = process.platform === "linux" ? "/proc/self/cwd" : shortLink(folder);
	return [
		...logSettings(),
		...["-c", "listen_addresses="],
		...["-c", `unix_socket_directories=${socketFolder}`],
		...["-c", "shared_buffers=64MB"],
		...["-c", "max_connections=60"],
		...["-c", "timezone=UTC"],
	];
}

/** Statements and details carry people's data, and a log is read by whoever repairs the machine. */
function logSettings(): string[] {
	return ["-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse", "-c", "log_timezone=UTC"];
}

function boundLog(log: string): void {
	const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
	if (size > LOG_BYTES_MAX) truncateSync(log);
}

/** A socket's path has about a hundred bytes, however deep the data folder lies. */
function shortLink(folder: string): string {
	const { dev, ino } = statSync(folder);
	const link = path.join(tmpdir(), `filo-${dev.toString(36)}-${ino.toString(36)}`);
	const found = lstatSync(link, { throwIfNoEntry: false });
	if (found?.isSymbolicLink() && found.uid === process.getuid?.() && readlinkSync(link) === folder) return link;
	rmSync(link, { force: true });
	symlinkSync(folder, link);
	return link;
}

/** How a client reaches the socket: through the server's own working folder, which also proves whose it is. */
function wayTo(pid: number, folder: string): Way {
	if (process.platform !== "linux") return { folder: shortLink(folder), close() {} };
	const through = `/proc/${pid}/cwd`;
	if (existsSync(`${through}/${SOCKET}`)) return { folder: through, close() {} };
	// Without CAP_SYS_PTRACE root may not look into another account's process: an open folder is as short a way.
	const handle = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
	return { folder: `/proc/${process.pid}/fd/${handle}`, close: () => closeSync(handle) };
}

function urlsOf(secrets: Secrets, socketFolder: string): DatabaseUrls {
	const url = (name: keyof Secrets) =>
		`postgres://filo_${name}:${secrets[name]}@/filo?host=${encodeURIComponent(socketFolder)}`;
	return { application: url("application"), jobs: url("jobs"), owner: url("owner") };
}

/** SCRAM works both ways: a server that accepts the password has shown that it knows it. */
async function signIn(connectionString: string): Promise<void> {
	const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
	client.on("error", () => {});
	await client.connect();
	await client.end();
}

function supervise(
	place: Place,
	server: Postmaster,
	secrets: Secrets,
	release: () => void,
	say: (line: string) => void,
): Embedded {
	const way = wayTo(server.pid, place.folder);
	const watch = setInterval(() => boundLog(place.log), LOG_CHECK_MS);
	watch.unref();
	const end = async () => {
		clearInterval(watch);
		if (processMark(server.pid) !== server.mark) say(`The database server had stopped by itself: see ${place.log}`);
		await stopServer(server);
		way.close();
		release();
	};
	let ending: Promise<void> | undefined;
	return { urls: urlsOf(secrets, way.folder), stop: () => (ending ??= end()) };
}

/** Fast shutdown: open transactions are rolled back, what was acknowledged is on the disk. */
async function stopServer({ pid, mark }: Postmaster): Promise<void> {
	const limit = Date.now() + STOP_MS_MAX;
	if (processMark(pid) === mark) process.kill(pid, "SIGINT");
	while (processMark(pid) === mark) {
		if (Date.now() > limit) throw new Error(`PostgreSQL (process ${pid}) is still stopping.`);
		await sleep(POLL_MS);
	}
}

function writeDurably(file: string, text: string): void {
	const draft = `${file}.new`;
	const handle = openSync(draft, "w", 0o600);
	writeFileSync(handle, text);
	fsyncSync(handle);
	closeSync(handle);
	renameSync(draft, file);
	syncPath(path.dirname(file));
}

function syncPath(folder: string): void {
	const handle = openSync(folder, "r");
	fsyncSync(handle);
	closeSync(handle);
}
