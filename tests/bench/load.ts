import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import autocannon from "autocannon";

// What the runs of the bench share: load from this machine, and what a page weighs.

export const connections = 8;
const seconds = 5;
export const rounds = 3;

export const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;

export type Target = { name: string; url: string; headers: Record<string, string> };
export type Measured = { rate: number; p50: number; p95: number; p99: number };

/** Starts a file of this folder as a process of its own and waits for the first it says. */
export async function child(file: string, args: string[]): Promise<{ child: ChildProcess; said: unknown }> {
	const started = fork(join(import.meta.dirname, file), args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
	const ended = once(started, "exit").then(([code]) => Promise.reject(new Error(`${file} ended with ${code}`)));
	ended.catch(() => {});
	const [said] = (await Promise.race([once(started, "message"), ended])) as [unknown];
	return { child: started, said };
}

/** The two servers without Filò: `hello`, and one indexed query on the database of a data folder. */
export async function bareServers(folder: string): Promise<{ targets: Target[]; children: ChildProcess[] }> {
	const started = [];
	for (const kind of ["hello", "query"]) started.push({ kind, ...(await child("bare.ts", [kind, folder])) });
	return {
		targets: started.map(({ kind, said }) => ({ name: kind, url: `http://127.0.0.1:${said}/`, headers: {} })),
		children: started.map((one) => one.child),
	};
}

/** Each answer is timed by itself: autocannon's own summary has no 95th percentile. */
async function fire({ url, headers }: Target, duration: number): Promise<Measured> {
	const times: number[] = [];
	const firing = autocannon({ url, headers, connections, duration });
	firing.on("response", (_client, _status, _bytes, ms) => times.push(ms));
	const found = await firing;
	if (found.non2xx > 0 || found.errors > 0) throw new Error(`${url}: ${found.non2xx} refused, ${found.errors} errors`);
	const at = quantiles(times);
	return { rate: found["2xx"] / found.duration, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The time that a share of the times does not pass. */
export function quantiles(times: readonly number[]): (share: number) => number {
	const sorted = [...times].sort((one, other) => one - other);
	return (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const middle = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Every round fires at every target, so that a machine that slows down slows all of them. */
export async function measure(targets: readonly Target[]): Promise<Map<string, Measured>> {
	for (const target of targets) await fire(target, 2);
	const found = new Map<string, Measured[]>(targets.map(({ name }) => [name, []]));
	for (let round = 0; round < rounds; round++)
		for (const target of targets) found.get(target.name)?.push(await fire(target, seconds));
	const mean = (all: Measured[], key: keyof Measured) => middle(all.map((one) => one[key]));
	return new Map(
		[...found].map(([name, all]) => [
			name,
			{ rate: mean(all, "rate"), p50: mean(all, "p50"), p95: mean(all, "p95"), p99: mean(all, "p99") },
		]),
	);
}

export function kilobytes(bytes: number): string {
	return (bytes / 1024).toFixed(1);
}

const built = join(import.meta.dirname, "../../build/public");

/** What a page weighs, compressed: its HTML, and the scripts it names. */
export async function weighed({ url, headers }: Target): Promise<{ html: number; script: number }> {
	const html = await (await fetch(url, { headers })).text();
	const scripts = [...html.matchAll(/<script src="\/assets\/([^"]+)"/g)].map(([, name = ""]) => name);
	const files = readdirSync(built);
	const script = scripts.reduce((sum, name) => {
		if (!files.includes(`${name}.br`)) throw new Error(`${url} asks for ${name}, which was not built`);
		return sum + statSync(join(built, `${name}.br`)).size;
	}, 0);
	return { html: brotliCompressSync(html).length, script };
}

/** A table of Markdown: its head, and rows of cells; all but the first column to the right. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
