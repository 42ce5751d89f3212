import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import autocannon from "autocannon";
import { cookieFor, dataFolder, startFilo } from "../running.ts";
import { writeOpening } from "./section.ts";

// `./filo bench`: the ten pages people open most, beside a bare server and a bare query, on one machine in one run.

const pages = [
	"/today",
	"/n/san-vigilio",
	"/listening/notes",
	"/listening/needs",
	"/listening/follow-ups",
	"/listening/meetings",
	"/listening/resources",
	"/community/persons",
	"/initiatives",
	"/exchange/acts",
];
const connections = 8;
const seconds = 5;
const rounds = 3;

type Target = { name: string; url: string; headers: Record<string, string> };
type Measured = { rate: number; p50: number; p95: number; p99: number };

async function child(file: string, args: string[]): Promise<{ child: ChildProcess; said: unknown }> {
	const started = fork(join(import.meta.dirname, file), args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
	const ended = once(started, "exit").then(([code]) => Promise.reject(new Error(`${file} ended with ${code}`)));
	ended.catch(() => {});
	const [said] = (await Promise.race([once(started, "message"), ended])) as [unknown];
	return { child: started, said };
}

/** Each answer is timed by itself: autocannon's own summary has no 95th percentile. */
async function fire({ url, headers }: Target, duration: number): Promise<Measured> {
	const times: number[] = [];
	const firing = autocannon({ url, headers, connections, duration });
	firing.on("response", (_client, _status, _bytes, ms) => times.push(ms));
	const found = await firing;
	if (found.non2xx > 0 || found.errors > 0) throw new Error(`${url}: ${found.non2xx} refused, ${found.errors} errors`);
	times.sort((one, other) => one - other);
	const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
	return { rate: found["2xx"] / found.duration, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const middle = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Every round fires at every target, so that a machine that slows down slows all of them. */
async function measure(targets: Target[]): Promise<Map<string, Measured>> {
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

function kilobytes(bytes: number): string {
	return (bytes / 1024).toFixed(1);
}

/** What a browser is sent of script, in its smallest form. */
function scriptBytes(): number {
	const folder = join(import.meta.dirname, "../../build/public");
	return readdirSync(folder)
		.filter((name) => name.endsWith(".js"))
		.reduce((sum, name) => sum + brotliCompressSync(readFileSync(join(folder, name))).length, 0);
}

async function report(): Promise<string> {
	const data = dataFolder();
	const children: ChildProcess[] = [];
	const filo = await startFilo(data.folder);
	try {
		const cookie = await cookieFor(filo.url, "facilitator", "san-vigilio");
		const bare: Target[] = [];
		for (const kind of ["hello", "query"]) {
			const { child: one, said } = await child("bare.ts", [kind, data.folder]);
			children.push(one);
			bare.push({ name: kind, url: `http://127.0.0.1:${said}/`, headers: {} });
		}
		const counted = (await child("statements.ts", [data.folder, ...pages])).said as Record<string, number>;
		const many = pages.filter((path) => (counted[path] ?? 0) > 6);
		if (many.length > 0) throw new Error(`more than six statements: ${many.join(", ")}`);
		const own = pages.map(
			(path) => ({ name: path, url: filo.url + path, headers: path.startsWith("/n/") ? {} : { cookie } }) as Target,
		);
		const sizes = new Map<string, number>();
		for (const { name, url, headers } of own)
			sizes.set(name, brotliCompressSync(Buffer.from(await (await fetch(url, { headers })).arrayBuffer())).length);
		return written(await measure([...bare, ...own]), counted, sizes);
	} finally {
		for (const one of children) one.kill();
		await filo.stop();
		data.forget();
	}
}

function written(found: Map<string, Measured>, counted: Record<string, number>, sizes: Map<string, number>): string {
	const script = kilobytes(scriptBytes());
	const rateOf = (name: string) => found.get(name)?.rate ?? Number.NaN;
	const rows = [...found].map(([name, m]) => [
		name === "hello" ? "bare Hono, hello" : name === "query" ? "bare Hono, one indexed query" : `\`${name}\``,
		m.rate.toFixed(0),
		m.p50.toFixed(1),
		m.p95.toFixed(1),
		m.p99.toFixed(1),
		(m.rate / rateOf("hello")).toFixed(2),
		(m.rate / rateOf("query")).toFixed(2),
		String(counted[name] ?? "–"),
		sizes.has(name) ? kilobytes(sizes.get(name) ?? 0) : "–",
		sizes.has(name) ? script : "–",
	]);
	const head = [
		"",
		"requests/s",
		"p50 ms",
		"p95 ms",
		"p99 ms",
		"of hello",
		"of a query",
		"statements",
		"kB HTML",
		"kB script",
	];
	const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
	return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
const table = await report();
const text = `# How fast it is

Written by \`npm run bench\`: Filò on its demonstration, a bare server and a bare query beside it on the same machine in the same run, ${connections} connections, ${rounds} rounds of ${seconds} s after a warm-up, one after the other in each round. Statements are those of one page with the session's, BEGIN, SET and COMMIT not counted; kB are compressed (Brotli). The load comes from the same machine, so the numbers compare with each other and with nothing else.

Machine: ${machine}.

${table}
`;
writeOpening(text);
process.stdout.write(`${machine}\n\n${table}\n`);
