import { newId } from "../../src/core/ids.ts";
import { cookieFor, dataFolder, startFilo } from "../running.ts";
import {
	bareServers,
	child,
	connections,
	kilobytes,
	type Measured,
	machine,
	measure,
	rounds,
	type Target,
	tableOf,
	weighed,
} from "./load.ts";
import { untilAtRest } from "./rest.ts";
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
const mostStatements = 6;
/** Only the notebook without coverage and the drawing of the network may load more; neither is among the pages here. */
const mostScriptBytes = 20 * 1024;
const writeEveryMs = 100;

/** Records a note again and again until it is stopped; returns how many were recorded. */
function writeBeside(url: string, cookie: string): () => Promise<number> {
	let isOver = false;
	let written = 0;
	const going = (async () => {
		while (!isOver) {
			const answer = await fetch(`${url}/api/listening/notes`, {
				method: "POST",
				headers: { cookie, "content-type": "application/json" },
				body: JSON.stringify({ id: newId(), text: "Una panchina al sole davanti alla fontana", kind: "noticed" }),
			});
			if (answer.status !== 201) throw new Error(`a note was answered ${answer.status}`);
			written += 1;
			await new Promise((resolve) => setTimeout(resolve, writeEveryMs));
		}
		return written;
	})();
	going.catch(() => {}); // awaited by who stops it
	return () => {
		isOver = true;
		return going;
	};
}

async function report(): Promise<string> {
	const data = dataFolder();
	const filo = await startFilo(data.folder);
	const bare = await bareServers(data.folder);
	try {
		const cookie = await cookieFor(filo.url, "facilitator", "san-vigilio");
		const counted = (await child("statements.ts", [data.folder, ...pages])).said as Record<string, number>;
		const many = pages.filter((path) => (counted[path] ?? 0) > mostStatements);
		if (many.length > 0) throw new Error(`more than ${mostStatements} statements: ${many.join(", ")}`);
		const own = pages.map(
			(path) => ({ name: path, url: filo.url + path, headers: path.startsWith("/n/") ? {} : { cookie } }) as Target,
		);
		const sizes = new Map<string, Awaited<ReturnType<typeof weighed>>>();
		for (const target of own) sizes.set(target.name, await weighed(target));
		const heavy = pages.filter((path) => (sizes.get(path)?.script ?? 0) > mostScriptBytes);
		if (heavy.length > 0) throw new Error(`more than 20 kB of script: ${heavy.join(", ")}`);
		await untilAtRest(data.folder);
		const still = await measure([...bare.targets, ...own]);
		const stop = writeBeside(filo.url, cookie);
		const moving = await measure(own);
		await stop();
		return written(still, moving, counted, sizes);
	} finally {
		for (const one of bare.children) one.kill();
		await filo.stop();
		data.forget();
	}
}

type Sizes = Map<string, Awaited<ReturnType<typeof weighed>>>;

function written(
	still: Map<string, Measured>,
	moving: Map<string, Measured>,
	counted: Record<string, number>,
	sizes: Sizes,
): string {
	const rateOf = (name: string) => still.get(name)?.rate ?? Number.NaN;
	const rows = [...still].map(([name, m]) => {
		const beside = moving.get(name);
		const size = sizes.get(name);
		return [
			name === "hello" ? "bare Hono, hello" : name === "query" ? "bare Hono, one indexed query" : `\`${name}\``,
			m.rate.toFixed(0),
			m.p50.toFixed(1),
			m.p95.toFixed(1),
			m.p99.toFixed(1),
			(m.rate / rateOf("hello")).toFixed(2),
			(m.rate / rateOf("query")).toFixed(2),
			beside?.rate.toFixed(0) ?? "–",
			beside?.p95.toFixed(1) ?? "–",
			String(counted[name] ?? "–"),
			size ? kilobytes(size.html) : "–",
			size ? kilobytes(size.script) : "–",
		];
	});
	const head = [
		"",
		"requests/s",
		"p50 ms",
		"p95 ms",
		"p99 ms",
		"of hello",
		"of a query",
		"with writes, requests/s",
		"p95 ms",
		"statements",
		"kB HTML",
		"kB script",
	];
	return tableOf(head, rows);
}

const table = await report();
const text = `# How fast it is

Written by \`npm run bench\`: Filò on its demonstration, a bare server and a bare query beside it on the same machine in the same run, ${connections} connections, ${rounds} rounds of 5 s after a warm-up, one after the other in each round. The load comes from the same machine, so the numbers compare with each other and with nothing else.

The first figures are those of pages as they come while nothing changes: then their rows are answered from memory (decision 019), and a page still asks the database whether anything has changed. The two columns “with writes” are the same pages while a note is recorded every ${writeEveryMs} ms beside the load, which lets go of everything kept. Statements are those of one page of which nothing is kept, with the session's; BEGIN, SET and COMMIT are not counted. kB are compressed (Brotli); script is what that page loads.

Machine: ${machine}.

${table}
`;
writeOpening(text);
process.stdout.write(`${machine}\n\n${table}\n`);
