import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { browserPath, flags } from "./browser.ts";

/** What lies between a phone and the server, and what of it fails. `old`: the server is newer than the app. */
export type Way = "through" | "none" | "flapping" | "old";
export type Wire = { url: string; way: Way; close: () => Promise<void> };

/**
 * The network between the phone and Filò. Flapping, of every four calls of the notebook one is dropped before the server
 * hears it, one after it has written, one is cut in the middle of the answer, and one passes.
 */
export async function newWire(target: string): Promise<Wire> {
	let calls = 0;
	const { hostname, port } = new URL(target);
	const server = createServer((asked, answer) => {
		if (wire.way === "none") return void asked.socket.destroy();
		const isNotebook = asked.url?.startsWith("/api/notebook/") ?? false;
		if (wire.way === "old" && asked.url === "/api/notebook/records") {
			answer.writeHead(409, { "content-type": "application/problem+json" });
			return void answer.end(JSON.stringify({ code: "app_too_old" }));
		}
		const turn = wire.way === "flapping" && isNotebook ? calls++ % 4 : 3;
		if (turn === 0) return void asked.socket.destroy();
		pass(asked, answer, turn);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const at = (server.address() as { port: number }).port;
	const wire: Wire = {
		url: `http://localhost:${at}`,
		way: "through",
		close: async () => {
			server.closeAllConnections();
			server.close();
		},
	};
	return wire;

	function pass(asked: IncomingMessage, answer: ServerResponse, turn: number): void {
		const on = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers }, (said) => {
			const parts: Buffer[] = [];
			said.on("data", (part: Buffer) => parts.push(part));
			said.on("end", () => {
				const whole = Buffer.concat(parts);
				if (turn === 1) return void asked.socket.destroy();
				// It is sent whole, and says how long it is.
				const { "transfer-encoding": _, ...headers } = said.headers;
				answer.writeHead(said.statusCode ?? 502, { ...headers, "content-length": whole.length });
				if (turn === 3) return void answer.end(whole);
				answer.write(whole.subarray(0, whole.length / 2), () => asked.socket.destroy());
			});
		});
		on.on("error", () => asked.socket.destroy());
		asked.on("error", () => on.destroy());
		asked.pipe(on);
	}
}

export type Device = { context: BrowserContext; page: Page; profile: string; kill: () => Promise<void> };

/** A folder of a browser's own, as a phone keeps it from one start to the next. */
export function newProfile(): { profile: string; forget: () => void } {
	const profile = mkdtempSync(join(tmpdir(), "filo-phone-"));
	return { profile, forget: () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A browser that can be killed at any moment, without a word to it. */
export async function newDevice(profile: string): Promise<Device> {
	const told = join(profile, "DevToolsActivePort");
	rmSync(told, { force: true });
	const own = [`--user-data-dir=${profile}`, "--remote-debugging-port=0", "--lang=it-IT", "--accept-lang=it-IT"];
	const child = spawn(browserPath!, [...flags, ...own, "about:blank"], { detached: true, stdio: "ignore" });
	const gone = once(child, "exit");
	for (let i = 0; i < 300 && !(existsSync(told) && statSync(told).size > 0); i += 1)
		await new Promise((resolve) => setTimeout(resolve, 100));
	const [port] = readFileSync(told, "utf8").split("\n");
	const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
	const context = browser.contexts()[0]!;
	const page = context.pages()[0] ?? (await context.newPage());
	page.setDefaultTimeout(30_000);
	return {
		context,
		page,
		profile,
		kill: async () => {
			process.kill(-child.pid!, "SIGKILL");
			await gone;
		},
	};
}

/** The files below a folder in which one of the words stands, in the encodings browsers write. */
export function filesWith(folder: string, words: readonly string[]): string[] {
	const wanted = words.flatMap((word) => [Buffer.from(word, "utf8"), Buffer.from(word, "utf16le")]);
	return filesIn(folder).filter((file) => {
		const content = unlessGone(() => readFileSync(file));
		return content && wanted.some((word) => content.includes(word));
	});
}

function filesIn(folder: string): string[] {
	const found = unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? [];
	return found.flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return filesIn(path);
		return entry.isFile() ? [path] : [];
	});
}

/** A browser that runs takes files away while they are looked at. */
function unlessGone<Found>(look: () => Found): Found | undefined {
	try {
		return look();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}
