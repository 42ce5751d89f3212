import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const filo = join(import.meta.dirname, "../filo");

/** A Filò of its own: a process, a data folder, a port; as `npm start` runs it. */
export type Running = {
	url: string;
	said: () => string;
	/** The log so far, a line of JSON for each request; lines come half a second late. */
	logged: () => string;
	child: ChildProcess;
	stop: (signal?: NodeJS.Signals) => Promise<number | null>;
};

/** A folder for a data folder, removed by `forget`. */
export function dataFolder(): { folder: string; forget: () => void } {
	const folder = mkdtempSync(join(tmpdir(), "filo-running-"));
	return { folder, forget: () => rmSync(folder, { recursive: true, force: true }) };
}

/** From its next start, or when it is told to read them, the database of a data folder that is thrown away never waits for the disk. */
export function forgetOnPowerCut(folder: string): void {
	const settings = ["fsync = off", "full_page_writes = off"];
	appendFileSync(join(folder, "postgres/postgresql.conf"), `${settings.join("\n")}\n`);
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, "close");
	return port;
}

/** Starts Filò and waits until it says that it is ready. Throws with what it said when it stops instead. */
export async function startFilo(folder: string, settings: Record<string, string> = {}): Promise<Running> {
	const port = await freePort();
	const env = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), FILO_DATA: folder, ...settings };
	const child = spawn(filo, ["serve"], { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
	let said = "";
	let logged = "";
	child.stdout!.on("data", (part) => {
		logged += part;
	});
	const ended = once(child, "exit") as Promise<[number | null]>;
	const ready = new Promise<void>((resolve) => {
		child.stderr!.on("data", (part) => {
			said += part;
			if (said.includes("Filò is ready")) resolve();
		});
	});
	await Promise.race([ready, ended.then(() => Promise.reject(new Error(`Filò did not start:\n${said}`)))]);
	const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
		if (child.exitCode === null && child.signalCode === null) child.kill(signal);
		return (await ended)[0];
	};
	return { url: `http://127.0.0.1:${port}`, said: () => said, logged: () => logged, child, stop };
}

/** Signs in to the demonstration and returns the cookie. */
export async function cookieFor(url: string, as: string, at?: string): Promise<string> {
	const body = new URLSearchParams(at ? { as, at } : { as });
	const answer = await fetch(`${url}/demo/sign-in`, { method: "POST", body, redirect: "manual" });
	const cookie = answer.headers.get("set-cookie")?.split(";")[0];
	if (answer.status !== 303 || !cookie) throw new Error(`sign-in as ${as} answered ${answer.status}`);
	return cookie;
}

/** Processes whose working folder lies in a folder: what a stopped Filò must not leave behind. Linux only. */
export async function processesIn(folder: string): Promise<string[]> {
	const { readdirSync, readlinkSync } = await import("node:fs");
	return readdirSync("/proc").filter((pid) => {
		if (!/^\d+$/.test(pid)) return false;
		try {
			return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
		} catch {
			return false;
		}
	});
}
